// Marks without leaving the page, with or without a network. Without this script each mark is an ordinary form.
const sheet = document.querySelector("[data-register]");
const LOOK = 15000;
let turn = Promise.resolve();
let isNew = true; // nothing was painted on this page yet

const rows = () => sheet.querySelectorAll(".register-row");
const rowOf = (enrolment) => document.getElementById(`p${enrolment}`);
const cellOf = (row) => `${sheet.dataset.register}:${row.id.slice(1)}`;
const seenIn = (row) => row.querySelector("[name=seen_version]");
const inTurn = (act) => (turn = turn.then(act).catch((error) => console.warn(error)));

function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
}

const minutesIn = (row) => [row.querySelector("[name=minutes_late]"), row.querySelector("[name=minutes_left_early]")];

// What a row says once all that waits is counted.
function expected(row, chain) {
  const [late, early] = minutesIn(row).map((box) => Number(box?.defaultValue));
  const states = [{ status: row.dataset.status, late, early }];
  for (const { fields } of chain) {
    if (fields.status !== "undo") states.push(saidIn(fields));
    else if (states.length > 1) states.pop();
    else states[0] = { status: "", late: 0, early: 0 };
  }
  return states.at(-1);
}

function saidIn({ status, minutes_late, minutes_left_early }) {
  const there = status === "present";
  return { status, late: there ? Number(minutes_late ?? 0) : 0, early: there ? Number(minutes_left_early ?? 0) : 0 };
}

// The minutes missed, as the server writes them.
function sayMinutes(row, { status, late, early }) {
  const text = row.querySelector("summary")?.firstChild;
  if (!text) return;
  const short = status === "present" && late + early > Number(sheet.dataset.allowed);
  const said = [short ? words.tooShort : row.querySelector(`.register-mark[value="${status}"]`)?.textContent];
  row.dataset.short = String(short);
  if (late) said.push(desk.count(late, words.lateOne, words.lateMany));
  if (early) said.push(desk.count(early, words.earlyOne, words.earlyMany));
  text.data = late || early ? said.join(", ") : words.more;
  for (const [at, box] of minutesIn(row).entries()) if (box !== document.activeElement) box.value = [late, early][at] || "";
}

function press(row, status) {
  for (const button of row.querySelectorAll(".register-mark")) {
    button.setAttribute("aria-pressed", String(button.value === status));
  }
}

function paint(row, chain) {
  const said = expected(row, chain);
  const { status, late, early } = said;
  const painted = `${status} ${late} ${early} ${chain.length} ${seenIn(row).value}`;
  if (row.dataset.painted === painted) return;
  row.dataset.painted = painted;
  row.dataset.shown = status;
  press(row, status);
  sayMinutes(row, said);
  const undo = row.querySelector("[data-undo]");
  if (undo) undo.hidden = seenIn(row).value === "0" && !chain.length;
  const line = row.querySelector("[data-waits]");
  line.textContent = chain.length ? words.rowWaits : "";
  line.hidden = !chain.length;
}

// A page that was kept the day before offers on the day what it held back until then.
function offerOnTheDay() {
  if (Date.now() / 1000 < Number(sheet.dataset.begins)) return;
  for (const held of sheet.querySelectorAll("[data-on-the-day]")) held.hidden = false;
  for (const notice of sheet.querySelectorAll("[data-until-the-day]")) notice.hidden = true;
}

function recount() {
  if ("part" in sheet.dataset) return;
  const shown = [...rows()].map((row) => row.dataset.shown ?? row.dataset.status);
  for (const number of sheet.querySelectorAll("[data-count]")) {
    number.textContent = shown.filter((status) => status === number.dataset.count).length;
  }
}

function replace(row, html) {
  const fresh = parse(html);
  const active = row.contains(document.activeElement) ? document.activeElement : null;
  const value = active?.value;
  const open = row.querySelector("details")?.open && !active?.closest(".register-minutes");
  row.replaceWith(fresh);
  if (open) fresh.querySelector("details").open = true;
  if (active) (fresh.querySelector(`.register-mark[value="${value}"]`) ?? fresh.querySelector("summary"))?.focus();
}

