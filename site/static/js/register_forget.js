// Names leave this device with whoever signs out: at once where somebody is to sign in, else with the form. Marks that
// wait to be sent stay and go once the same person signs in.
const leaving = document.querySelector("form[data-forget]");

async function forgetNames() {
  const names = (await caches.keys()).filter((name) => name.startsWith("register-people-"));
  await Promise.all(names.map((name) => caches.delete(name)));
}

if (window.caches && !leaving) forgetNames().catch(() => {});

leaving?.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await forgetNames();
  } finally {
    leaving.submit();
  }
});
