// What has no business in a document of ours, wherever it came from; and the texts that were escaped twice.
(kept) => {
  const wrong = [];
  const links = ["href", "xlink:href", "src", "action", "formaction", "data", "poster", "background", "srcdoc", "ping"];
  const told = (node) => node.outerHTML.slice(0, 160);
  const look = (root) => {
    for (const node of root.querySelectorAll("*")) {
      const tag = node.localName;
      if (tag === "template") look(node.content);
      for (const { name, value } of node.attributes) {
        if (name.startsWith("on") || name === "srcdoc" || name === "style" && !kept.styles) wrong.push(`${name}: ${told(node)}`);
        if (!links.includes(name) || name === "srcdoc") continue;
        const url = new URL(value, document.baseURI);
        const picture = tag === "img" && url.href.startsWith("data:image/");
        if (!["http:", "https:", "mailto:", "webcal:"].includes(url.protocol) && !picture) wrong.push(`${name}: ${told(node)}`);
        if (kept.mail || tag === "a" || picture || /canonical|alternate/.test(node.rel)) continue;
        if (url.host !== location.host) wrong.push(`foreign ${name}: ${told(node)}`);
      }
      if (tag === "script" && !node.src && !/^application\/(ld\+)?json$/.test(node.type)) wrong.push(told(node));
      if (["base", "object", "embed", "iframe", "frame"].includes(tag) && !(tag === "iframe" && node.src)) wrong.push(told(node));
      if (tag === "meta" && node.httpEquiv) wrong.push(told(node));
    }
  };
  look(document);
  const fields = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
  const text = [document.documentElement?.textContent ?? "", document.title, ...fields].join(" ");
  if (!kept.raw && /&(amp|lt|gt|quot|#x27|#39);/.test(text)) wrong.push(`escaped twice: ${text.match(/.{60}&(amp|lt|gt|quot|#x27|#39);.{20}/s)?.[0]}`);
  if (text.includes("53597041")) wrong.push("a template was filled in");
  for (const node of document.querySelectorAll("body, body *")) {
    for (const kind of ["mouseover", "focus", "error", "load", "toggle"]) node.dispatchEvent(new Event(kind));
  }
  if (window.__ran !== undefined) wrong.push("something ran");
  return [...wrong, ...(window.__broken ?? [])];
}
