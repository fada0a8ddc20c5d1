/* How far a run of a source is: asks every two seconds, and loads the page anew when it has ended. */
(function () {
  "use strict";

  const place = document.querySelector("[data-owl-progress]");
  if (!place) return;
  const bar = place.querySelector("progress");
  const number = place.querySelector("[data-owl-progress-number]");
  const EVERY = 2000;

  function show(found) {
    number.textContent = found.done ? found.done + (found.total ? " / " + found.total : "") : "";
    if (found.total) {
      bar.max = found.total;
      bar.value = found.done;
    }
  }

  async function ask() {
    try {
      const answer = await fetch(place.dataset.owlProgress, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const found = await answer.json();
        if (!found.waiting && !found.running) {
          window.location.reload();
          return;
        }
        show(found);
      }
    } catch (error) {
      // The network is away for a moment: ask again.
    }
    window.setTimeout(ask, EVERY);
  }

  window.setTimeout(ask, EVERY);
})();
