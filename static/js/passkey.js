// Forms that a passkey fills in: `data-passkey` is `make` for a new one, `ask` for one that is there. What the
// browser is told stands in the JSON named by `data-passkey-data`, or comes from `data-passkey-url`.
(() => {
  const able = window.isSecureContext && window.PublicKeyCredential && window.webauthnJSON;
  if (!able) return;

  const told = async (form) => {
    if (form.dataset.passkeyData) return JSON.parse(document.getElementById(form.dataset.passkeyData).textContent);
    const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`asked for options, got ${answer.status}`);
    return answer.json();
  };

  const reason = (error) =>
    ({ NotAllowedError: "refused", AbortError: "refused", InvalidStateError: "known" })[error.name] || "failed";

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const said = form.querySelector("[data-passkey-said]");
    let busy = false;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      if (busy) return;
      busy = true;
      said.hidden = true;
      try {
        const data = await told(form);
        const found =
          form.dataset.passkey === "make"
            ? await window.webauthnJSON.create(data.creation_options)
            : await window.webauthnJSON.get(data.request_options);
        form.elements.credential.value = JSON.stringify(found);
        form.submit();
      } catch (error) {
        said.textContent = said.dataset[reason(error)];
        said.hidden = false;
        busy = false;
      }
    });
  }
})();
