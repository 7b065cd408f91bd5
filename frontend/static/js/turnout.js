// What the pages need beyond htmx: the CSRF token from the cookie, a key for each tap, and saying at once, on the
// button that was tapped and aloud, that it was taken, what came of it, and how to try again where nothing did.

const words = document.body.dataset;
// Milliseconds: from when on words say that it takes a moment, how near a second tap is the same one, and when a page
// that does not come is given up.
const A_MOMENT = 500;
const ONE_TAP = 500;
const A_FINGER = 24; // pixels
const TOO_LONG = 15000;

function readCookie(name) {
  for (const part of document.cookie.split("; ")) {
    const [key, value] = part.split("=");
    if (key === name) return value;
  }
  return "";
}

// --- saying it aloud

function say(sentence) {
  const live = document.getElementById("live");
  if (!live) return;
  // Emptied first: the same sentence twice would be read once.
  live.textContent = "";
  setTimeout(() => (live.textContent = sentence), 20);
}

document.addEventListener("turnout:say", (event) => say(event.detail));

// --- a key for each tap, the same when it is tried again

const keys = new WeakMap();

function makeKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // outside https there is no randomUUID
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, headers, parameters, verb } = event.detail;
  if (verb === "get") return;
  if (!keys.has(elt)) keys.set(elt, makeKey());
  headers["Idempotency-Key"] = keys.get(elt);
  const token = readCookie("__Host-csrf") || readCookie("csrf");
  if (token) {
    headers["X-CSRFToken"] = token;
    if ("csrfmiddlewaretoken" in parameters) delete parameters.csrfmiddlewaretoken;
  }
});

// --- a tap that was taken, and cannot be taken twice

function beBusy(button) {
  button.setAttribute("aria-busy", "true");
  setTimeout(() => {
    if (!isBusy(button) || !button.isConnected) return;
    button.dataset.wait = words.wait;
    say(words.wait);
  }, A_MOMENT);
}

function isBusy(button) {
  return button.getAttribute("aria-busy") === "true";
}

function beIdle(button) {
  button.removeAttribute("aria-busy");
  delete button.dataset.wait;
}

function buttonOf(element) {
  return element instanceof Element ? element.closest("button, a.button") : null;
}

// The last click of a finger or a mouse (keys do not bounce), and the last one that a request came of.
let clicked = null;
let taken = null;

// Whether a click is the second of a double tap: it would land on whatever stands there by now.
function isBounce(click) {
  return (
    taken !== null &&
    click.timeStamp - taken.timeStamp < ONE_TAP &&
    Math.hypot(click.clientX - taken.clientX, click.clientY - taken.clientY) < A_FINGER
  );
}

document.addEventListener(
  "click",
  (event) => {
    const button = buttonOf(event.target);
    const isWanted = !(event.detail && isBounce(event)) && !(button && isBusy(button));
    if (isWanted && button?.dataset.reload === undefined) {
      clicked = event.detail ? event : null;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (isWanted) location.reload();
  },
  true,
);

document.addEventListener("htmx:beforeRequest", (event) => {
  const button = buttonOf(event.detail.elt);
  if (!button) return;
  beBusy(button);
  taken = clicked;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = event.detail;
  const button = buttonOf(elt);
  if (button) beIdle(button);
  // Answered, whatever the answer was: the next tap is another one.
  if (xhr.status > 0 && xhr.status < 500) keys.delete(elt);
});

// A form that loads a new page: its button waits likewise.
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  setTimeout(() => {
    if (event.defaultPrevented) return; // another script sends it
    sent.add(form);
    const button = buttonOf(event.submitter);
    if (button) beBusy(button);
    setTimeout(() => {
      sent.delete(form);
      if (button) beIdle(button);
    }, TOO_LONG);
  });
});

// A page that comes back from the browser's memory is as it was left: waiting.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sent.delete(form);
  for (const button of document.querySelectorAll("[aria-busy=true]")) beIdle(button);
});

// --- a card that came back

// Until then a tap counts as a bounce, so the card says that it is not to be tapped yet.
function calmDown(card) {
  const rest = taken ? taken.timeStamp + ONE_TAP - performance.now() : 0;
  if (rest <= 0) return;
  for (const button of card.querySelectorAll(".act button")) {
    button.setAttribute("aria-disabled", "true");
    setTimeout(() => button.removeAttribute("aria-disabled"), rest);
  }
}

let hadFocus = false;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, target } = event.detail;
  // Who tapped has their focus there, also where the browser gives none to a button; a card that comes by itself takes
  // nobody's away.
  hadFocus = buttonOf(requestConfig.elt) !== null || target.contains(document.activeElement);
  if (buttonOf(requestConfig.elt)) holdStill();
});

// What is put in another's place stands where that stood: for two frames the browser does not hold on to the old one.
function holdStill() {
  const page = document.documentElement;
  page.dataset.swapping = "";
  requestAnimationFrame(() => requestAnimationFrame(() => delete page.dataset.swapping));
}

// Its first button or link, or the sentence of many cards, takes the focus of the button that was tapped; its word is
// read out.
document.addEventListener("htmx:afterSwap", (event) => {
  const swapped = event.detail.elt;
  if (!(swapped instanceof HTMLElement)) return;
  const isCard = swapped.matches("article");
  const sentence = swapped.querySelector(isCard ? ".word" : ".said[tabindex]");
  if (!hadFocus || !(isCard || sentence)) return;
  if (sentence) say(sentence.textContent.trim().replace(/\s+/g, " "));
  calmDown(swapped);
  const next = isCard ? (swapped.querySelector(".act button") ?? swapped.querySelector("a")) : sentence;
  next?.focus({ preventScroll: true });
});

// --- a tap that failed

// What has no token or is not to be seen any more will not go through the next time either.
function isExpired(event) {
  return [401, 403, 404].includes(event.detail.xhr?.status);
}

function offerAgain(event) {
  const button = buttonOf(event.detail.elt);
  if (!button) return; // a card that wanted to come by itself: it stays as it is
  const expired = isExpired(event);
  const sentence = expired ? words.expired : words.failed;
  const place = button.closest(".act") ?? button;
  let word = place.previousElementSibling;
  if (!word?.matches(".word")) {
    word = document.createElement("p");
    word.className = "word";
    place.before(word);
  }
  word.textContent = sentence;
  // The button itself, so that the same request goes out, with the same key.
  const label = [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if (label) label.data = expired ? words.reload : words.again;
  if (expired) button.dataset.reload = "";
  beIdle(button);
  say(sentence);
}

document.addEventListener("htmx:sendError", offerAgain);
document.addEventListener("htmx:responseError", offerAgain);
document.addEventListener("htmx:timeout", offerAgain);
