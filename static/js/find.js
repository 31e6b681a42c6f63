// The field marked with data-find offers, while one writes, what it would lead to: a combobox with a list below it.
"use strict";
(() => {
  const PATIENCE = 120;
  const form = document.querySelector("form[data-find]");
  if (!form) return;
  const field = form.querySelector("input");
  const box = form.querySelector("[data-find-options]");
  const told = form.querySelector("[data-find-told]");
  let asking = null;
  let timer = 0;

  const options = () => [...box.querySelectorAll("[role=option]")];
  const chosen = () => box.querySelector("[aria-selected=true]");

  function shut() {
    clearTimeout(timer);
    asking?.abort();
    box.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function choose(option) {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    if (!option) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = options();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    choose(all[(at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by + all.length) % all.length]);
  }

  async function offer() {
    const text = field.value.trim();
    if (!text) return shut();
    asking?.abort();
    asking = new AbortController();
    const url = `${form.dataset.find}?${new URLSearchParams({ q: text })}`;
    const answer = await fetch(url, { signal: asking.signal, redirect: "manual", cache: "no-store" });
    if (!answer.ok) return shut();
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (field.value.trim() !== text || document.activeElement !== field) return;
    box.replaceChildren(...[...next.body.childNodes].map((node) => document.importNode(node, true)));
    box.hidden = false;
    field.setAttribute("aria-expanded", "true");
    field.removeAttribute("aria-activedescendant");
    told.textContent = box.querySelector("[role=listbox]").dataset.told;
  }

  function ask() {
    clearTimeout(timer);
    timer = setTimeout(() => { offer().catch((error) => { if (error.name !== "AbortError") shut(); }); }, PATIENCE);
  }

  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", "find-options"], ["aria-haspopup", "listbox"]]) field.setAttribute(name, value);
  field.addEventListener("input", ask);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") {
      if (box.hidden) field.blur();
      else shut();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (box.hidden) ask();
      else step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !box.hidden && chosen()) location.assign(chosen().dataset.url);
    else return;
    event.preventDefault();
  });
  // The pointer does not take the focus, so that what is below it is still there when it is let go.
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  field.addEventListener("blur", shut);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (!field.checkVisibility()) return location.assign(form.action);
    field.focus();
    field.select();
  });
})();
