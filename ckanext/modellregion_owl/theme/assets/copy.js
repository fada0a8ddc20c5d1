/* Adds a button to every text that is there to be copied; without a script the text can be marked.
 *
 * <div data-owl-copy data-label="Copy" data-done="Copied"><span data-owl-copy-text>…</span></div>
 * data-plain: a link-like button; data-name: what is copied, for people who do not see the row.
 */
(function () {
  "use strict";

  function textOf(source) {
    return source.getAttribute("data-owl-copy-text") || source.textContent.trim();
  }

  // Clipboard access needs a secure page; on plain http the old command still works.
  function copyByCommand(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.appendChild(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }

  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch (refused) {
        return copyByCommand(text);
      }
    }
    return copyByCommand(text);
  }

  function equip(place) {
    const source = place.querySelector("[data-owl-copy-text]");
    if (!source) {
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain" in place.dataset ? "owl-copy__link" : "btn btn-secondary btn-sm";
    button.textContent = place.dataset.label;
    if (place.dataset.name) {
      const hidden = document.createElement("span");
      hidden.className = "visually-hidden";
      hidden.textContent = ": " + place.dataset.name;
      button.appendChild(hidden);
    }
    const said = document.createElement("span");
    said.className = "owl-copy__said";
    said.setAttribute("role", "status");
    button.addEventListener("click", async function () {
      if (await copy(textOf(source))) {
        said.textContent = "";
        said.textContent = place.dataset.done;
        button.focus();
      }
    });
    if ("plain" in place.dataset) {
      source.replaceWith(button);
    } else {
      place.append(button);
    }
    place.append(said);
    place.classList.add("is-ready");
  }

  document.querySelectorAll("[data-owl-copy]").forEach(equip);
})();
