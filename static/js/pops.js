// Shuts an open card marked with data-pop by Escape, or when something outside of it is pressed.
"use strict";
(() => {
  const open = () => document.querySelectorAll("details[data-pop][open]");

  document.addEventListener("click", (event) => {
    for (const card of open()) if (!card.contains(event.target)) card.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const card of open()) {
      if (card.contains(document.activeElement)) card.querySelector("summary").focus();
      card.open = false;
    }
  });
  document.addEventListener("toggle", (event) => {
    const card = event.target;
    if (!card.matches || !card.matches("details[data-pop]") || !card.open) return;
    const first = card.querySelector("input:checked, input:not([type=hidden]), select, textarea");
    if (first && card.contains(document.activeElement)) first.focus();
  }, true);
})();
