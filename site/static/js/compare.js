// Compares a chosen file with the signed one in the browser, so that it need not leave the device.
const form = document.querySelector("[data-compare]");

async function fingerprint(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function compare(event) {
  const file = form.querySelector("input[type=file]").files[0];
  if (!file) return; // the server says what is missing
  event.preventDefault();
  const same = (await fingerprint(file)) === form.dataset.compare;
  const result = form.querySelector("[data-result]");
  result.textContent = same ? form.dataset.same : form.dataset.different;
  result.className = `compared compared-${same ? "good" : "bad"}`;
}

if (form && window.crypto?.subtle) {
  form.addEventListener("submit", compare);
  form.addEventListener("change", compare); // the answer is there as soon as the file is chosen
}
