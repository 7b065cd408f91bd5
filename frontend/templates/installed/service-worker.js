// Keeps Turnout readable without a network, for somebody who is signed in: the shell (styles, scripts, font, icons, the
// offline page), and of pages only those that the server marks with Turnout-Keep. Nothing else is ever kept, and nothing
// but GET is answered here.
//
// Each page says whose it is (Turnout-Session, a name for the session or "none"). Pages lie in a cache of that name, and
// what lies under any other is thrown away as soon as a page of another session, or of none, comes by.
"use strict";

const SHELL = {{ shell|safe }};
const SHELL_CACHE = `shell-${SHELL.version}`;
const MINE = "mine-";
// Milliseconds: how long a page may take where an older copy is at hand; how old such a copy may be; how soon "Mine" and
// the pages of its shifts are asked for again while somebody is here.
const PATIENCE = 4_000;
const OLDEST = 14 * 24 * 3_600_000;
const A_DAY = 24 * 3_600_000;
const MINE_FRESH = 60_000;
const SHIFT_FRESH = 3_600_000;
const LIMIT = 20_000;
const WHAT_OPENS_OR_ENDS_A_SESSION = /^\/sign(in|out)\//;
const NO_PAGE = /^\/(api|admin|feeds)\/|\.\w+$/;
// Whoever may not read a page any more is not shown the older copy either.
const GONE = new Set([401, 403, 404, 410]);
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

// Whose the last page was. `turn` rises with each change of that: what was asked for before is not kept any more.
let seen = "";
let turn = 0;
let forgetting = Promise.resolve();
let work = Promise.resolve();

addEventListener("install", (event) => {
  event.waitUntil(keepShell());
  // At once: pages come from the network, so none is left with an old shell. See `tidy` for those that are kept.
  skipWaiting();
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(refresh(false));
  if (event.data === "changed") event.waitUntil(refresh(true));
  // A page changed that is kept for a day: it asks for itself.
  if (event.data.take) event.waitUntil(take(event.data.take).catch(() => {}));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method !== "GET") {
    if (WHAT_OPENS_OR_ENDS_A_SESSION.test(pathname)) event.waitUntil(forget());
  } else if (pathname.startsWith(SHELL.static)) {
    event.respondWith(answerFile(request, pathname));
  } else if (request.mode === "navigate" && !NO_PAGE.test(pathname)) {
    event.respondWith(answerPage(event, pathname));
  }
});

async function keepShell() {
  const cache = await caches.open(SHELL_CACHE);
  await cache.addAll(SHELL.files);
  await keepOfflinePage(cache);
}

async function keepOfflinePage(cache) {
  const page = await fetch(SHELL.offline, { cache: "reload" });
  if (page.ok) await cache.put(SHELL.offline, plain(page, await page.text()));
}

// A hashed name stands for its content for ever; any other is asked for first.
async function answerFile(request, pathname) {
  if (!HASHED.test(pathname)) return fetch(request).catch(async () => (await findFile(pathname)) ?? Response.error());
  return (await findFile(pathname)) ?? fetch(request);
}

function findFile(pathname) {
  return caches.match(pathname, { ignoreVary: true });
}

// The network's page; the kept one where the network fails or takes too long; else the offline page.
async function answerPage(event, pathname) {
  const asked = turn;
  const page = fetch(event.request).then((answer) => {
    event.waitUntil(note(answer, pathname, asked));
    return answer;
  });
  const late = wait(PATIENCE);
  try {
    const first = await Promise.race([page, late]);
    if (first) return first;
    const kept = await findPage(pathname);
    if (!kept) return await page;
    event.waitUntil(page.catch(() => {}));
    return show(kept, "slow");
  } catch {
    const kept = await findPage(pathname);
    return kept ? show(kept, "offline") : showOfflinePage();
  }
}

function wait(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, null));
}

async function findPage(pathname) {
  await forgetting;
  for (const name of await mineCaches()) {
    const cache = await caches.open(name);
    await forgetOld(cache);
    const page = await cache.match(pathname);
    if (page) return page;
  }
  return null;
}

async function forgetOld(cache) {
  for (const request of await cache.keys()) {
    const page = await cache.match(request);
    if (page && ageOf(page) > (isForADay(page) ? A_DAY : OLDEST)) await cache.delete(request);
  }
}

