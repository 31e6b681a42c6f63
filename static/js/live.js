// Keeps an open page true: asks for it again twice a minute while it is looked at, and swaps in what changed.
"use strict";
(() => {
  const main = document.getElementById("main");
  const said = document.querySelector("[data-live-said]");
  let last = "";

  function headline(root) {
    const found = root.querySelector("h1");
    return found ? found.textContent : "";
  }

  // The icon of the tab is another one where the status is.
  function follow(answer) {
    const [icon, now] = [document, answer].map((root) => root.querySelector("link[data-status-icon]"));
    if (icon && now && icon.getAttribute("href") !== now.getAttribute("href")) icon.replaceWith(now);
  }

  async function refresh() {
    if (document.hidden || main.contains(document.activeElement.closest("main a, main summary"))) return;
    let response;
    try {
      response = await fetch(location.href, { cache: "no-cache" });
    } catch {
      return; // offline: what is shown tells its time, and the next round tries again
    }
    if (!response.ok) return;
    const text = await response.text();
    if (text === last) return;
    last = text;
    const answer = new DOMParser().parseFromString(text, "text/html");
    if (answer.querySelector("[data-sign-in]")) location.reload(); // whoever looks on is not let in any more
    const fresh = answer.getElementById("main");
    if (!fresh) return;
    follow(answer);
    const closed = [...main.querySelectorAll("details.group")].map((group) => !group.open);
    fresh.querySelectorAll("details.group").forEach((group, index) => { group.open = !closed[index]; });
    const before = headline(main);
    main.replaceChildren(...fresh.childNodes);
    if (headline(main) !== before) said.textContent = headline(main);
    document.dispatchEvent(new Event("candor:fresh"));
  }

  setInterval(refresh, 30000);
  document.addEventListener("visibilitychange", refresh);
})();
