// Draws the preview of an award anew a moment after something was typed; the buttons do the same without this script.
const button = document.querySelector("[data-preview]");
const PAUSE = 900;
let waiting;
let shown;
let drawn = 0;

// A frame of its own for every drawing, hidden until it is there: nothing flickers, and the way back stays one step.
function nextFrame() {
  const frame = shown.cloneNode();
  frame.name = `${button.getAttribute("formtarget")}-${(drawn += 1)}`;
  frame.dataset.next = "";
  frame.removeAttribute("src");
  shown.parentNode.querySelectorAll("[data-next]").forEach((late) => late.remove());
  shown.after(frame);
  return frame;
}

function arrived(frame) {
  if (!frame.isConnected) return; // a later one is on its way
  delete frame.dataset.next;
  shown.remove();
  shown = frame;
  busy(false, missing(frame));
}

// What a page in the preview's place says is still to be filled in; nothing where a document is shown.
function missing(frame) {
  const parts = frame.contentDocument?.querySelectorAll(".no-preview :is(h1, li)") ?? [];
  return Array.from(parts, (part) => part.textContent).join(" · ");
}

function busy(is, why = "") {
  const section = button.closest("section");
  section.classList.toggle("award-busy", is);
  section.querySelector("[role=status]").textContent = is ? button.dataset.busy : why || button.dataset.fresh;
}

// Sent past the form's own handlers: to look is not to save, and what is typed stays unsaved.
function show() {
  clearTimeout(waiting);
  const { form } = button;
  const before = { action: form.getAttribute("action"), target: form.target };
  const frame = nextFrame();
  busy(true);
  form.action = button.formAction;
  form.target = frame.name;
  HTMLFormElement.prototype.submit.call(form);
  form.setAttribute("action", before.action);
  form.target = before.target;
  setTimeout(() => frame.addEventListener("load", () => arrived(frame), { once: true })); // the blank page comes first
}

if (button) {
  shown = document.querySelector(`iframe[name="${button.getAttribute("formtarget")}"]`);
  button.form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    show();
  });
  show();
}
