// Says beside each time marked with data-ago how long ago that was, and keeps saying it.
"use strict";
(() => {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto", numberingSystem: "latn" });
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];

  function ago(at) {
    const seconds = (Date.now() - at) / 1000;
    if (seconds < 60) return words.format(0, "second");
    const [unit, size] = units.find(([, size]) => seconds >= size);
    return words.format(-Math.floor(seconds / size), unit);
  }

  function tell() {
    for (const time of document.querySelectorAll("time[data-ago]")) {
      const said = ago(Date.parse(time.dateTime));
      let note = time.nextElementSibling;
      if (!note || !note.matches("[data-ago-note]")) {
        note = document.createElement("span");
        note.dataset.agoNote = "";
        time.after(note);
      }
      note.textContent = ` (${said})`;
    }
  }

  tell();
  setInterval(tell, 15000);
  document.addEventListener("candor:fresh", tell);
  addEventListener("beforeprint", tell);
})();
