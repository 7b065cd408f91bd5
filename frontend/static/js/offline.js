// For somebody who is signed in: a worker that keeps "Mine" and the pages of one's shifts on the phone. A page that comes
// from there says so and how old it is, and what needs the network rests. For nobody in particular nothing is kept.
const { body } = document;
const { worker, keptAt, keptWhy } = body.dataset;
const language = document.documentElement.lang || undefined;
const begun = new Date();
// Only pages that may be kept have it.
const note = document.getElementById("offline");

function tell(word) {
  navigator.serviceWorker.ready.then((registration) => registration.active?.postMessage(word)).catch(() => {});
}

async function keep() {
  // A new worker asks for the kept pages anew: they name files of its own shell.
  navigator.serviceWorker.addEventListener("controllerchange", () => tell("refresh"));
  await navigator.serviceWorker.register(worker, { updateViaCache: "none" });
  if (!keptAt) tell("refresh");
}

async function keepNothing() {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((registration) => registration.unregister()));
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  localStorage.removeItem("taps");
}

// "10:42 AM today", or with its day.
function sayWhen(moment, words) {
  const time = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", hour12: true }).format(moment);
  if (moment.toDateString() === new Date().toDateString()) return words.today.replace("{time}", time);
  const day = new Intl.DateTimeFormat(language, { weekday: "long", month: "long", day: "numeric" }).format(moment);
  return words.before.replace("{time}", time).replace("{day}", day);
}

function show(why, moment) {
  const sentence = note.dataset[why].replace("{when}", sayWhen(moment, note.dataset));
  note.querySelector("b").textContent = sentence;
  note.hidden = false;
  document.dispatchEvent(new CustomEvent("turnout:say", { detail: sentence }));
}

// Buttons that change something need the network; links to what is kept do not.
function rest(isResting) {
  for (const button of document.querySelectorAll("form[method=post]:not([data-queue]) button, [hx-post], [form] button")) {
    if (isResting && !button.disabled) {
      button.disabled = true;
      button.dataset.rests = "";
    } else if (!isResting && "rests" in button.dataset) {
      button.disabled = false;
      delete button.dataset.rests;
    }
  }
}

if (note && keptAt) {
  show(keptWhy, new Date(keptAt));
  rest(true);
} else if (note) {
  addEventListener("offline", () => {
    show("offline", begun);
    rest(true);
  });
  addEventListener("online", () => {
    note.hidden = true;
    rest(false);
  });
}

if ("serviceWorker" in navigator) {
  if (worker) keep().catch(() => {});
  else if (worker === "") keepNothing().catch(() => {});
  // What was claimed or dropped on this page is to stand in what is kept, too.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (worker && event.detail.successful && event.detail.requestConfig.verb === "post") tell("changed");
  });
}
