// The line above the register: what waits to be sent, whether there is a network, whether the page is ready without one.
const bar = document.querySelector("[data-bar]");
const words = bar?.dataset ?? {};
const AGAIN = 8000;
const desk = {
  network: "sent",
  waited: false,
  ready: false,
  heard: new Set(), // the client ids of what this page knows the answer to
  token: document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "",
  arrived: () => {}, // register.js hears here what came of an entry
  shown: async () => {}, // and here that the queue is another

  mine: (entries) => entries.filter((entry) => entry.user === words.user),

  async entries() {
    try {
      return await queue.all();
    } catch {
      return [];
    }
  },

  count: (number, one, many) => (number === 1 ? one : many.replace("[n]", number)),

  link(text, href) {
    const made = document.createElement("a");
    made.textContent = text;
    made.href = href;
    return made;
  },

  lines(entries) {
    const mine = desk.mine(entries);
    const stuck = mine.filter((entry) => entry.stuck);
    const waits = mine.length - stuck.length;
    const cut = desk.network === "offline" || !navigator.onLine;
    const lines = [];
    if (stuck.length) {
      const [session, enrolment] = stuck[0].cell.split(":");
      lines.push(desk.link(desk.count(stuck.length, words.stuckOne, words.stuckMany), `${words.scope}${session}/#p${enrolment}`));
    }
    if (waits) lines.push(desk.count(waits, words.waitsOne, words.waitsMany));
    if (cut) lines.push(words.offline);
    if (desk.network === "out") lines.push(words.signedOut, desk.link(words.enter, words.signIn));
    if (mine.length < entries.length || desk.network === "other") lines.push(words.others);
    if (!lines.length && desk.waited) lines.push(words.sent);
    if (desk.ready && !waits) lines.push(words.ready);
    desk.waited ||= waits > 0;
    bar.dataset.tone = stuck.length || ["out", "other"].includes(desk.network) ? "bad" : waits || cut ? "waiting" : "good";
    return lines;
  },

  async show() {
    const entries = await desk.entries();
    const lines = desk.lines(entries);
    const said = lines.map((line) => line.textContent ?? line).join(" ");
    if (bar.dataset.said !== said) bar.replaceChildren(...lines.flatMap((line) => [line, " "]));
    bar.dataset.said = said;
    bar.hidden = !lines.length;
    await desk.shown(desk.mine(entries));
  },

  // What came of an entry, the one way a page learns it. A decision asked for here stands, whoever asks once more.
  async hear({ entry, status, said }) {
    if (entry?.user !== words.user) return;
    desk.waited = true;
    if (status === 200 || !desk.heard.has(entry.client_id)) desk.arrived({ entry, status, said });
    desk.heard.add(entry.client_id);
    await desk.show();
  },

  async flush() {
    const { user, me } = words;
    const heard = (entry) => desk.heard.has(entry.client_id);
    try {
      const waits = desk.mine(await desk.entries()).length > 0;
      const renewed = (token) => Object.assign(desk, { token });
      if (waits) desk.network = await queue.flush({ user, token: desk.token, me, heard, renewed });
      else if (navigator.onLine && desk.network === "offline") desk.network = "sent";
    } finally {
      await desk.show();
    }
    if (desk.network === "offline") navigator.serviceWorker?.ready.then((one) => one.sync?.register("register")).catch(() => {});
  },

  tick(sheet) {
    const said = document.createElement("span");
    said.className = "register-ready";
    said.textContent = words.readyShort;
    sheet.querySelector("a").append(said);
  },

  async isKept(path) {
    return Boolean(await caches.match(path, { ignoreVary: true }));
  },

  async keep(path) {
    if (!(await desk.isKept(path))) await fetch(path, { credentials: "same-origin" }).catch(() => {});
    return desk.isKept(path);
  },

  // Have the service worker keep this page, and the sheets of the event it is about, before the network is gone.
  async prepare() {
    if (!navigator.serviceWorker || !window.caches) return;
    await navigator.serviceWorker.register(words.worker, { scope: words.scope });
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((ready) => navigator.serviceWorker.addEventListener("controllerchange", ready, { once: true }));
    }
    const own = await desk.keep(location.pathname);
    const register = document.querySelector("[data-register]");
    const sheets = [...document.querySelectorAll("[data-sheet]")];
    let kept = 0;
    for (const sheet of sheets) {
      if (!(await desk.keep(sheet.dataset.sheet))) continue;
      desk.tick(sheet);
      kept += 1;
    }
    desk.ready = own && kept === sheets.length && (register !== null || kept > 0);
    await desk.show();
    for (const path of register?.dataset.beside.split(" ").filter(Boolean) ?? []) await desk.keep(path);
  },
};

if (bar) {
  const soon = () => desk.flush().catch(() => {});
  window.addEventListener("online", soon);
  window.addEventListener("offline", () => desk.show());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon());
  setInterval(soon, AGAIN);
  new BroadcastChannel("register").addEventListener("message", ({ data }) => desk.hear(data).catch(() => {}));
  window.addEventListener("load", () => {
    soon();
    desk.prepare().catch(() => {});
  });
}
