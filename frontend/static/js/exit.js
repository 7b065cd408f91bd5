// Exit this page: at once out of sight, then to a neutral site in this page's place in the history. A page of ours that
// is reached by "back" afterwards shows nothing and leads there again. A click works without this script, too.
(() => {
  const GONE = "turnout-gone";
  const root = document.documentElement;

  // A page that is kept in the browser's memory is thrown away as it hears a word here. What "back" finds has to be
  // loaded anew then, and this script runs before any of it is drawn.
  const kept = "BroadcastChannel" in window ? new BroadcastChannel(GONE) : null;
  kept?.addEventListener("message", () => {});

  function leave(address) {
    root.dataset.gone = "";
    document.title = " ";
    kept?.postMessage("");
    try {
      sessionStorage.setItem(GONE, address);
      localStorage.removeItem("taps"); // see table.js
    } catch {
      // A browser that keeps nothing has nothing to show again either.
    }
    location.replace(address);
  }

  function readGone() {
    try {
      return sessionStorage.getItem(GONE);
    } catch {
      return null;
    }
  }

  const gone = readGone();
  if (gone) {
    const [visit] = performance.getEntriesByType("navigation");
    if (visit && visit.type === "navigate") sessionStorage.removeItem(GONE);
    else leave(gone);
  }

  // What the browser keeps of a page to show it again on "back" is kept blank, until we know that it may be shown.
  addEventListener("pagehide", (event) => {
    if (event.persisted) root.dataset.gone = "";
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    const address = readGone();
    if (address) leave(address);
    else delete root.dataset.gone;
  });

  const PRESSES = 3;
  const PAUSE = 5000;
  let presses = 0;
  let timer = 0;

  function say(sentence) {
    document.dispatchEvent(new CustomEvent("turnout:say", { detail: sentence }));
  }

  addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("#exit");
    if (!link) return;
    event.preventDefault();
    leave(link.href);
  });

  addEventListener("keydown", (event) => {
    const link = document.getElementById("exit");
    if (!link || event.repeat) return;
    clearTimeout(timer);
    if (event.key !== "Shift") {
      presses = 0;
      return;
    }
    presses += 1;
    if (presses === PRESSES) return leave(link.href);
    say(link.getAttribute(`data-left-${PRESSES - presses}`));
    timer = setTimeout(() => {
      presses = 0;
      say(link.dataset.late);
    }, PAUSE);
  });
})();
