/*
The dataset form: values of the chosen municipality, the section on the screen, and for the few
fields that CKAN draws itself the tie between a control and its error.

[data-modellregion-form]      the form; data-modellregion-defaults: {organisation: {control: [value]}}
  [data-modellregion-way]     link to the section of that id
*/
(function () {
  "use strict";

  const controls = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];

  function values(fields) {
    return fields.flatMap((field) => {
      if (field.type === "hidden") return [];
      if (field.type === "checkbox") return field.checked ? [field.value] : [];
      if (field.multiple) return [...field.selectedOptions].map((option) => option.value);
      return field.value ? [field.value] : [];
    });
  }

  function set(fields, wanted) {
    fields.forEach((field) => {
      if (field.type === "hidden") return;
      if (field.type === "checkbox") field.checked = wanted.includes(field.value);
      else if (field.multiple) {
        [...field.options].forEach((option) => {
          option.selected = wanted.includes(option.value);
        });
      } else field.value = wanted[0] || "";
      field.dispatchEvent(new Event("modellregion:set"));
    });
  }

  const same = (a, b) => a.length === b.length && a.every((value) => b.includes(value));

  // Only what nobody typed is changed: what is empty, or still is the former organisation's value.
  function follow(form, defaults) {
    const organisation = form.querySelector("#field-organizations");
    if (!organisation) return;
    let former = defaults[organisation.value] || {};
    organisation.addEventListener("change", () => {
      const next = defaults[organisation.value] || {};
      new Set([...Object.keys(former), ...Object.keys(next)]).forEach((name) => {
        const fields = controls(form, name);
        const now = values(fields);
        if (!now.length || same(now, former[name] || [])) set(fields, next[name] || []);
      });
      former = next;
    });
  }

  function markWays(root) {
    const ways = [...root.querySelectorAll("[data-modellregion-way]")];
    const sections = ways.map((way) => document.getElementById(way.dataset.modellregionWay));
    const current = () => {
      const reached = sections.filter((s) => s && s.getBoundingClientRect().top < 160).length;
      ways.forEach((way, n) => {
        if (n === Math.max(reached - 1, 0)) way.setAttribute("aria-current", "true");
        else way.removeAttribute("aria-current");
      });
    };
    ways.forEach((way, n) => {
      way.addEventListener("click", () => {
        if (sections[n] && sections[n].matches("details")) sections[n].open = true;
      });
    });
    document.addEventListener("scroll", current, { passive: true });
    current();
  }

  function decoded(hash) {
    try {
      return decodeURIComponent(hash);
    } catch {
      return hash; // "#%", written by hand
    }
  }

  // A link to a field in a folded section unfolds it.
  function reveal() {
    const target = location.hash && document.getElementById(decoded(location.hash.slice(1)));
    const section = target && target.closest("details");
    if (section && !section.open) {
      section.open = true;
      target.scrollIntoView();
    }
    if (target && target.matches("input, select, textarea")) target.focus();
  }

  function tieErrors(form) {
    form.querySelectorAll(".form-group.error").forEach((group) => {
      const field = group.querySelector("input:not([type=hidden]), select, textarea");
      const error = group.querySelector(".error-block");
      if (!field || !error || field.hasAttribute("aria-invalid")) return;
      error.id = error.id || `error-of-${field.id}`;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", error.id);
    });
  }

  function start() {
    document.querySelectorAll("[data-modellregion-form]").forEach((root) => {
      const form = root.closest("form");
      const defaults = root.dataset.modellregionDefaults;
      if (defaults) follow(form, JSON.parse(defaults));
      markWays(root);
      tieErrors(form);
    });
    reveal();
    window.addEventListener("hashchange", reveal);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
