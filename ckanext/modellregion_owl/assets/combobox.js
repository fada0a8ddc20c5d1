/*
A choice among many becomes searchable: the combobox of WAI-ARIA's patterns ("editable combobox
with list autocomplete"), over a <select data-modellregion-combobox>. The select stays in the form
and keeps the values; without this script it is what it was.

data-remove, data-none, data-found ("{n} found"), data-search: texts, in the page's language.

Keys: letters search; down and up walk; Enter chooses; Escape closes, a second one takes the text
back; Backspace in an empty field of several values removes the last one.
*/
(function () {
  "use strict";

  const LONGEST = 60; // options in the open list; more than that nobody reads
  const folded = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/ß/g, "ss").toLowerCase();

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  }

  class Combobox {
    constructor(select) {
      this.select = select;
      this.many = select.multiple;
      this.options = [...select.options].filter((option) => option.value);
      this.words = new Map(this.options.map((o) => [o, folded(`${o.text} ${o.value}`)]));
      this.build();
      this.listen();
      this.show();
    }

    build() {
      const { id, dataset } = this.select;
      const list = `${id}-list`;
      this.input = element("input", {
        type: "text", id, class: "form-control", role: "combobox", autocomplete: "off",
        "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list,
        placeholder: dataset.search,
      });
      ["aria-describedby", "aria-invalid", "aria-label"].forEach((name) => {
        const value = this.select.getAttribute(name);
        if (value) this.input.setAttribute(name, value);
      });
      this.select.id = `${id}-values`;
      const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
      const name = label ? label.textContent.replace("*", "").trim() : "";
      this.list = element("ul", { id: list, role: "listbox", "aria-label": name, hidden: "" });
      this.list.className = "dropdown-menu w-100 modellregion-combobox__list";
      if (this.many) this.list.setAttribute("aria-multiselectable", "true");
      this.said = element("span", { class: "visually-hidden", role: "status" });
      this.chips = element("ul", { class: "list-unstyled modellregion-combobox__chips" });
      if (name) this.chips.setAttribute("aria-label", name);
      this.root = element("div", { class: "position-relative modellregion-combobox" });
      this.select.after(this.root);
      this.root.append(this.chips, this.input, this.list, this.said);
      this.select.hidden = true;
      this.select.classList.add("d-none");
    }

    listen() {
      this.input.addEventListener("input", () => this.open());
      this.input.addEventListener("click", () => this.open(this.many ? undefined : ""));
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => this.leave());
      // mousedown: a click comes after the field has lost the focus
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const item = event.target.closest("[role=option]");
        if (item) this.choose(this.shown[[...this.list.children].indexOf(item)]);
      });
      this.select.addEventListener("modellregion:set", () => this.show());
    }

    open(text = this.input.value) {
      const wanted = folded(text).split(/\s+/).filter(Boolean);
      const hits = this.options.filter(
        (o) => wanted.every((word) => this.words.get(o).includes(word)) && !(this.many && o.selected)
      );
      // What begins with the text is meant more often than what only has it somewhere.
      const first = (o) => (wanted.length && this.words.get(o).startsWith(wanted[0]) ? 0 : 1);
      hits.sort((a, b) => first(a) - first(b));
      this.shown = hits.slice(0, LONGEST);
      this.list.replaceChildren(
        ...this.shown.map((o, n) =>
          element("li", {
            role: "option", id: `${this.list.id}-${n}`, class: "dropdown-item text-wrap",
            "aria-selected": String(o.selected),
          }, o.text)
        )
      );
      this.list.hidden = !this.shown.length;
      this.list.classList.toggle("show", this.shown.length > 0);
      this.input.setAttribute("aria-expanded", String(this.shown.length > 0));
      const { none, found } = this.select.dataset;
      this.said.textContent = hits.length ? found.replace("{n}", hits.length) : none;
      this.mark(-1);
    }

    close() {
      this.list.hidden = true;
      this.list.classList.remove("show");
      this.input.setAttribute("aria-expanded", "false");
      this.said.textContent = "";
      this.mark(-1);
    }

    get isOpen() {
      return this.input.getAttribute("aria-expanded") === "true";
    }

    mark(index) {
      this.index = index;
      [...this.list.children].forEach((item, n) => item.classList.toggle("active", n === index));
      const item = this.list.children[index];
      if (item) {
        this.input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      } else {
        this.input.removeAttribute("aria-activedescendant");
      }
    }

    key(event) {
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps) {
        event.preventDefault();
        if (!this.isOpen) this.open(this.many ? this.input.value : "");
        const count = this.shown.length;
        if (count) this.mark((Math.max(this.index, steps[event.key] > 0 ? -1 : 0) + steps[event.key] + count) % count);
      } else if (event.key === "Enter") {
        // The form is not sent by choosing.
        event.preventDefault();
        const typed = this.input.value.trim() && this.shown && this.shown.length === 1 ? 0 : -1;
        const index = this.index >= 0 ? this.index : typed;
        if (this.isOpen && index >= 0) this.choose(this.shown[index]);
      } else if (event.key === "Escape") {
        if (this.isOpen) this.close();
        else this.show();
      } else if (event.key === "Backspace" && this.many && !this.input.value) {
        const last = this.options.filter((o) => o.selected).pop();
        if (last) this.take(last, false);
      }
    }

    choose(option) {
      this.take(option, true);
      this.close();
    }

    take(option, selected) {
      if (!this.many) this.select.value = option.value;
      else option.selected = selected;
      this.changed();
    }

    changed() {
      this.show();
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }

    leave() {
      const chosen = this.select.selectedOptions[0];
      if (!this.many && !this.input.value.trim() && chosen && chosen.value) {
        this.select.value = "";
        this.changed();
      }
      this.close();
      // Not `show` for several: the button that now has the focus would be made anew and lose it.
      if (this.many) this.input.value = "";
      else this.show();
    }

    show() {
      if (!this.many) {
        const chosen = this.select.selectedOptions[0];
        this.input.value = chosen && chosen.value ? chosen.text : "";
        return;
      }
      this.input.value = "";
      this.chips.replaceChildren(
        ...this.options.filter((o) => o.selected).map((o) => {
          const remove = element("button", { type: "button", class: "btn btn-sm" }, "×");
          remove.setAttribute("aria-label", `${this.select.dataset.remove}: ${o.text}`);
          remove.addEventListener("click", () => {
            this.take(o, false);
            this.input.focus();
          });
          return element("li", { class: "modellregion-combobox__chip" }, o.text, remove);
        })
      );
    }
  }

  function enhance(root) {
    root.querySelectorAll("select[data-modellregion-combobox]:not([hidden])").forEach((select) => {
      new Combobox(select);
    });
  }

  document.addEventListener("modellregion:added", (event) => enhance(event.target));
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => enhance(document));
  } else {
    enhance(document);
  }
})();
