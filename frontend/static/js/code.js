// The code's screen: six digits are enough, however they were pasted, and they go off by themselves.

const field = document.querySelector("input.code");
const form = field.form;
let isSent = false;

// Without lookbehind, which older phones do not know.
function findCode(text) {
  const found = text.match(/(?:^|\D)(\d{6})(?!\d)/) || text.match(/(?:^|\D)(\d{3}[\s-]\d{3})(?!\d)/);
  return found ? found[1].replace(/\D/g, "") : "";
}

function sendCode() {
  const code = findCode(field.value);
  if (!code || isSent) return;
  field.value = code;
  form.requestSubmit();
}

// One tap or one paste sends it once, and shows at once that it was taken.
form.addEventListener("submit", (event) => {
  if (isSent) event.preventDefault();
  isSent = true;
  form.querySelector(".button").classList.add("htmx-request");
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  isSent = false;
  form.querySelector(".button").classList.remove("htmx-request");
});

field.addEventListener("input", sendCode);

const until = document.querySelector("[data-until]");
if (until) {
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", hour12: true });
  until.textContent = until.dataset.words.replace("{time}", clock.format(new Date(until.dataset.until)));
}

// Whether a passkey can be offered afterwards.
async function tellWhatItCan() {
  const can = form.elements.can_passkey;
  if (!can || !window.PublicKeyCredential || location.hostname !== form.dataset.host) return;
  can.value = (await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()) ? "true" : "";
}

// What was typed before this script came counts too; what the server or a "back" brought again does not.
const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
const isEarly = field.value !== field.defaultValue && !cameBack;
// What was typed wrong is there to look at, and the next key or paste takes its place.
if (field.value && !isEarly) field.select();
tellWhatItCan().finally(() => isEarly && sendCode());