// The page says by itself when it was kept and why it is shown: see js/offline.js.
async function show(page, why) {
  const marks = `data-kept-at="${page.headers.get("Turnout-Kept-At")}" data-kept-why="${why}"`;
  return plain(page, (await page.text()).replace("<body", `<body ${marks}`));
}

async function showOfflinePage() {
  const page = await caches.match(SHELL.offline);
  return page ?? Response.error();
}

// Learn from an answer of the network whose session it is, and keep it where the server says so.
async function note(answer, pathname, asked) {
  const session = answer.headers.get("Turnout-Session");
  if (!session || asked !== turn) return null;
  if (session !== seen) {
    seen = session;
    turn += 1;
    asked = turn;
  }
  const copy = answer.ok && answer.headers.has("Turnout-Keep") ? answer.clone() : null;
  await forgetAllBut(session);
  await matchLanguage(answer).catch(() => {});
  if (GONE.has(answer.status)) await (await caches.open(MINE + session)).delete(pathname);
  if (!copy) return null;
  const html = await copy.text();
  if (asked !== turn) return null;
  const cache = await caches.open(MINE + session);
  const page = plain(copy, html);
  page.headers.set("Turnout-Kept-At", new Date().toISOString());
  page.headers.set("Turnout-Shell", SHELL.version);
  await cache.put(pathname, page);
  return html;
}

// The headers go along, the content policy above all; not those that speak of how the bytes came.
function plain(answer, html) {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary", "Clear-Site-Data"]) headers.delete(name);
  return new Response(html, { headers });
}

async function mineCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(MINE));
}

async function forgetAllBut(session) {
  const others = (await mineCaches()).filter((name) => name !== MINE + session);
  await Promise.all(others.map((name) => caches.delete(name)));
}

function forget() {
  turn += 1;
  forgetting = forgetAllBut("none");
  return forgetting;
}

// The offline page is kept in the language of the pages that are read.
async function matchLanguage(answer) {
  const cache = await caches.open(SHELL_CACHE);
  const page = await cache.match(SHELL.offline);
  const language = answer.headers.get("Content-Language");
  if (page && language && page.headers.get("Content-Language") !== language) await keepOfflinePage(cache);
}

// Bring what is kept up to date: "Mine", and the pages of the shifts that it names. One at a time.
function refresh(isChanged) {
  work = work.then(() => refreshNow(isChanged)).catch(() => {});
  return work;
}

async function refreshNow(isChanged) {
  const [name] = await mineCaches();
  const kept = name && (await (await caches.open(name)).match(SHELL.mine));
  const isFresh = kept && !isChanged && isCurrent(kept) && ageOf(kept) < MINE_FRESH;
  const html = isFresh ? await kept.text() : await take(SHELL.mine);
  if (!html) return;
  const shifts = new Set(html.match(/data-keep="([^"]*)"/)?.[1].match(/\S+/g));
  const [current] = await mineCaches();
  if (!current) return;
  const cache = await caches.open(current);
  await forgetOld(cache);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname === SHELL.mine || shifts.has(pathname)) continue;
    if (!isForADay(await cache.match(pathname))) await cache.delete(pathname);
  }
  for (const pathname of shifts) {
    const page = await cache.match(pathname);
    if (!page || !isCurrent(page) || ageOf(page) > SHIFT_FRESH) await take(pathname);
  }
  await tidy();
}

async function take(pathname) {
  const asked = turn;
  const answer = await fetch(pathname, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(LIMIT) });
  return note(answer, pathname, asked);
}

// Older shells go once no kept page needs their files.
async function tidy() {
  for (const name of await mineCaches()) {
    const cache = await caches.open(name);
    for (const page of await cache.matchAll()) if (!isCurrent(page)) return;
  }
  const shells = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL_CACHE);
  await Promise.all(shells.map((name) => caches.delete(name)));
}

function ageOf(page) {
  return Date.now() - Date.parse(page.headers.get("Turnout-Kept-At"));
}

// A table: nobody's "Mine" names it.
function isForADay(page) {
  return page?.headers.get("Turnout-Keep") === "day";
}

function isCurrent(page) {
  return page.headers.get("Turnout-Shell") === SHELL.version;
}
