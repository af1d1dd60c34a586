// Draws the preview of an award anew a moment after something was typed; the button does the same without this script.
const button = document.querySelector("[data-preview]");
const PAUSE = 900;
let waiting;

// Sent past the form's own handlers: to look is not to save, and what is typed stays unsaved.
function show() {
  const { form } = button;
  const before = { action: form.getAttribute("action"), target: form.target };
  form.action = button.formAction;
  form.target = button.getAttribute("formtarget");
  HTMLFormElement.prototype.submit.call(form);
  form.setAttribute("action", before.action);
  form.target = before.target;
}

if (button) {
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
