// Marks without leaving the page. Without this script each mark is an ordinary form and the page comes back.
const register = document.querySelector("[data-register]");

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

function show(form, html) {
  const answer = parse(html);
  const row = form.closest("li");
  const fresh = answer.querySelector(".register-row");
  const counts = answer.querySelector("#counts");
  if (!fresh || !counts) return false;
  const pressed = document.activeElement;
  const focus = row.contains(pressed) && pressed.value;
  row.replaceWith(fresh);
  if (focus) (fresh.querySelector(`.register-mark[value="${focus}"]`) ?? fresh.querySelector("summary"))?.focus();
  for (const [index, number] of register.querySelectorAll("#counts dd").entries()) {
    number.textContent = counts.querySelectorAll("dd")[index].textContent;
  }
  return true;
}

function fail(form) {
  const message = form.querySelector("[data-failure]");
  message.textContent = register.dataset.failed;
  message.hidden = false;
}

// A conflict or a refusal is a page of its own: sent once more as a form, the same mark still counts once.
function leave(form, button) {
  form.removeAttribute("data-mark");
  form.requestSubmit(button);
}

async function send(form, button) {
  const row = form.closest("li");
  row.setAttribute("aria-busy", "true");
  try {
    const body = new FormData(form, button);
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Row-Only": "1" } });
    if (!answer.ok || answer.redirected || !show(form, await answer.text())) leave(form, button);
  } catch {
    fail(form);
  } finally {
    row.removeAttribute("aria-busy");
  }
}

register?.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-mark]")) return;
  event.preventDefault();
  if (form.closest("li").getAttribute("aria-busy") !== "true") send(form, event.submitter);
});

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

register?.querySelector("[data-filter]")?.addEventListener("input", (event) => {
  const wanted = plain(event.target.value.trim());
  for (const row of register.querySelectorAll("[data-name]")) row.hidden = !plain(row.dataset.name).includes(wanted);
});
