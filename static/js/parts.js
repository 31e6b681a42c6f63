// A field marked with data-part-find narrows the components below it to those whose name holds what is typed. Enter
// or the arrow down goes to the first of them, where a letter chooses the status; Escape leads back.
"use strict";
(() => {
  function rows(field) {
    return [...field.closest("fieldset").querySelectorAll(".part")];
  }

  function narrow(field) {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows(field)) {
      const text = row.querySelector("label").textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
    for (const group of field.closest("fieldset").querySelectorAll(".part-group")) {
      group.hidden = !group.querySelector(".part:not([hidden])");
    }
    field.closest("fieldset").querySelector("[data-part-none]").hidden = rows(field).some((row) => !row.hidden);
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-part-find]")) narrow(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const field = event.target;
    if (field.matches("[data-part-find]") && (event.key === "Enter" || event.key === "ArrowDown")) {
      event.preventDefault();
      const first = rows(field).find((row) => !row.hidden);
      if (first) first.querySelector("select, input").focus();
    } else if (event.key === "Escape" && field.closest(".part")) {
      const find = field.closest("fieldset").querySelector("[data-part-find]");
      if (!find) return;
      find.focus();
      find.select();
    }
  });
})();