function show(said, newer = () => true) {
  for (const one of said?.rows ?? []) {
    const row = rowOf(one.enrolment);
    if (row && newer(row, one)) replace(row, one.html);
  }
  if (said?.counts) document.getElementById("counts").replaceWith(parse(said.counts));
}

function refuse(place, entry, message) {
  place.querySelector("[data-decision]")?.remove();
  const box = document.createElement("div");
  const text = document.createElement("p");
  const button = document.createElement("button");
  box.className = "register-decision";
  box.setAttribute("role", "alert");
  box.dataset.decision = "";
  text.textContent = message || words.refused;
  button.type = "button";
  button.className = "button button-secondary";
  button.textContent = words.dismiss;
  button.addEventListener("click", () => inTurn(() => letGo(box, (one) => one.client_id === entry.client_id)));
  box.append(text, button);
  place.append(box);
}

async function letGo(box, unwanted) {
  for (const entry of await desk.entries()) if (unwanted(entry)) await queue.drop(entry);
  (box.closest("[data-entry]") ?? box).remove();
  await desk.show();
}

const listed = (entry) => sheet.querySelector(`[data-entry="${entry.client_id}"]`);

desk.arrived = ({ entry, status, said }) => {
  if (entry.session !== sheet?.dataset.register) return;
  show(said, (row, one) => status !== 200 || one.version >= Number(seenIn(row).value));
  if (status === 200 || said?.rows?.length) return;
  const place = entry.fields.status ? rowOf(entry.cell.split(":")[1]) : listed(entry) ?? list(entry);
  if (place) refuse(place, entry, said?.message);
};

desk.shown = async (mine) => {
  if (!sheet) return;
  const counted = await queue.counted().catch(() => []);
  const own = mine.filter((entry) => entry.session === sheet.dataset.register);
  const waiting = own.filter((entry) => !entry.stuck);
  offerOnTheDay();
  catchUp(counted);
  for (const row of rows()) paint(row, waiting.filter((entry) => entry.cell === cellOf(row)));
  for (const entry of own) if (!entry.fields.status && !listed(entry)) list(entry);
  for (const item of sheet.querySelectorAll("[data-entry]")) keepListed(item, own);
  recount();
};

// Once it is sent, a head count is among the counts; what else was written down here stays listed.
function keepListed(item, own) {
  const entry = own.find((one) => one.client_id === item.dataset.entry);
  if (!entry && "passing" in item.dataset) item.remove();
  else item.querySelector("[data-waits]").hidden = !entry || Boolean(entry.stuck);
}

// A name or a note that was written down here; it is under the others once the page is loaded anew.
function list(entry) {
  const form = [...sheet.querySelectorAll("form[data-post]")].find((one) => new URL(one.action).pathname === entry.url);
  const place = form?.closest("section").querySelector("[data-added]");
  if (!place) return null;
  const item = document.createElement("li");
  const waits = document.createElement("span");
  item.dataset.entry = entry.client_id;
  if ("head_count" in entry.fields) item.dataset.passing = "";
  item.textContent = `${[entry.fields.name, entry.fields.contact, entry.fields.text, entry.fields.head_count].filter(Boolean).join(", ")} `;
  waits.className = "quiet";
  waits.dataset.waits = "";
  waits.textContent = words.rowWaits;
  item.append(waits);
  place.append(item);
  return item;
}

const entryOf = (form, cell, fields) => ({
  client_id: queue.newId(),
  user: words.user,
  session: sheet.dataset.register,
  cell,
  url: new URL(form.action).pathname,
  fields: { ...fields, tapped_at: new Date().toISOString() },
});

async function seenBy(form, row) {
  const known = (await queue.counted()).find((one) => one.cell === cellOf(row));
  return Math.max(Number(form.elements.seen_version.value), known?.version ?? 0);
}

async function enqueue(form, said) {
  const row = form.closest("li");
  const mine = desk.mine(await queue.all()).filter((entry) => entry.cell === cellOf(row));
  for (const entry of mine) if (entry.stuck) await queue.drop(entry);
  const last = mine.filter((entry) => !entry.stuck).at(-1);
  const seen = last ? Number(last.fields.seen_version) + 1 : await seenBy(form, row);
  const fields = { ...said, seen_version: seen, ...(last && { behind: last.client_id }) };
  await queue.put(entryOf(form, cellOf(row), fields));
}

