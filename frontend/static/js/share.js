// Handing a page on. The phone's own sheet where there is one: then the short address and its code stand behind a button
// of their own. Without it, or without this script, they are what Share opens. Works in what comes later, too.

const root = document.documentElement;
root.toggleAttribute("data-can-share", "share" in navigator);
root.toggleAttribute("data-can-copy", "clipboard" in navigator);

function say(sentence) {
  document.dispatchEvent(new CustomEvent("turnout:say", { detail: sentence }));
}

async function openSheet(box) {
  const { title, words, address } = box.dataset;
  try {
    await navigator.share({ title, text: `${title}. ${words}`, url: address });
  } catch (error) {
    // Who closes the sheet wants nothing more; where it would not open, the address is there to be copied.
    if (error.name !== "AbortError") box.querySelector("details").open = true;
  }
}

async function copyAddress(box, button) {
  try {
    await navigator.clipboard.writeText(box.dataset.address);
  } catch {
    getSelection().selectAllChildren(box.querySelector("details a"));
    return;
  }
  const word = button.textContent;
  button.textContent = box.dataset.copied;
  say(box.dataset.copied);
  setTimeout(() => (button.textContent = word), 3000);
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest(".share button");
  if (!button) return;
  const box = button.closest(".share");
  if (button.name === "sheet") openSheet(box);
  else if (button.textContent !== box.dataset.copied) copyAddress(box, button);
});
