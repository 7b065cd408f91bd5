// Passkeys (WebAuthn): asks the browser for one, and sends what it says with the form that stands on the page.

const forms = [...document.querySelectorAll("form[data-passkey]")];

function toBytes(text) {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

function toText(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The options as the server wrote them, with bytes where the browser wants bytes (WebAuthn, 5.4 and 5.5).
function readOptions({ publicKey }) {
  const bare = (list) => (list || []).map((item) => ({ ...item, id: toBytes(item.id) }));
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  if (publicKey.excludeCredentials) options.excludeCredentials = bare(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) options.allowCredentials = bare(publicKey.allowCredentials);
  return options;
}

function writeCredential(credential) {
  const { response } = credential;
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = toText(response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: parts,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

// What the server says in words for people.
class Refusal extends Error {}

async function askServer(form) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const body = new URLSearchParams({ next: form.elements.next?.value || "" });
  const answer = await fetch(form.dataset.begin, { method: "POST", headers: { "X-CSRFToken": token }, body });
  if (!answer.ok) {
    const { detail, proof } = await answer.json();
    // Somebody who signed in long ago shows first that it is them, and comes back here.
    if (proof) location.assign(proof);
    throw new Refusal(detail);
  }
  return readOptions(await answer.json());
}

// The server keeps one challenge, its newest, so one is asked for after the other.
let begun = Promise.resolve();

function begin(form) {
  const challenge = begun.then(() => askServer(form));
  begun = challenge.catch(() => {});
  return challenge;
}

let waiting = null;

// Ends what waits in the address field's suggestions: the browser holds one question at a time.
function stopWaiting() {
  if (waiting) waiting.abort();
  waiting = null;
}

function send(form, credential) {
  form.elements.credential.value = writeCredential(credential);
  form.submit();
}

function say(form, sentence) {
  const error = form.querySelector(".error");
  error.textContent = sentence;
  error.hidden = false;
}

async function ask(form) {
  stopWaiting();
  const button = form.querySelector(".button");
  button.classList.add("htmx-request");
  try {
    const publicKey = await begin(form);
    const verb = form.dataset.passkey === "make" ? "create" : "get";
    send(form, await navigator.credentials[verb]({ publicKey }));
  } catch (error) {
    // The browser's own words are for programmers, and a "Cancel" is no fault.
    say(form, error instanceof Refusal ? error.message : form.dataset.failed);
  } finally {
    button.classList.remove("htmx-request");
  }
}

// Where a passkey was used before, the browser offers it above the keyboard too, in the field for the address.
async function waitInField(form) {
  // There before anything is asked, so that a tap on the button ends it at whatever point it is.
  const { signal } = (waiting = new AbortController());
  const field = document.querySelector("input[type=email]");
  if (!field || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  field.autocomplete = "email webauthn";
  signal.throwIfAborted();
  const publicKey = await begin(form);
  signal.throwIfAborted();
  send(form, await navigator.credentials.get({ publicKey, mediation: "conditional", signal }));
}

for (const form of forms) {
  // On another host, or another name of this one, the browser would refuse.
  if (!window.PublicKeyCredential || location.hostname !== form.dataset.host) {
    form.hidden = true;
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
  form.querySelector(".button").disabled = false;
  if ("known" in form.dataset) waitInField(form).catch(() => {});
}
