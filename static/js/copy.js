// Buttons marked with data-copy put the text of the element of that id on the clipboard.
"use strict";
(() => {
  if (!navigator.clipboard) return; // plain http: the address can still be marked by hand
  for (const button of document.querySelectorAll("[data-copy]")) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
})();
