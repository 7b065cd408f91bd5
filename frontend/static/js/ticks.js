// How many shifts are ticked, on the button that claims them together.
function count() {
  const ticked = document.querySelectorAll("[name=shift]:checked").length;
  for (const place of document.querySelectorAll(".ticked .count")) place.textContent = ticked ? `(${ticked})` : "";
}

document.addEventListener("change", count);
document.addEventListener("htmx:afterSwap", count);
// The browser ticks again what was ticked when one comes back.
addEventListener("pageshow", count);
