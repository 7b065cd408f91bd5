// What the pages need beyond htmx: the CSRF token from the cookie, and saying aloud what changed.

function readCookie(name) {
  for (const part of document.cookie.split("; ")) {
    const [key, value] = part.split("=");
    if (key === name) return value;
  }
  return "";
}

document.addEventListener("htmx:configRequest", (event) => {
  const token = readCookie("__Host-csrf") || readCookie("csrf");
  if (token) {
    event.detail.headers["X-CSRFToken"] = token;
    if ("csrfmiddlewaretoken" in event.detail.parameters) delete event.detail.parameters.csrfmiddlewaretoken;
  }
});

function say(sentence) {
  const live = document.getElementById("live");
  if (live) live.textContent = sentence;
}

// A card that came back: its first button or link takes the focus that the tapped one had, and its word is read out.
document.addEventListener("htmx:afterSwap", (event) => {
  const card = event.detail.elt;
  if (!(card instanceof HTMLElement) || !card.matches("article")) return;
  const word = card.querySelector(".word");
  if (word) say(word.textContent.trim());
  const next = card.querySelector("summary, button, a");
  if (next) next.focus({ preventScroll: true });
});

// What has no token or is not to be seen any more will not go through the next time either.
function isExpired(event) {
  return [401, 403, 404].includes(event.detail.xhr?.status);
}

function offerAgain(event) {
  const card = event.detail.elt.closest("article");
  if (!card) return;
  const sentence = isExpired(event) ? document.body.dataset.expired : document.body.dataset.failed;
  let word = card.querySelector(".word");
  if (!word) {
    word = document.createElement("p");
    word.className = "word";
    card.querySelector(".act").before(word);
  }
  word.textContent = sentence;
  say(sentence);
}

document.addEventListener("htmx:sendError", offerAgain);
document.addEventListener("htmx:responseError", offerAgain);
document.addEventListener("htmx:timeout", offerAgain);
