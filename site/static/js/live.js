// A part of a page that is fetched anew as often as it says, without losing what else stands on the page.
// Without this script the whole page loads itself again.
const RETRY = 3;
let waiting;

async function renew() {
  const part = document.querySelector("[data-live]");
  let again = RETRY;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = answer.ok && page.querySelector("[data-live]");
    if (fresh) {
      part.replaceWith(document.adoptNode(fresh));
      again = Number(fresh.dataset.live);
    }
  } catch {
    // no network: the page itself says when what it shows is old
  }
  wait(again);
}

function wait(seconds) {
  clearTimeout(waiting);
  waiting = setTimeout(renew, seconds * 1000);
}

wait(Number(document.querySelector("[data-live]").dataset.live));
document.addEventListener("visibilitychange", () => document.hidden || renew());
