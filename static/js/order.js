// Puts what stands below data-order into another order: dragged by its grip, or grabbed and moved by the arrow
// keys, or by the steps beside the grip. What is put down is saved at once, and told to those who do not see it.
"use strict";
(() => {
  const SLACK = 5;
  const EDGE = 70;
  const root = () => document.querySelector("[data-order]");
  let held = null;
  let press = null;
  let isMoving = false;

  const top = () => root().querySelector("[data-places='']");
  const gripOf = (item) => item.querySelector("[data-grip]");
  const isGroup = (item) => item.dataset.item.startsWith("g:");
  const membersOf = (group) => group.querySelector("[data-places]");

  function written() {
    return [...top().children].map((item) => isGroup(item)
      ? [item.dataset.item, ...[...membersOf(item).children].map((one) => one.dataset.item), "/"].join(" ")
      : item.dataset.item).join(" ");
  }

  function lay(order) {
    const items = new Map([...root().querySelectorAll("[data-item]")].map((item) => [item.dataset.item, item]));
    let list = top();
    for (const word of order.split(" ")) {
      if (word === "/") { list = top(); continue; }
      const item = items.get(word);
      set(list, item, null);
      if (isGroup(item)) list = membersOf(item);
    }
  }

  function set(list, item, before) {
    if (item === before || (item.parentElement === list && item.nextElementSibling === before)) return;
    const focused = item.contains(document.activeElement) ? document.activeElement : null;
    isMoving = true;
    if (list.moveBefore) list.moveBefore(item, before);
    else list.insertBefore(item, before);
    if (focused && document.activeElement !== focused) focused.focus({ preventScroll: true });
    isMoving = false;
  }

  // Saying what happens.

  function tell(words, item) {
    const list = item.parentElement;
    const group = list.closest("[data-item]");
    const { saidWithin, saidPlace } = root().dataset;
    const place = (group ? saidWithin : saidPlace)
      .replace("[number]", [...list.children].indexOf(item) + 1)
      .replace("[total]", list.children.length)
      .replace("[group]", () => group.dataset.name);
    say(words.replace("[name]", () => item.dataset.name).replace("[place]", () => place));
  }

  function say(words) {
    root().querySelector("[data-order-said]").textContent = words;
  }

  // Grabbing, and putting down.

  function grab(item) {
    held = { item, from: written() };
    // As long as something is held, nothing is brought up to date, and what was held from is known.
    root().setAttribute("data-keep", "");
    item.classList.add("grabbed");
    gripOf(item).setAttribute("aria-pressed", "true");
    tell(root().dataset.saidGrabbed, item);
  }

  function release() {
    const { item, from } = held;
    held = null;
    press = null;
    item.classList.remove("grabbed", "carried");
    document.body.classList.remove("is-carrying");
    gripOf(item).setAttribute("aria-pressed", "false");
    root().removeAttribute("data-keep");
    return { item, from };
  }

  function put() {
    const { item, from } = release();
    tell(root().dataset.saidPut, item);
    if (written() !== from) save(from);
  }

  function cancel() {
    lay(held.from);
    const { item } = release();
    say(root().dataset.saidBack.replace("[name]", () => item.dataset.name));
  }

  async function save(from) {
    const form = document.getElementById("order");
    const sent = new FormData(form);
    sent.set("order", written());
    root().setAttribute("data-keep", "");
    // What could be undone until now is not what an Undo would be of from now on.
    for (const old of document.querySelectorAll("main > .done")) old.remove();
    try {
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent) });
      if (!response.ok) throw new Error(`answered ${response.status}`);
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      const bar = document.querySelector("main > .bar");
      bar.after(...[...answer.querySelectorAll("main > .done")].map((one) => document.importNode(one, true)));
      root().removeAttribute("data-keep");
      document.dispatchEvent(new CustomEvent("candor:show", { detail: location.pathname }));
    } catch {
      root().removeAttribute("data-keep");
      lay(from);
      say(root().dataset.saidFailed);
    }
  }

  // By keys.

  function step(item, by) {
    const list = item.parentElement;
    const group = list.closest("[data-item]");
    const next = by > 0 ? item.nextElementSibling : item.previousElementSibling;
    if (next && isGroup(next) && !isGroup(item)) set(membersOf(next), item, by > 0 ? membersOf(next).firstElementChild : null);
    else if (next) set(list, item, by > 0 ? next.nextElementSibling : next);
    else if (group) set(top(), item, by > 0 ? group.nextElementSibling : group);
    item.scrollIntoView({ block: "nearest" });
    tell(root().dataset.saidMoved, item);
  }

  document.addEventListener("keydown", (event) => {
    if (!held || press || !held.item.contains(event.target)) return;
    if (event.key === "ArrowDown") step(held.item, 1);
    else if (event.key === "ArrowUp") step(held.item, -1);
    else if (event.key === "Escape") cancel();
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const grip = event.target.closest("[data-grip]");
    const stepper = event.target.closest("[data-step]");
    if (stepper && held) {
      event.preventDefault();
      step(held.item, Number(stepper.dataset.step));
    } else if (grip) {
      grip.focus();
      if (held) put();
      else grab(grip.closest("[data-item]"));
    }
  });

  document.addEventListener("focusout", (event) => {
    if (!held || press || isMoving || !held.item.contains(event.target)) return;
    if (!event.relatedTarget || !held.item.contains(event.relatedTarget)) put();
  });

  // By pointer.

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0 || held) return;
    press = { item: grip.closest("[data-item]"), x: event.clientX, y: event.clientY, isCarried: false };
  });

  document.addEventListener("pointermove", (event) => {
    if (!press) return;
    if (!press.isCarried) {
      if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < SLACK) return;
      press.isCarried = true;
      grab(press.item);
      press.item.classList.add("carried");
      document.body.classList.add("is-carrying");
      requestAnimationFrame(scroll);
    }
    press.x = event.clientX;
    press.y = event.clientY;
    carry();
  });

  document.addEventListener("pointerup", () => {
    if (!press) return;
    if (!press.isCarried) { press = null; return; }
    // The click that follows is no press of the grip.
    document.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 0);
    put();
  });

  document.addEventListener("pointercancel", () => {
    if (press && press.isCarried) cancel();
    press = null;
  });

  function swallow(event) {
    event.stopPropagation();
    event.preventDefault();
  }

  function scroll() {
    if (!press || !press.isCarried) return;
    const by = press.y < EDGE ? press.y - EDGE : press.y > innerHeight - EDGE ? press.y - innerHeight + EDGE : 0;
    if (by) {
      scrollBy(0, by / 5);
      carry();
    }
    requestAnimationFrame(scroll);
  }

  // Past the middle of what stands in the way, in the direction of the pointer: so nothing flickers.
  function pass(item, other) {
    const { top: start, height } = other.getBoundingClientRect();
    const isLower = press.y > start + height / 2;
    const isBefore = item.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (item.parentElement === other.parentElement && Boolean(isBefore) !== isLower) return;
    set(other.parentElement, item, isLower ? other.nextElementSibling : other);
  }

  function carry() {
    const { item } = held;
    const list = top();
    const box = list.getBoundingClientRect();
    if (press.y > box.bottom) return set(list, item, null);
    if (press.y < box.top) return set(list, item, list.firstElementChild);
    const found = document.elementFromPoint(Math.min(Math.max(press.x, box.left + 2), box.right - 2), press.y);
    if (!found || !list.contains(found)) return;
    const place = found.closest("[data-places=''] > [data-item]");
    if (isGroup(item)) {
      if (place && place !== item) pass(item, place);
      return;
    }
    const row = found.closest("[data-row]");
    if (row) {
      if (row !== item) pass(item, row);
      return;
    }
    const head = found.closest(".head");
    if (head) {
      const { top: start, height } = head.getBoundingClientRect();
      if (press.y < start + height / 2) set(list, item, place);
      else set(membersOf(place), item, membersOf(place).firstElementChild);
    } else if (place && isGroup(place) && !membersOf(place).contains(item)) set(membersOf(place), item, null);
  }
})();
