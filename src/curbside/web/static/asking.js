// Asking live. A form that asks says so; the page of a waiting answer fills by its events. Without this file both work:
// the answer then arrives whole.
"use strict";

if ("EventSource" in window) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // A form may have a field of the name "action", so it is asked for the attribute.
    if (form.getAttribute("action") !== "/ask" || form.querySelector("[name=live]")) return;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "live";
    field.value = "yes";
    form.append(field);
  });
}

const live = document.getElementById("live");
if (live) {
  const step = document.getElementById("live-step");
  const stop = document.getElementById("live-stop");
  const places = {
    outline: document.getElementById("live-outline"),
    body: document.getElementById("live-body"),
    last: document.getElementById("live-last"),
  };
  let shown = false;
  let failures = 0;
  const source = new EventSource(live.dataset.events);

  source.addEventListener("step", (event) => { step.textContent = JSON.parse(event.data).text; });
  source.addEventListener("part", (event) => {
    const part = JSON.parse(event.data);
    shown = true;
    document.querySelector("#live > .alarm")?.remove(); // the answer brings its own
    places[part.place].insertAdjacentHTML("beforeend", part.html);
  });
  source.addEventListener("done", (event) => {
    source.close();
    step.textContent = JSON.parse(event.data).text;
    stop.hidden = true;
    places.body.removeAttribute("aria-busy");
    live.classList.add("whole");
    document.dispatchEvent(new Event("curbside:filled"));
  });
  source.addEventListener("gone", () => {
    source.close();
    step.textContent = "This question was stopped. Nothing of it is kept.";
    stop.hidden = true;
    places.body.removeAttribute("aria-busy");
  });
  source.addEventListener("error", () => {
    failures += 1;
    // What was shown would be shown twice; the page holds it whole.
    if (shown || failures > 2) {
      source.close();
      window.location.replace(live.dataset.whole);
    }
  });
  stop.addEventListener("submit", () => source.close());
}
