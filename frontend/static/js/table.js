// The table without a network: each tap is shown at once, kept on the phone with a key and the time at which it was made,
// and sent in order, one after the other, as soon as there is a network. What was answered is forgotten; what the server
// refuses stands at its row with its sentence. Without this script the taps are a form.
//
// Taps are kept for the session in which they were made. Signing out, and Exit, forget them: see offline.js and exit.js.
const STORE = "taps";
const PAUSE = 5_000; // milliseconds from a try that failed to the next
const PATIENCE = 15_000;
const table = document.getElementById("table");
const session = table.dataset.queue;
const status = document.getElementById("queue");
const blank = document.getElementById("blank");
let isSending = false;
let timer = 0;
let hasWaited = false;

// --- what waits

function readTaps() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE));
    return kept?.session === session ? kept.taps : [];
  } catch {
    return [];
  }
}

function keepTaps(taps) {
  if (taps.length) localStorage.setItem(STORE, JSON.stringify({ session, taps }));
  else localStorage.removeItem(STORE);
}

function makeKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- what the page shows

function rowOf(tap) {
  return document.getElementById(tap.row);
}

function showTap(tap) {
  if (tap.name && !rowOf(tap)) addRow(tap);
  const row = rowOf(tap);
  if (!row) return;
  row.querySelector(".word")?.remove();
  row.querySelector(".waits").hidden = false;
  row.querySelector(".since").textContent = "";
  for (const button of row.querySelectorAll("[name=mark]")) {
    const { says } = button.dataset;
    const isPressed = says === tap.says;
    button.setAttribute("aria-pressed", isPressed);
    button.value = `${tap.row}:${isPressed ? "unknown" : says}`;
  }
  count(row);
}

function addRow(tap) {
  const list = document.getElementById(tap.shift)?.querySelector(".people");
  if (!list) return;
  const row = blank.content.firstElementChild.cloneNode(true);
  row.id = tap.row;
  for (const place of row.querySelectorAll("b, .unseen")) place.textContent = place.textContent.replace("{name}", tap.name);
  list.append(row);
}

function count(row) {
  const shift = row.closest(".at-table");
  const here = shift?.querySelectorAll("[data-says=attended][aria-pressed=true]").length;
  if (shift) shift.querySelector(".here").textContent = here;
}

function say(sentence) {
  document.dispatchEvent(new CustomEvent("turnout:say", { detail: sentence }));
}

function showWaiting(sentence) {
  const waiting = readTaps().length;
  const words = waiting === 1 ? status.dataset.one : status.dataset.many.replace("{count}", waiting);
  status.textContent = sentence || words;
  status.hidden = !sentence && !waiting;
}

function showGone(row) {
  if (!row) return;
  row.querySelector(".waits").hidden = true;
  const word = document.createElement("p");
  word.className = "word";
  word.textContent = status.dataset.gone;
  row.querySelector(".marks").before(word);
  say(status.dataset.gone);
}

// Put what the server answered in the row's place, and keep the focus of who tapped there.
function putRow(tap, html) {
  const row = rowOf(tap);
  const made = document.createElement("template");
  made.innerHTML = html;
  const fresh = made.content.querySelector("li");
  if (!row || !fresh) return;
  const focused = row.contains(document.activeElement) ? document.activeElement.dataset.says : null;
  row.replaceWith(fresh);
  if (focused) fresh.querySelector(`[data-says=${focused}]`)?.focus({ preventScroll: true });
  count(fresh);
  const word = fresh.querySelector(".word");
  if (word) say(word.textContent);
}

// --- sending

function readCookie(name) {
  return document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

function send(tap) {
  const ago = Math.max(Math.round((Date.now() - tap.made) / 1000), 0);
  return fetch(tap.to, {
    method: "POST",
    body: new URLSearchParams({ ...tap.body, ago }),
    headers: {
      "Idempotency-Key": tap.key,
      "Turnout-Tap": "1",
      "X-CSRFToken": readCookie("__Host-csrf") || readCookie("csrf"),
    },
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
}

// One tap after the other. What is not answered, or by a fault of ours, stays first in the line.
async function sendAll() {
  clearTimeout(timer);
  if (isSending) return;
  isSending = true;
  try {
    let sent = 0;
    for (let [tap] = readTaps(); tap; [tap] = readTaps()) {
      const answer = await send(tap);
      if (answer.status >= 500) throw new Error(answer.statusText);
      const isOut = answer.type === "opaqueredirect" || answer.status === 403;
      if (isOut) return showWaiting(status.dataset.out);
      keepTaps(readTaps().filter(({ key }) => key !== tap.key));
      if (readTaps().some(({ row }) => row === tap.row)) {
        // A later tap on the same row waits: the row shows that one.
      } else if (answer.status === 404 || answer.status === 400) {
        // Not the row but a page that says so.
        showGone(rowOf(tap));
      } else {
        putRow(tap, await answer.text());
      }
      sent += 1;
      showWaiting();
    }
    if (sent && hasWaited) say(status.dataset.sent);
    hasWaited = false;
    if (sent) keepPage();
  } catch {
    hasWaited = true;
    timer = setTimeout(sendInTurn, PAUSE);
  } finally {
    isSending = false;
    if (!status.textContent.startsWith(status.dataset.out)) showWaiting();
  }
}

// The worker keeps this page as it is now.
async function keepPage() {
  const registration = await navigator.serviceWorker?.ready;
  registration?.active?.postMessage({ take: location.pathname });
}

// Two tabs of one phone take turns, too.
function sendInTurn() {
  return navigator.locks ? navigator.locks.request(STORE, sendAll) : sendAll();
}

function take(tap) {
  const key = makeKey();
  // Somebody who walks in is known by the key of the tap that adds them, until the server gives them a name.
  const kept = { row: `t-${key}`, ...tap, key, made: Date.now(), to: table.action };
  keepTaps([...readTaps(), kept]);
  showTap(kept);
  sendInTurn();
}

table.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (button?.name === "mark") {
    const [row, says] = button.value.split(":");
    take({ row, says, body: { mark: button.value } });
    return;
  }
  const shift = button?.closest(".at-table");
  const input = shift?.querySelector("input");
  const name = input?.value.trim().replace(/\s+/g, " ");
  if (!name) return input?.focus();
  take({ shift: shift.id, name, says: "attended", body: { walk_in: button.value, name } });
  input.value = "";
  input.focus();
});

// Enter in a name adds that name, and presses nobody's button.
table.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
  event.preventDefault();
  event.target.closest(".walk-in").querySelector("button").click();
});

// Taps of another session are nobody's any more.
keepTaps(readTaps());
for (const tap of readTaps()) showTap(tap);
showWaiting();
addEventListener("online", sendInTurn);
document.addEventListener("visibilitychange", () => document.hidden || sendInTurn());
// The first page of a session may have come before the worker did.
if ("caches" in window && !document.body.dataset.keptAt) {
  caches.match(location.pathname).then((page) => page || keepPage());
}
sendInTurn();
