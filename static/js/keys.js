// Keys: ? shows them all, g and a letter goes to a section, / to the filter or the field that leads everywhere, j and k through rows, and whatever is
// marked with data-press is pressed by its letter. Single keys can be turned off, for those who speak to type.
"use strict";
(() => {
  const PATIENCE = 1200;
  const OFF = "candor-keys-off";
  const help = document.getElementById("keys");
  const single = help.querySelector("[data-keys-single]");
  let jumping = 0;

  const isOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };

  function isWriting(target) {
    return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
  }

  function show() {
    const place = help.querySelector("[data-keys-here]");
    const pressed = [...document.querySelectorAll("[data-press]")].filter((one) => one.checkVisibility());
    place.replaceChildren(...pressed.map((one) => {
      const row = document.createElement("div");
      const key = document.createElement("dt");
      const told = document.createElement("dd");
      const copy = one.cloneNode(true);
      for (const mark of copy.querySelectorAll("kbd")) mark.remove();
      key.append(Object.assign(document.createElement("kbd"), { textContent: one.dataset.press }));
      told.textContent = one.getAttribute("aria-label") || (one.labels?.[0] || copy).textContent.trim();
      row.append(key, told);
      return row;
    }));
    place.previousElementSibling.hidden = pressed.length === 0;
    single.checked = !isOff();
    help.showModal();
  }

  function step(by) {
    const rows = [...document.querySelectorAll("main tbody th a, main [data-row] .what a")];
    if (!rows.length) return;
    const now = rows.findIndex((row) => row.closest("tr, [data-row]").contains(document.activeElement));
    rows[now < 0 ? 0 : Math.min(Math.max(now + by, 0), rows.length - 1)].focus();
  }

  function send(event) {
    // A form that holds no such button serves another one, as the choice of a template does.
    const forms = [event.target.form, document.querySelector("main form[data-preview]")].filter(Boolean);
    const button = forms.map((form) => form.querySelector("button.button:not(.quiet, .bare, [type=button])")).find(Boolean);
    if (!button) return;
    event.preventDefault();
    button.form.requestSubmit(button);
  }

  function act(key) {
    if (jumping) {
      clearTimeout(jumping);
      jumping = 0;
      const link = document.querySelector(`[data-jump="${CSS.escape(key)}"]`);
      if (link) link.click();
      return link !== null;
    }
    if (key === "g") jumping = setTimeout(() => { jumping = 0; }, PATIENCE);
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "/") {
      const field = document.querySelector("[data-slash]") || document.querySelector("main input[type=search]") || document.getElementById("find");
      if (!field) return false;
      field.focus();
      field.select();
    } else {
      const found = document.querySelector(`[data-press="${CSS.escape(key)}"]`);
      if (!found || !found.checkVisibility()) return false;
      if (found.matches("input, textarea, select")) found.focus();
      if (!found.matches("input:not([type=radio], [type=checkbox]), textarea, select")) found.click();
    }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || help.open || isWriting(event.target)) return;
    if (isOff()) return;
    if (event.key === "?") show();
    else if (event.key.length !== 1 || !act(event.key)) return;
    event.preventDefault();
  });
  for (const button of document.querySelectorAll("[data-keys-open]")) button.addEventListener("click", show);
  single.addEventListener("change", () => {
    try { localStorage.setItem(OFF, single.checked ? "0" : "1"); } catch { /* kept for as long as the screen is open */ }
    document.documentElement.classList.toggle("has-keys", single.checked);
  });
  for (const one of document.querySelectorAll("[data-needs-script]")) one.hidden = false;
  document.documentElement.classList.toggle("has-keys", !isOff());
})();
