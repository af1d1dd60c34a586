// Hands a link on by the device's own means, or copies it. Without this script the link stands there to be copied.
async function share({ currentTarget: button }) {
  const { share: url, title, said } = button.dataset;
  try {
    if (navigator.share) {
      await navigator.share({ title, url });
      return;
    }
    await navigator.clipboard.writeText(url);
  } catch {
    return; // thought better of, or not allowed: the link itself is on the page
  }
  const told = button.closest("article").querySelector("[role=status]");
  told.hidden = false;
  told.textContent = said;
}

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !(navigator.share || navigator.clipboard);
  button.addEventListener("click", share);
}
