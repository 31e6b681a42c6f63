// Forms marked with data-preview show, while they are filled in, what visitors would read and how many would be
// told. A choice marked with data-fill fills what nobody has touched yet in the form from the address that it leads to.
"use strict";
(() => {
  const PATIENCE = 250;
  const CONTROLS = "input:not([type=hidden]), select, textarea";
  let timer = 0;
  let asked = 0;

  async function look(form) {
    const turn = ++asked;
    const body = new FormData(form);
    body.set("do", "look");
    const answer = await fetch(location.pathname, { method: "POST", body, headers: { "X-Candor-Look": "1" }, redirect: "manual" });
    if (!answer.ok || turn !== asked) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const region of form.querySelectorAll("[data-previewed]")) {
      const fresh = next.querySelector(`[data-previewed="${region.dataset.previewed}"]`);
      if (fresh && fresh.innerHTML !== region.innerHTML) region.replaceChildren(...fresh.childNodes);
    }
  }

  function soon(form) {
    clearTimeout(timer);
    // Whoever is cut off goes on writing: the next change asks again.
    timer = setTimeout(() => look(form).catch(() => {}), PATIENCE);
  }

  const grouped = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];

  function isTouched(form, control) {
    if (control.type === "radio") return grouped(form, control.name).some((one) => one.checked !== one.defaultChecked);
    if (control.type === "checkbox") return control.checked !== control.defaultChecked;
    if (control.options) return !control.selectedOptions[0]?.defaultSelected && control.selectedIndex > 0;
    return control.value !== control.defaultValue;
  }

  function take(control, from) {
    if (control.options) {
      for (const option of control.options) option.defaultSelected = option.value === from.value;
      control.value = from.value;
    } else if (control.type === "radio" || control.type === "checkbox") {
      control.defaultChecked = control.checked = from.checked;
    } else {
      control.defaultValue = control.value = from.value;
    }
  }

  async function fill(choice) {
    const form = document.querySelector("form[data-preview]");
    const answer = await fetch(`${location.pathname}?${new URLSearchParams({ [choice.name]: choice.value })}`, { redirect: "manual" });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-preview]");
    const free = [...form.querySelectorAll(CONTROLS)].filter((one) => one.name && !isTouched(form, one));
    for (const control of free) {
      const value = control.type === "radio" ? `[value="${CSS.escape(control.value)}"]` : "";
      const from = next.querySelector(`[name="${CSS.escape(control.name)}"]${value}`);
      if (from) take(control, from);
    }
    for (const name of ["template", "format"]) {
      // What was typed already is in the format that it was typed in.
      if (name === "template" || free.some((one) => one.name === "body")) form.elements[name].value = next.elements[name].value;
    }
    look(form).catch(() => {});
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-preview]");
    if (form && event.target.name !== "shown" && event.target.name) soon(form);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-fill]")) fill(event.target).catch(() => event.target.form.submit());
  });
  // Escape leaves a field, so that single keys act again.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("form[data-preview] :is(input:not([type=search]), textarea)")) event.target.blur();
  });
  for (const one of document.querySelectorAll("[data-without-script]")) one.hidden = true;
})();
