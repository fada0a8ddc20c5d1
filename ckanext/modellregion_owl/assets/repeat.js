/*
Repeating fields of the dataset form: buttons that add and remove, by mouse and by keyboard.

[data-modellregion-repeat]          the field; holds one <template> for an empty item
  [data-modellregion-repeat-items]  list of the items
    [data-modellregion-repeat-item] one item, with [data-modellregion-repeat-remove]
  [data-modellregion-repeat-add]

Buttons are hidden in the page and shown here: without a script nobody meets one that does nothing.
In the template REPEATING-INDEX0 stands for the item's index and REPEATING-INDEX1 for its number.
*/
(function () {
  "use strict";

  const one = (name) => `[data-modellregion-repeat${name}]`;
  const CONTROLS = "input:not([type=hidden]), select:not([hidden]), textarea";

  function reveal(root) {
    root.querySelectorAll(`${one("-add")}, ${one("-remove")}`).forEach((button) => {
      button.hidden = false;
    });
  }

  function add(field) {
    const items = field.querySelector(one("-items"));
    const index = Number(field.dataset.next || items.children.length);
    field.dataset.next = index + 1;
    const holder = document.createElement("template");
    holder.innerHTML = field
      .querySelector(":scope > template")
      .innerHTML.replaceAll("REPEATING-INDEX0", index)
      .replaceAll("REPEATING-INDEX1", index + 1);
    const item = holder.content.querySelector(one("-item"));
    items.append(item);
    reveal(item);
    if (window.ckan && window.ckan.module) {
      item.querySelectorAll("[data-module]").forEach((element) => {
        window.ckan.module.initializeElement(element);
      });
    }
    item.dispatchEvent(new Event("modellregion:added", { bubbles: true }));
    const first = item.querySelector(CONTROLS);
    if (first) first.focus();
  }

  function remove(item) {
    const field = item.closest(one(""));
    const items = item.parentElement;
    // Indexes are never given twice: the server takes the order, not the numbers.
    field.dataset.next = Number(field.dataset.next || items.children.length);
    item.remove();
    // CKAN warns who leaves a changed form; a removed entry is a change.
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.querySelector(`:scope > ${one("-add")}`).focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(`${one("-add")}, ${one("-remove")}`);
    if (!button) return;
    if (button.matches(one("-add"))) add(button.closest(one("")));
    else remove(button.closest(one("-item")));
  });

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => reveal(document));
  } else {
    reveal(document);
  }
})();