function saidBy(form, button) {
  const { csrfmiddlewaretoken, client_id, seen_version, ...said } = Object.fromEntries(new FormData(form, button));
  return said;
}

async function tap(form, button) {
  try {
    await enqueue(form, saidBy(form, button));
  } catch {
    form.removeAttribute("data-mark"); // nothing can be kept here: as a plain form, then
    form.requestSubmit(button);
    return;
  }
  await desk.show();
  desk.flush().catch(() => {});
}

async function writeDown(form) {
  const said = saidBy(form);
  await queue.put(entryOf(form, queue.newId(), said));
  if (!("head_count" in said)) form.reset();
  await desk.show();
  desk.flush().catch(() => {});
}

// Everybody else present: in one request where there is a network, otherwise one mark for each, which wait.
async function markRest(form) {
  await desk.flush();
  const waits = desk.mine(await queue.all()).some((entry) => entry.session === sheet.dataset.register && !entry.stuck);
  const answer = waits ? { status: 0 } : await queue.fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-CSRFToken": desk.token } });
  if (answer.said) {
    location.assign(answer.said.next ?? location.pathname);
    return;
  }
  for (const row of rows()) {
    const own = row.querySelector("form[data-mark]");
    if (!row.dataset.shown && row.querySelector(".register-mark-present:not([hidden])")) await enqueue(own, { status: "present" });
  }
  form.closest("details").open = false;
  await desk.flush();
}

async function look() {
  if (document.visibilityState !== "visible" || !navigator.onLine) return;
  const { status, said } = await queue.fetch(`${sheet.dataset.state}?after=${sheet.dataset.last}`);
  if (status === 401) desk.network = "out";
  if (status !== 200) return;
  sheet.dataset.last = said.last;
  const busy = (row) => row.querySelector("[data-decision]") || row.querySelector("details[open]");
  show(said, (row, one) => one.version > Number(seenIn(row).value) && !busy(row));
  await desk.show();
}

// A page that was kept before some of its marks were counted; what it knows by itself need not be remembered.
function catchUp(counted) {
  for (const { cell, session, status, late, early, version } of counted) {
    const row = session === sheet.dataset.register ? rowOf(cell.split(":")[1]) : null;
    if (row && version > Number(seenIn(row).value)) {
      row.dataset.status = status;
      seenIn(row).value = version;
      for (const [at, box] of minutesIn(row).entries()) if (box) box.defaultValue = [late, early][at] || "";
    } else if (row && isNew) queue.forgetCount(cell).catch(() => {});
  }
  isNew = false;
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function filter(box) {
  const wanted = plain(box.value.trim());
  for (const row of rows()) row.hidden = !plain(row.querySelector(".register-name").textContent).includes(wanted);
}

function submitted(event) {
  const form = event.target;
  const { submitter } = event;
  const act = form.matches("[data-mark]") ? () => tap(form, submitter)
    : form.matches("[data-post]") ? () => writeDown(form)
    : form.matches("[data-rest]") ? () => markRest(form)
    : form.matches("[data-search]") ? () => filter(form.elements.q)
    : null;
  if (!act) return;
  event.preventDefault();
  if (submitter?.matches(".register-mark")) {
    const row = submitter.closest(".register-row"); // seen at once; kept and sent right after
    delete row.dataset.painted;
    press(row, submitter.value);
  }
  inTurn(act);
}

if (sheet) {
  sheet.addEventListener("submit", submitted);
  sheet.addEventListener("click", (event) => {
    const link = event.target.closest("[data-keep]");
    if (!link) return;
    event.preventDefault();
    const cell = cellOf(link.closest(".register-row"));
    inTurn(() => letGo(link.closest("[data-decision]"), (one) => one.cell === cell && one.stuck));
  });
  sheet.querySelector("[data-filter]")?.addEventListener("input", (event) => filter(event.target));
  inTurn(desk.show);
  setInterval(() => look().catch(() => {}), LOOK);
}
