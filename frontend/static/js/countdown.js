// Keeps "in 3 hours" true while a page is open, and on one that was kept. Counts as `say_until` in rules/times.py does.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const language = document.documentElement.lang || undefined;
const words = new Intl.RelativeTimeFormat(language);

// Which day it is there, as a count of days.
function dayIn(zone, moment) {
  const date = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return Date.parse(date.format(moment)) / (24 * HOUR);
}

function count({ starts, ends, zone }, now) {
  const start = new Date(starts);
  if (now >= new Date(ends)) return ["over"];
  if (now >= start) return ["now"];
  const minutes = Math.ceil((start - now) / MINUTE);
  if (minutes < 60) return ["minute", Math.max(minutes, 1)];
  const days = dayIn(zone, start) - dayIn(zone, now);
  if (days === 0 || start - now < 6 * HOUR) return ["hour", Math.floor((minutes + 30) / 60)];
  if (days === 1) return ["tomorrow"];
  return days < 14 ? ["day", days] : ["week", Math.floor((days + 3) / 7)];
}

function update() {
  const now = new Date();
  for (const place of document.querySelectorAll("[data-starts]")) {
    const [unit, number] = count(place.dataset, now);
    const said = number ? words.format(number, unit) : place.dataset[unit];
    const key = number ? `${unit} ${number}` : unit;
    // The server's own words stay as long as they are true.
    if (said && place.dataset.said !== key) place.textContent = said;
    place.dataset.said = key;
  }
}

function tick() {
  update();
  setTimeout(tick, MINUTE - (Date.now() % MINUTE));
}

tick();
// A phone that slept has missed some.
document.addEventListener("visibilitychange", update);
