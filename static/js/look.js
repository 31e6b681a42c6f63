// The form of the page's look: colours can be picked beside being written, and the preview follows what is filled in.
"use strict";
(() => {
  const form = document.getElementById("look");
  const look = form.querySelector("[data-look]");
  let timer = 0;

  function paint(picker) {
    const field = document.getElementById(picker.dataset.paints);
    const found = field.value.match(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i);
    const color = found ? field.value : picker.dataset.default;
    picker.value = color.length === 4 ? color.replace(/[0-9a-f]/gi, "$&$&") : color;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(look), 400);
  }

  for (const picker of form.querySelectorAll("[data-paints]")) {
    picker.hidden = false;
    paint(picker);
    picker.addEventListener("input", (event) => {
      event.stopPropagation();
      document.getElementById(picker.dataset.paints).value = picker.value;
      soon();
    });
  }
  form.addEventListener("input", (event) => {
    const picker = form.querySelector(`[data-paints="${event.target.id}"]`);
    if (picker) paint(picker);
    soon();
  });
  // A form that was refused is shown with what it says, not with what is saved.
  if (form.querySelector("[aria-invalid]")) soon();
  document.addEventListener("submit", (event) => { if (event.submitter !== look) clearTimeout(timer); });
})();
