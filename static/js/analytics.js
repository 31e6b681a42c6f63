// Begins the analytics that the page's team chose: what its own instructions would put into the page as inline script.
"use strict";
(() => {
  const { kind, site, host } = document.currentScript.dataset;

  function load(address) {
    const script = document.createElement("script");
    script.async = true;
    script.src = address;
    document.head.append(script);
  }

  if (kind === "matomo") {
    window._paq = [["setTrackerUrl", `${host}/matomo.php`], ["setSiteId", site], ["trackPageView"], ["enableLinkTracking"]];
    load(`${host}/matomo.js`);
  } else if (kind === "google") {
    window.dataLayer = [];
    const tell = function () { window.dataLayer.push(arguments); };
    tell("js", new Date());
    tell("config", site);
    load(`${host}/gtag/js?id=${encodeURIComponent(site)}`);
  }
})();
