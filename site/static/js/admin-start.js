// Starts Wagtail's widgets without inline scripts: each <template data-start> names what to call and with what.
// Our content policy forbids inline scripts in the admin as everywhere.
(() => {
  const start = (template) => {
    const call = window[template.dataset.start];
    const element = template.dataset.element;
    if (!call || template.dataset.started || (element && !document.getElementById(element))) return;
    template.dataset.started = "1";
    const { options } = template.dataset;
    const args = [element, options && JSON.parse(options)].filter((argument) => argument !== undefined);
    // Choosers and panels are classes, pickers are functions.
    if (/^[A-Z]/.test(template.dataset.start)) new call(...args);
    else call(...args);
  };
  const startWithin = (root) => root.querySelectorAll("template[data-start]").forEach(start);

  const begin = () => {
    startWithin(document);
    new MutationObserver((changes) => {
      for (const change of changes) {
        for (const node of change.addedNodes) {
          if (node.nodeType !== Node.ELEMENT_NODE) continue;
          if (node.matches("template[data-start]")) start(node);
          else startWithin(node);
        }
      }
    }).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
