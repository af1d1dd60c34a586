// What was tapped and is not known to have been counted: it stays on this device until the server says that it was.
// The pages of the register and their service worker share this. An entry holds ids, never the name of somebody listed:
// {number, client_id, user, session, cell, url, fields, stuck}.
const queue = {
  PATIENCE: 15000,

  open() {
    this.base ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("register", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("waiting", { keyPath: "number", autoIncrement: true });
        asked.result.createObjectStore("counted", { keyPath: "cell" });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return this.base;
  },

  async ask(store, mode, act) {
    const base = await this.open();
    return new Promise((resolve, reject) => {
      const turn = base.transaction(store, mode, { durability: "strict" });
      const asked = act(turn.objectStore(store));
      turn.oncomplete = () => resolve(asked.result);
      turn.onabort = () => reject(turn.error);
    });
  },

  all() {
    return this.ask("waiting", "readonly", (store) => store.getAll());
  },

  put(entry) {
    return this.ask("waiting", "readwrite", (store) => store.put(entry));
  },

  drop(entry) {
    return this.ask("waiting", "readwrite", (store) => store.delete(entry.number));
  },

  // The last own mark of each cell that was counted, for pages that were kept before it was.
  counted() {
    return this.ask("counted", "readonly", (store) => store.getAll());
  },

  count(cell) {
    return this.ask("counted", "readwrite", (store) => store.put(cell));
  },

  forgetCount(cell) {
    return this.ask("counted", "readwrite", (store) => store.delete(cell));
  },

  newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return Array.from(bytes, (byte, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
  },

  async fetch(url, options = {}) {
    const headers = { "X-Register-Script": "1", ...options.headers };
    const limit = AbortSignal.timeout(this.PATIENCE);
    try {
      const answer = await fetch(url, { ...options, headers, redirect: "manual", cache: "no-store", signal: limit });
      const said = answer.headers.get("Content-Type") === "application/json" ? await answer.json() : null;
      return { status: answer.status, said };
    } catch {
      return { status: 0, said: null };
    }
  },

  // Who is signed in, with a form token; or why nobody can say.
  async who(address) {
    const { status, said } = await this.fetch(address);
    if (status === 200 && said) return said;
    return { user: null, token: "", why: status === 401 || status === 404 ? "out" : "offline" };
  },

  post(entry, token) {
    const body = new URLSearchParams({ ...entry.fields, client_id: entry.client_id, marker: entry.user });
    return this.fetch(entry.url, { method: "POST", body, headers: { "X-CSRFToken": token } });
  },

  // What came of an entry, to every page of the register on this device, whoever sent it: that page, another one, or the
  // service worker. A channel does not hear itself, so the pages listen on one of their own.
  tell(outcome) {
    this.channel ??= new BroadcastChannel("register");
    this.channel.postMessage(outcome);
  },

  // Send what one person tapped, in order, one sender at a time. What was not taken is asked again only where its answer
  // was not ``heard``. In the end: "sent", "offline", "out" (nobody is signed in) or "other" (somebody else is).
  flush(given) {
    const send = () => this.send(given);
    return navigator.locks ? navigator.locks.request("register", send) : send();
  },

  async send({ user, token, me, heard = () => true, renewed = () => {} }) {
    const held = new Set();
    let key = token;
    for (;;) {
      const waiting = (await this.all()).filter((entry) => entry.user === user);
      for (const entry of waiting) if (entry.stuck && heard(entry)) held.add(entry.cell);
      const entry = waiting.find((one) => !held.has(one.cell));
      if (!entry) return "sent";
      let { status, said } = await this.post(entry, key);
      if (status === 401 || status === 403) {
        const now = await this.who(me);
        if (now.user !== user) return now.user ? "other" : now.why;
        key = now.token;
        renewed(key);
        ({ status, said } = await this.post(entry, key));
      }
      if (!status || status === 401 || status === 403 || status === 429 || status >= 500) return "offline";
      if (status === 200 && said) await this.settle(entry, said);
      else if (!(await this.join(entry, waiting, status))) {
        held.add(entry.cell);
        await this.put({ ...entry, stuck: status });
        this.tell({ entry, status, said });
      }
    }
  },

  async settle(entry, said) {
    const row = said.rows?.[0];
    const mine = row && row.version === Number(entry.fields.seen_version) + 1;
    if (mine) {
      const { status, late, early, version } = row;
      await this.count({ cell: entry.cell, session: entry.session, status, late, early, version });
    }
    await this.drop(entry);
    this.tell({ entry, status: 200, said });
  },

  // A mark that was not taken, with others tapped after it: only what was said last is asked again.
  async join(entry, waiting, status) {
    const chain = waiting.filter((one) => one.cell === entry.cell && one.number >= entry.number);
    if (chain.length < 2 || ![409, 422].includes(status)) return false;
    const said = [];
    for (const one of chain) {
      if (one.fields.status === "undo") said.pop();
      else said.push(one);
    }
    const last = said.at(-1);
    for (const one of chain) if (one !== last) await this.drop(one);
    if (last) {
      const { behind, ...fields } = last.fields;
      await this.put({ ...last, fields: { ...fields, seen_version: entry.fields.seen_version } });
    }
    return true;
  },
};
