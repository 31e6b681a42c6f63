// Filters marked with data-sift act while they are filled in. The address follows, so that it can be kept.
"use strict";
(() => {
  const PATIENCE = 250;
  let timer = 0;

  function follow(form) {
    const said = [...new FormData(form)].filter(([, value]) => value !== "");
    const address = `${location.pathname}${said.length ? `?${new URLSearchParams(said)}` : ""}`;
    history.replaceState(null, "", address);
    document.dispatchEvent(new CustomEvent("candor:show", { detail: address }));
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-sift]");
    if (!form) return;
    clearTimeout(timer);
    timer = setTimeout(follow, event.target.matches("select") ? 0 : PATIENCE, form);
  });
})();
