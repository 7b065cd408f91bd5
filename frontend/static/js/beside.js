// On a wide screen a shift opens beside the list that it was picked from. Elsewhere, and without this script, its link
// leads to its page.
const wide = matchMedia("(min-width: 72rem)");
let opener = null;
let asked = null; // the fetch of the shift that was picked last

// Looked up each time: "back" puts another page's body in place of this one's.
function findPane() {
  return document.getElementById("beside");
}

function close() {
  const pane = findPane();
  asked?.abort();
  pane.hidden = true;
  pane.replaceChildren();
  if (!opener) return;
  opener.closest("article")?.classList.remove("picked");
  opener.focus({ preventScroll: true });
  opener = null;
}

async function open(link) {
  const pane = findPane();
  // Who picks another one meanwhile gets that one, whichever answer comes first.
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  const answer = await fetch(link.href, { headers: { Accept: "text/html" }, credentials: "same-origin", signal });
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shift = page.getElementById("shift");
  if (!shift) throw new Error("no shift");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button plain close";
  button.textContent = pane.dataset.close;
  button.addEventListener("click", close);
  opener?.closest("article")?.classList.remove("picked");
  opener = link;
  link.closest("article").classList.add("picked");
  // Its buttons post to addresses of their own, from the page that is shown here.
  for (const form of shift.querySelectorAll("form:not([action])")) form.action = link.href;
  pane.replaceChildren(button, document.adoptNode(shift));
  // Scripts of a page that was only read do not run: what it needs besides ours is asked for anew, once.
  for (const read of pane.querySelectorAll("script[src]")) {
    const script = document.createElement("script");
    Object.assign(script, { type: read.type, src: read.src });
    read.replaceWith(script);
  }
  pane.hidden = false;
  pane.scrollTop = 0;
  const title = pane.querySelector("h1");
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest(".results .shift h3 a");
  if (!link || !wide.matches || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button) return;
  event.preventDefault();
  open(link).catch((error) => {
    if (error.name !== "AbortError") location.assign(link.href);
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && findPane()?.hidden === false) close();
});
