// Handing a page on. The phone's own sheet where there is one: then the short address and its code stand behind a button
// of their own. Without it, or without this script, they are what Share opens.

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

for (const box of document.querySelectorAll(".share")) {
  const sheet = box.querySelector("[name=sheet]");
  const copy = box.querySelector("[name=copy]");
  if (navigator.share) {
    sheet.hidden = false;
    for (const word of box.querySelectorAll("summary span")) word.hidden = !word.hidden;
    sheet.addEventListener("click", () => openSheet(box));
  }
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", () => copyAddress(box, copy));
  }
}
