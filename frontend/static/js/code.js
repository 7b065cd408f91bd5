// The code's screen: six digits are enough, however they were pasted, and they go off by themselves.

const field = document.querySelector("input.code");
const form = field.form;
let isSent = false;

// Without lookbehind, which older phones do not know.
function findCode(text) {
  const found = text.match(/(?:^|\D)(\d{6})(?!\d)/) || text.match(/(?:^|\D)(\d{3}[\s-]\d{3})(?!\d)/);
  return found ? found[1].replace(/\D/g, "") : "";
}

field.addEventListener("input", () => {
  const code = findCode(field.value);
  if (!code || isSent) return;
  field.value = code;
  form.requestSubmit();
});

// One tap or one paste sends it once, and shows at once that it was taken.
form.addEventListener("submit", (event) => {
  if (isSent) event.preventDefault();
  isSent = true;
  form.querySelector(".button").classList.add("htmx-request");
});
window.addEventListener("pageshow", () => {
  isSent = false;
  form.querySelector(".button").classList.remove("htmx-request");
});

// What was typed wrong is there to look at, and the next key or paste takes its place.
if (field.value) field.select();

const until = document.querySelector("[data-until]");
if (until) {
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", hour12: true });
  until.textContent = until.dataset.words.replace("{time}", clock.format(new Date(until.dataset.until)));
  until.hidden = false;
}

// Whether a passkey can be offered afterwards.
const can = form.elements.can_passkey;
if (can && window.PublicKeyCredential && location.hostname === form.dataset.host) {
  PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().then((has) => {
    can.value = has ? "true" : "";
  });
}
