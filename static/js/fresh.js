// Keeps what is marked with data-live true: asks every two seconds, while somebody looks, whether anything has
// changed, and then brings each region up to date in place. What is being filled in, has the focus or was
// opened stays as it is.
"use strict";
(() => {
  const EVERY = 2000;
  const SLOWEST = 30000;
  const CONTROLS = "input, select, textarea";
  const { fresh: url, revision } = document.body.dataset;
  const said = document.querySelector("[data-fresh-said]");
  const lost = document.querySelector("[data-fresh-lost]");
  const out = document.querySelector("[data-fresh-out]");
  let etag = `"${revision}"`;
  let failures = 0;
  let ended = false;
  let timer = 0;

  function isTouched(control) {
    if (control === document.activeElement) return true;
    if (control.type === "hidden" || control.type === "submit") return false;
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control.type === "file") return control.files.length > 0;
    if (control.options) {
      const chosen = [...control.options].findIndex((option) => option.defaultSelected);
      return control.selectedIndex !== Math.max(chosen, 0);
    }
    return control.value !== control.defaultValue;
  }

  function isBusy(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return false;
    if (node.matches("[data-keep]")) return true;
    if (node.matches(CONTROLS)) return isTouched(node);
    return node.matches("form") && [...node.elements].some((one) => one.matches(CONTROLS) && node.contains(one) && isTouched(one));
  }

  function holdsBusy(node) {
    return isBusy(node) || (node.querySelectorAll && [...node.querySelectorAll(`form, [data-keep], ${CONTROLS}`)].some(isBusy));
  }

  function keyOf(node) {
    return node.nodeType === Node.ELEMENT_NODE ? node.dataset.key || node.id : "";
  }

  function takeAttributes(from, to) {
    for (const { name } of [...from.attributes]) {
      if (!to.hasAttribute(name) && !(name === "open" && from.matches("details"))) from.removeAttribute(name);
    }
    for (const { name, value } of [...to.attributes]) {
      if (from.getAttribute(name) !== value && !(name === "open" && from.matches("details"))) from.setAttribute(name, value);
    }
  }

  function takeChildren(from, to) {
    const keyed = new Map([...from.children].filter(keyOf).map((child) => [keyOf(child), child]));
    let at = from.firstChild;
    for (const next of [...to.childNodes]) {
      const key = keyOf(next);
      const match = key ? keyed.get(key) : at && !keyOf(at) ? at : null;
      if (!match || match.nodeName !== next.nodeName) {
        from.insertBefore(document.importNode(next, true), at);
        continue;
      }
      if (match === at) at = at.nextSibling;
      else if (from.moveBefore) from.moveBefore(match, at);
      else from.insertBefore(match, at);
      become(match, next);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      if (!holdsBusy(gone)) gone.remove();
    }
  }

  function become(from, to) {
    if (from.nodeType !== Node.ELEMENT_NODE) {
      if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    } else if (!isBusy(from)) {
      takeAttributes(from, to);
      takeChildren(from, to);
    }
  }

  function words(region) {
    const copy = region.cloneNode(true);
    for (const note of copy.querySelectorAll("[data-ago-note]")) note.remove();
    return copy.textContent.replace(/\s+/g, " ");
  }

  function say() {
    if (!said) return;
    said.textContent = "";
    setTimeout(() => { said.textContent = said.dataset.freshSaid; }, 50);
  }

  // Shows what is at an address now. Answers whether that could be done.
  async function show(address, quietly) {
    const response = await fetch(address, { headers: { "X-Candor-Fresh": "1" }, redirect: "manual", cache: "no-store" });
    if (!response.ok) return false;
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    let news = false;
    for (const region of document.querySelectorAll("[data-live]")) {
      const next = answer.querySelector(`[data-live="${CSS.escape(region.dataset.live)}"]`);
      if (!next) continue;
      news ||= words(region) !== words(next);
      become(region, next);
    }
    document.title = answer.title;
    document.dispatchEvent(new Event("candor:fresh"));
    if (news && !quietly) say();
    return true;
  }

  function end() {
    ended = true;
    out.hidden = false;
  }

  async function ask() {
    const response = await fetch(url, { headers: { "If-None-Match": etag }, redirect: "manual", cache: "no-store" });
    if (response.type === "opaqueredirect" || response.status === 404) return end();
    if (response.status === 304) return;
    if (!response.ok) throw new Error(`answered ${response.status}`);
    const next = response.headers.get("ETag");
    if (await show(location.href, etag === '""')) etag = next;
  }

  async function round() {
    clearTimeout(timer);
    if (document.hidden || ended) return;
    try {
      await ask();
      failures = 0;
      lost.hidden = true;
    } catch {
      failures += 1;
      lost.hidden = failures < 3;
    }
    clearTimeout(timer);
    timer = setTimeout(round, Math.min(EVERY * 2 ** Math.max(0, failures - 2), SLOWEST));
  }

  // Others ask for another address to be shown, such as that of a filter.
  document.addEventListener("candor:show", (event) => { show(event.detail).catch(() => location.assign(event.detail)); });
  if (!url) return;
  document.addEventListener("visibilitychange", round);
  timer = setTimeout(round, EVERY);
})();
