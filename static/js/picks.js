// Says beside a form marked with data-picked how many rows are ticked, and gives the list a box that ticks all.
"use strict";
(() => {
  const boxes = (form) => [...document.querySelectorAll(`input[name="pick"][form="${form.id}"]`)];

  function tell(form) {
    const all = boxes(form);
    const count = all.filter((box) => box.checked).length;
    form.classList.toggle("some", count > 0);
    form.querySelector("[data-picked-none]").hidden = count > 0;
    form.querySelector("[data-picked-some]").hidden = count === 0;
    form.querySelector("[data-picked-count]").textContent = count;
    for (const button of form.querySelectorAll("button")) button.disabled = count === 0;
    const head = form.closest("[data-live], main").querySelector("th.pick");
    if (!head) return;
    if (!head.querySelector("input")) {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.autocomplete = "off";
      label.append(box, ...head.childNodes);
      head.append(label);
      box.addEventListener("change", () => {
        for (const one of boxes(form)) one.checked = box.checked;
        tell(form);
      });
    }
    const box = head.querySelector("input");
    box.checked = count > 0 && count === all.length;
    box.indeterminate = count > 0 && count < all.length;
    box.disabled = all.length === 0;
  }

  const tellAll = () => document.querySelectorAll("form[data-picked]").forEach(tell);
  document.addEventListener("change", (event) => { if (event.target.name === "pick") tellAll(); });
  document.addEventListener("candor:fresh", tellAll);
  window.addEventListener("pageshow", tellAll);
})();
