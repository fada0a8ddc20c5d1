/*
A proposal for a text field, from a fixed beginning and the chosen licence; a click takes it over.

[data-modellregion-proposal]  id of the field; data-source: the beginning; data-licences:
                              {licence: name} of those that ask for the text
  [data-modellregion-text]    where the proposal stands
  button                      hidden without this script
*/
(function () {
  "use strict";

  function follow(box) {
    const field = document.getElementById(box.dataset.modellregionProposal);
    const licence = field && field.form.querySelector('select[name="license"]');
    if (!licence) return;
    const names = JSON.parse(box.dataset.licences);
    const text = box.querySelector("[data-modellregion-text]");
    const button = box.querySelector("button");
    // Nothing is proposed over what somebody has written.
    const show = () => {
      const name = names[licence.value];
      text.textContent = name ? `${box.dataset.source}, ${name}` : "";
      box.hidden = !name || field.value.trim() !== "";
    };
    licence.addEventListener("change", show);
    licence.addEventListener("modellregion:set", show);
    field.addEventListener("input", show);
    button.addEventListener("click", () => {
      field.value = text.textContent;
      // CKAN's form asks before it is left when something has changed.
      field.dispatchEvent(new Event("change", { bubbles: true }));
      show();
      field.focus();
    });
    button.hidden = false;
    show();
  }

  function start() {
    document.querySelectorAll("[data-modellregion-proposal]").forEach(follow);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
