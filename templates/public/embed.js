// Shows on another site what is going on at ours. It stores nothing, loads nothing but news, and listens to nobody.
(told => {
  "use strict";
  const EVERY = 60000, RARELY = 900000, TOO_OLD = 3600000;
  const LOOK = `
.box.on{}
:host{position:fixed!important;z-index:2147483000!important;display:block!important;visibility:visible!important}
.on{all:initial;position:fixed;box-sizing:border-box;display:flex;gap:8px;align-items:flex-start;padding:12px 8px 12px 16px;overflow:auto;
  border:1px solid rgba(255,255,255,.4);box-shadow:0 6px 24px rgba(0,0,0,.3);font:15px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif;
  text-align:start;overflow-wrap:anywhere}
.frame{width:360px;max-width:calc(100% - 32px);max-height:calc(100% - 32px);border-radius:10px}
.frame.top{top:16px}.frame.bottom{bottom:16px}.frame.left{left:16px}.frame.right{right:16px}
.banner{left:0;right:0;max-height:50%;border-width:1px 0}.banner.top{top:0}.banner.bottom{bottom:0}
.on .text{flex:1;min-width:0;padding-block:3px}
a{color:inherit;text-underline-offset:3px}
.name{unicode-bidi:isolate;font-weight:650;margin-inline-end:8px}.frame .name{display:block}.more{margin-inline-start:8px}
button{all:unset;flex:none;width:32px;height:32px;font:24px/32px system-ui,sans-serif;text-align:center;cursor:pointer;border-radius:6px}
[hidden]{display:none}
a:focus-visible,button:focus-visible{outline:3px solid currentColor;outline-offset:-1px;border-radius:4px}
@media (prefers-reduced-motion:no-preference){.on{animation:in .2s ease-out}}
@keyframes in{from{transform:translateY(8px)}}
@media print{:host{display:none!important}}`;
  const tag = document.currentScript;
  const PATH = /\/embed(\/script)?\.js(?=[?#]|$)/;
  const address = (tag && PATH.test(tag.src) ? tag.src : told.source).replace(PATH, "/embed.json");
  const once = tag && tag.dataset.poll === "off";
  const shape = tag && tag.dataset.shape === "banner" ? "banner" : "frame";
  const dismissed = new Set();
  let host, box, text, button, colors, before, timer, asked = Date.now(), heard = asked, wait = EVERY, shown;

  function make(name, parent) {
    return parent.appendChild(document.createElement(name));
  }

  function start() {
    // The same tag twice, or a page that runs its scripts again.
    if (document.querySelector(`candor-embed[data-page="${told.page}"]`)) return;
    host = document.createElement("candor-embed");
    host.dataset.page = told.page;
    const root = host.attachShadow({ mode: "open" });
    // A constructed style sheet is no inline style: the strictest policy of a site allows it.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOK);
    colors = sheet.cssRules[0].style;
    root.adoptedStyleSheets = [sheet];
    box = make("div", root);
    text = make("div", box);
    text.className = "text";
    text.setAttribute("role", "status");
    button = make("button", box);
    button.type = "button";
    button.textContent = "×";
    button.addEventListener("click", dismiss);
    box.addEventListener("keydown", event => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      dismiss();
    });
    box.addEventListener("focusin", event => {
      if (!box.contains(event.relatedTarget)) before = event.relatedTarget;
    });
    document.addEventListener("visibilitychange", plan);
    show();
    plan();
  }

  function dismiss() {
    const held = host.shadowRoot.activeElement;
    told.notices.forEach(notice => dismissed.add(notice.id));
    show();
    // Back to where the keyboard came from.
    if (held && before && before.isConnected) before.focus({ preventScroll: true });
  }

  function link(className, words, url, language) {
    const made = make("a", text);
    made.className = className;
    made.textContent = words;
    if (/^https?:/.test(url)) made.href = url;
    made.target = "_blank";
    made.rel = "noopener";
    if (language) made.lang = language;
  }

  function show() {
    if (!host.isConnected) document.body.append(host);
    const [first, ...others] = told.notices.filter(notice => !dismissed.has(notice.id));
    const now = first ? JSON.stringify(told) : "";
    if (now === shown) return;
    shown = now;
    const held = text.contains(host.shadowRoot.activeElement);
    text.replaceChildren();
    button.hidden = !first;
    if (!first) {
      box.className = "box";
      box.removeAttribute("role");
      box.removeAttribute("aria-label");
      return;
    }
    colors.background = told.colors[first.kind][0];
    colors.color = told.colors[first.kind][1];
    box.className = `box on ${shape} ${told.position.replace("-", " ")}`;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", told.title);
    box.lang = told.language;
    box.dir = told.direction;
    button.setAttribute("aria-label", told.dismiss);
    link("name", first.name, first.url, first.language);
    make("span", text).textContent = first.told;
    if (others.length) link("more", told.others[others.length - 1], told.url);
    if (held) text.firstChild.focus();
  }

  function plan() {
    clearTimeout(timer);
    if (document.hidden || once) return;
    // Not all at once, when a site with many visitors is deployed.
    const rest = wait * (0.9 + Math.random() / 5) - (Date.now() - asked);
    timer = setTimeout(ask, Math.max(0, rest));
  }

  async function ask() {
    asked = Date.now();
    const stop = new AbortController(), late = setTimeout(() => stop.abort(), 10000);
    try {
      const answer = await fetch(address, { cache: "no-cache", credentials: "omit", referrerPolicy: "no-referrer", signal: stop.signal });
      const gone = answer.status === 404;
      if (!gone && !answer.ok) throw 0;
      told = gone ? { ...told, notices: [] } : await answer.json();
      heard = asked;
      wait = gone ? RARELY : EVERY;
    } catch {
      wait = Math.min(wait * 2, RARELY);
      // What nobody confirmed for an hour is not said any more.
      if (asked - heard > TOO_OLD) told.notices = [];
    }
    clearTimeout(late);
    show();
    plan();
  }

  if (!window.CSSStyleSheet || !("adoptedStyleSheets" in document)) return;
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})({{ told }});
