// Remembers the language and the time zone that a visitor chose, and offers the zone of their own clock.
"use strict";
(() => {
  const here = new URL(location.href);
  const there = new URL(location.href);
  const zones = document.querySelector("[data-zones]");
  const languages = [...document.querySelectorAll("[data-language]")];
  const spoken = languages.find((link) => link.hasAttribute("aria-current"));

  function remembered(name) {
    try {
      return localStorage.getItem(`candor:${name}`);
    } catch {
      return null; // no storage: the address alone tells
    }
  }

  function remember(name, value) {
    try {
      if (value) localStorage.setItem(`candor:${name}`, value);
      else localStorage.removeItem(`candor:${name}`);
    } catch { /* the address still carries it */ }
  }

  function settle(name, shown, fitting) {
    if (here.searchParams.has(name)) {
      if (here.searchParams.get(name) === shown) remember(name, shown);
    } else {
      const wanted = remembered(name);
      if (wanted && wanted !== shown && fitting(wanted)) there.searchParams.set(name, wanted);
    }
  }

  if (spoken) settle("lang", spoken.dataset.language, (code) => languages.some((link) => link.dataset.language === code));
  settle("zone", zones.value, () => true);
  // The page's own zone needs no remembering.
  if (remembered("zone") === zones.dataset.zones) remember("zone", "");
  if (there.href !== here.href) location.replace(there);

  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (own && ![...zones.options].some((option) => option.value === own)) zones.add(new Option(own, own), 1);
})();
