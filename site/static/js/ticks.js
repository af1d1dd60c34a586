// One tick for all of a list, and how many are ticked, on the button that acts on them.
for (const all of document.querySelectorAll("[data-ticks]")) {
  const { form } = all;
  const boxes = [...form.querySelectorAll(`input[name="${all.dataset.ticks}"]`)];
  const count = form.querySelector("[data-ticked]");
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = ` (${ticked})`;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.closest("label").hidden = false;
  form.addEventListener("change", ({ target }) => {
    if (target === all) boxes.forEach((box) => (box.checked = all.checked));
    tell();
  });
  tell();
}
