// A part of a page that is fetched anew as often as it says, without losing what else stands on the page.
// Without this script the whole page loads itself again.
const RETRY = 3;
let waiting;

// Whoever stands on a button of the part stays there; what the part says is read out once.
function renewed(part, fresh) {
  const focused = part.contains(document.activeElement) && document.activeElement.id;
  part.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus();
  const said = document.querySelector("[data-live-said]");
  if (said && said.textContent !== fresh.dataset.liveSay) said.textContent = fresh.dataset.liveSay;
}

async function renew() {
  const part = document.querySelector("[data-live]");
  let again = RETRY;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = answer.ok && page.querySelector("[data-live]");
    if (fresh) {
      again = Number(fresh.dataset.live);
      if (!part.isEqualNode(fresh)) renewed(part, document.adoptNode(fresh));
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
