// Gives each fieldset marked with data-all a box before its name that ticks all boxes within.
"use strict";
(() => {
  for (const branch of document.querySelectorAll("fieldset[data-all]")) {
    const boxes = [...branch.querySelectorAll("input[type=checkbox]")];
    const legend = branch.querySelector("legend");
    const label = document.createElement("label");
    const all = document.createElement("input");
    const name = document.createElement("span");
    const show = () => {
      const count = boxes.filter((box) => box.checked).length;
      all.checked = count === boxes.length;
      all.indeterminate = count > 0 && count < boxes.length;
    };
    label.className = "check";
    all.type = "checkbox";
    name.textContent = legend.textContent;
    label.append(all, " ", name);
    legend.replaceChildren(label);
    all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
    boxes.forEach((box) => box.addEventListener("change", show));
    show();
  }
})();
