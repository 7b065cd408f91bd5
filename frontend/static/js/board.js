// The week on a wide screen: shifts are dragged, stretched, or moved by arrow keys. What that would change the server
// says beside the board; nothing is saved before somebody says yes there. Every 15 seconds the board looks for changes.
const EVERY = 15_000;
const STEP = 15; // minutes
const SETTLED = 300; // milliseconds after the last arrow
const A_DRAG = 5; // pixels
const EDGE = 9;
const A_DAY = 24 * 60;

const wide = matchMedia("(min-width: 64rem)");
// What is dragged, or was moved by keys and not asked about yet: it is not to be taken away meanwhile.
let held = null;
let asking = 0;

const board = () => document.getElementById("board");

// --- looking for changes

function look() {
  if (document.visibilityState === "visible" && !held) htmx.trigger(document.body, "turnout:look");
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
document.addEventListener("htmx:beforeSwap", (event) => {
  if (held && event.detail.target === board()) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "board") mark();
});

// --- the one that is chosen

let chosen = null;

// Settled at once: a button that gets the focus as soon as it is there must already be htmx's own when it is pressed.
const BESIDE = { target: "#chosen", swap: "innerHTML settle:0ms" };

function mark() {
  for (const link of board().querySelectorAll(".piece a")) {
    if (link.pathname === chosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function choose(link) {
  chosen = link.pathname;
  mark();
  return htmx.ajax("GET", chosen, BESIDE);
}

// --- wall times, counted as the clock shows them

const read = (wall) => Date.parse(`${wall}Z`) / 60_000;
const write = (minutes) => new Date(minutes * 60_000).toISOString().slice(0, 16);

function ask(link, move, stretch) {
  const starts = read(link.dataset.starts) + move;
  const ends = Math.max(read(link.dataset.ends) + move + stretch, starts + STEP);
  const values = { starts_at: write(starts), ends_at: write(ends), version: link.dataset.version };
  chosen = link.pathname;
  mark();
  return htmx.ajax("POST", link.pathname, { ...BESIDE, values });
}

// --- where things are

function measure(piece) {
  const columns = [...board().querySelectorAll(".column")];
  const quarter = parseFloat(getComputedStyle(piece.parentElement).gridAutoRows);
  return { columns, quarter, own: columns.indexOf(piece.closest(".column")) };
}

function show(piece, { columns, quarter, own }, days, steps, stretch) {
  const over = columns[own + days];
  const left = over ? over.getBoundingClientRect().left - columns[own].getBoundingClientRect().left : 0;
  piece.classList.add("dragged");
  piece.style.transform = `translate(${left}px, ${steps * quarter}px)`;
  piece.style.marginBlockEnd = `${-stretch * quarter}px`;
}

function putDown(piece) {
  piece?.classList.remove("dragged");
  piece?.style.removeProperty("transform");
  piece?.style.removeProperty("margin-block-end");
}

// --- by pointer

document.addEventListener("pointerdown", (event) => {
  const link = event.target.closest?.(".week .piece a");
  if (!link || !wide.matches || event.button || event.pointerType === "touch" || "fixed" in link.dataset) return;
  putDown(held?.piece);
  const piece = link.parentElement;
  const isEdge = link.getBoundingClientRect().bottom - event.clientY < EDGE;
  held = { link, piece, isEdge, x: event.clientX, y: event.clientY, at: measure(piece), days: 0, steps: 0, moved: false };
});

document.addEventListener("pointermove", (event) => {
  if (!held || held.byKeys) return;
  const { piece, at, isEdge } = held;
  if (!held.moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < A_DRAG) return;
  held.moved = true;
  event.preventDefault();
  held.steps = Math.round((event.clientY - held.y) / at.quarter);
  if (!isEdge) {
    const under = at.columns.findIndex((column) => {
      const { left, right } = column.getBoundingClientRect();
      return event.clientX >= left && event.clientX < right;
    });
    if (under >= 0) held.days = under - at.own;
  }
  show(piece, at, held.days, isEdge ? 0 : held.steps, isEdge ? held.steps : 0);
});

let justDragged = false;

document.addEventListener("pointerup", () => {
  if (!held || held.byKeys) return;
  const { link, piece, isEdge, moved, days, steps } = held;
  held = null;
  if (!moved) return;
  justDragged = true;
  setTimeout(() => (justDragged = false));
  const done = () => putDown(piece);
  if (!days && !steps) return done();
  link.focus({ preventScroll: true });
  ask(link, isEdge ? 0 : days * A_DAY + steps * STEP, isEdge ? steps * STEP : 0).then(done, done);
});

document.addEventListener("pointercancel", () => letGo());

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.(".week .piece a");
    if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!justDragged) choose(link);
  },
);

// --- by keys

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

function letGo() {
  clearTimeout(asking);
  putDown(held?.piece);
  held = null;
}

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.(".week .piece a");
  if (event.key === "Escape" && (held || event.target.closest?.("#chosen"))) {
    const back = held?.link ?? (chosen && board().querySelector(`a[href="${chosen}"]`));
    letGo();
    if (back) choose(back).then(() => back.focus());
    return;
  }
  if (!link || !wide.matches || "fixed" in link.dataset) return;
  if (event.key === "Enter" && held?.byKeys) {
    event.preventDefault();
    const { days, steps, stretch } = held;
    letGo();
    ask(link, days * A_DAY + steps * STEP, stretch * STEP).then(() => document.getElementById("confirm-move")?.focus());
    return;
  }
  const arrow = ARROWS[event.key];
  if (!arrow || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.shiftKey && arrow[0]) return;
  event.preventDefault();
  if (held?.link !== link) {
    letGo();
    const piece = link.parentElement;
    held = { link, piece, byKeys: true, at: measure(piece), days: 0, steps: 0, stretch: 0 };
  }
  if (event.shiftKey) held.stretch += arrow[1];
  else {
    held.days += arrow[0];
    held.steps += arrow[1];
  }
  show(held.piece, held.at, held.days, held.steps, held.stretch);
  clearTimeout(asking);
  const { days, steps, stretch } = held;
  asking = setTimeout(async () => {
    await ask(link, days * A_DAY + steps * STEP, stretch * STEP);
    document.dispatchEvent(new CustomEvent("turnout:say", { detail: sentence() }));
  }, SETTLED);
});

function sentence() {
  return document.querySelector("#chosen .change, #chosen .error, #chosen .said")?.textContent.trim().replace(/\s+/g, " ") ?? "";
}

document.addEventListener("focusout", (event) => {
  if (held?.byKeys && held.link === event.target) letGo();
});
