// On an application, the keys j and k lead to the next and the previous one. They can be switched off, and keep out
// of the way of typing and of the browser's own keys.
const choice = document.querySelector("[data-neighbour-keys]");
const box = choice?.querySelector("input");
const KEPT = "neighbour-keys";

function remembered(value) {
  try {
    if (value !== undefined) localStorage.setItem(KEPT, value);
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

function follow(event) {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (!box.checked || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const rel = { j: "next", k: "prev" }[event.key];
  if (rel) document.querySelector(`.staff-nav a[rel=${rel}]`)?.click();
}

if (box) {
  choice.hidden = false;
  box.checked = remembered();
  box.addEventListener("change", () => remembered(box.checked ? "on" : "off"));
  document.addEventListener("keydown", follow);
}
