// The register without a network: its own pages and what they need are kept, nothing else of the site is touched.
// A page with names is kept for one person, until two hours after its session or until nobody is signed in.
const PEOPLE = "register-people-";
const SHELL = `register-shell-${ASSETS.join()}`;
const SLOW = 5000;

const isPage = (path) => path.startsWith(ROOT) && /^(\d+\/)?$/.test(path.slice(ROOT.length));

const named = async (beginning) => (await caches.keys()).filter((name) => name.startsWith(beginning));

const forget = async () => Promise.all((await named(PEOPLE)).map((name) => caches.delete(name)));

async function tidy() {
  for (const name of await named(PEOPLE)) {
    const kept = await caches.open(name);
    for (const request of await kept.keys()) {
      const until = (await kept.match(request))?.headers.get("X-Keep-Until");
      if (until && until * 1000 < Date.now()) await kept.delete(request);
    }
  }
}

async function keep(path, answer) {
  const keeper = answer.headers.get("X-Keeper");
  if (!keeper) return;
  for (const name of await named(PEOPLE)) if (name !== PEOPLE + keeper) await caches.delete(name);
  await (await caches.open(PEOPLE + keeper)).put(path, answer);
  await tidy();
}

async function stored(path) {
  for (const name of await named(PEOPLE)) {
    const found = await (await caches.open(name)).match(path, { ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

const late = () => new Promise((_resolve, reject) => setTimeout(reject, SLOW));

async function page(event, path, search) {
  const kept = await stored(path);
  try {
    const answer = await (kept ? Promise.race([fetch(event.request), late()]) : fetch(event.request));
    if (kept && answer.status >= 500) return kept;
    if (answer.type === "opaqueredirect" || answer.redirected || answer.status === 404) event.waitUntil(forget());
    else if (answer.ok && !search) await keep(path, answer.clone());
    return answer;
  } catch {
    return kept ?? (event.request.mode === "navigate" ? caches.match(OFFLINE, { ignoreVary: true }) : Response.error());
  }
}

const part = async (request) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

async function sendAll() {
  const { user, token } = await queue.who(ME);
  if (user) await queue.flush({ user, token, me: ME });
}

async function begin() {
  const shell = await caches.open(SHELL);
  await shell.addAll([...ASSETS, OFFLINE]);
  await self.skipWaiting();
}

async function takeOver() {
  await tidy();
  const inUse = (await named(PEOPLE)).length > 0; // a page kept before a change of the site still needs the old parts
  if (!inUse) for (const name of await named("register-shell-")) if (name !== SHELL) await caches.delete(name);
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(begin()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("sync", (event) => event.waitUntil(sendAll()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (isPage(pathname)) event.respondWith(page(event, pathname, search));
  else if (ASSETS.includes(pathname)) event.respondWith(part(event.request));
});
