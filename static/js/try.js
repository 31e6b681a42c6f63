// A button that tries something out (value "try" in a form marked with data-try) does so in place: what was found
// replaces what is marked with data-tried, and errors stand beside their fields.
"use strict";
(() => {
  let under = false;

  function place(form, next) {
    for (const field of form.querySelectorAll(".field, fieldset")) {
      const id = field.querySelector(":scope > :is(input, select, textarea), :scope > .duration > input")?.id;
      if (!id) continue;
      const control = document.getElementById(id);
      field.querySelector(":scope > .wrong")?.remove();
      const wrong = next.getElementById(`${id}-wrong`);
      if (wrong) field.append(document.importNode(wrong, true));
      for (const name of ["aria-invalid", "aria-describedby"]) {
        const value = next.getElementById(id)?.getAttribute(name);
        if (value) control.setAttribute(name, value);
        else control.removeAttribute(name);
      }
    }
    const first = form.querySelector("[aria-invalid=true]");
    if (!first) return;
    for (let node = first.closest("details"); node; node = node.parentElement.closest("details")) node.open = true;
    first.focus();
  }

  async function attempt(form, button) {
    const body = new FormData(form);
    body.set("do", "try");
    const answer = await fetch(form.getAttribute("action") || location.pathname, { method: "POST", body, redirect: "manual" });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const region = form.querySelector("[data-tried]");
    region.replaceChildren(...next.querySelector("[data-tried]").childNodes);
    place(form, next);
    if (!form.querySelector("[aria-invalid=true]")) region.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("form[data-try] button[value=try]");
    if (!button) return;
    event.preventDefault();
    if (under) return;
    under = true;
    const label = button.textContent;
    button.textContent = button.dataset.trying;
    button.setAttribute("aria-disabled", "true");
    attempt(button.form, button)
      // What could not be done in place is done as without a script.
      .catch(() => { const sent = document.createElement("input"); sent.type = "hidden"; sent.name = "do"; sent.value = "try"; button.form.append(sent); button.form.submit(); })
      .finally(() => { under = false; button.textContent = label; button.removeAttribute("aria-disabled"); });
  });
})();
