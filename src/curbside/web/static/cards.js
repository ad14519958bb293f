// Cards: the quote behind a number, the meaning of a word, beside where it is read. Opens by pointer, focus or tap; stays
// while pointer or focus is on it; Escape closes it (WCAG 1.4.13). Without this file the marks are links to the same words.
"use strict";

(() => {
  const MARKS = ".cite, .term";
  const LEAVE = 300; // milliseconds in which the pointer may cross from the mark to its card
  let mark = null; // whose card is open
  let card = null; // the card beside it; none where the words stand in the margin, in view
  let origin = null; // the words in their place on the page
  let leaving = 0;
  let isPressed = false; // a press brings the focus with it; what it does is decided when it is let go

  function isInView(element) {
    const isShown = element.checkVisibility?.() ?? true; // what a closed fold holds has a place and is not seen
    const box = element.getBoundingClientRect();
    return isShown && box.height > 0 && box.top >= 0 && box.bottom <= window.innerHeight;
  }

  function open(wanted) {
    window.clearTimeout(leaving);
    if (mark === wanted) return;
    close();
    origin = document.getElementById(wanted.hash.slice(1));
    if (!origin) return;
    mark = wanted;
    if (isInView(origin)) {
      origin.classList.add("lit");
      return;
    }
    card = document.createElement("span");
    card.className = "popcard";
    card.id = "popcard";
    card.setAttribute("role", "group");
    card.setAttribute("aria-label", mark.classList.contains("term") ? "Meaning" : mark.getAttribute("aria-label"));
    if (mark.classList.contains("term")) {
      card.textContent = Array.from(origin.children, (part) => part.textContent).join(": ");
    } else {
      card.append(...Array.from(origin.childNodes, (node) => node.cloneNode(true)));
    }
    const strength = mark.closest(".claim, tr")?.querySelector(".grade");
    if (strength && mark.classList.contains("cite")) {
      const line = document.createElement("p");
      line.className = "loc";
      line.textContent = strength.textContent;
      card.querySelector("blockquote")?.after(line);
    }
    mark.after(card);
    mark.setAttribute("aria-describedby", card.id);
    place();
  }

  function place() {
    if (!card) return;
    const at = mark.getBoundingClientRect();
    const width = Math.min(352, document.documentElement.clientWidth - 16);
    card.style.width = `${width}px`;
    const below = at.bottom + card.offsetHeight <= window.innerHeight || at.top < card.offsetHeight;
    card.style.top = `${below ? at.bottom : at.top - card.offsetHeight}px`;
    card.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8))}px`;
  }

  function close() {
    window.clearTimeout(leaving);
    origin?.classList.remove("lit");
    mark?.removeAttribute("aria-describedby");
    card?.remove();
    mark = card = origin = null;
  }

  const markOf = (target) => (target instanceof Element ? target.closest(MARKS) : null);
  const isOurs = (target) => target instanceof Node && (mark?.contains(target) || card?.contains(target));

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const over = markOf(event.target);
    if (over) open(over);
    else if (isOurs(event.target)) window.clearTimeout(leaving);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType === "touch" || !isOurs(event.target) || isOurs(event.relatedTarget)) return;
    window.clearTimeout(leaving);
    leaving = window.setTimeout(() => { if (!isOurs(document.activeElement)) close(); }, LEAVE);
  });
  document.addEventListener("focusin", (event) => {
    const on = markOf(event.target);
    if (isPressed) return;
    if (on && on.matches(":focus-visible")) open(on);
    else if (mark && !isOurs(event.target)) close();
  });
  document.addEventListener("pointerdown", () => { isPressed = true; });
  document.addEventListener("pointercancel", () => { isPressed = false; });
  document.addEventListener("keydown", (event) => {
    isPressed = false;
    if (event.key !== "Escape" || !mark) return;
    if (card?.contains(document.activeElement)) mark.focus();
    close();
  });
  document.addEventListener("click", (event) => {
    isPressed = false;
    const on = markOf(event.target);
    if (on && event.pointerType === "touch") {
      event.preventDefault();
      if (mark === on) close();
      else open(on);
    } else if (mark && !isOurs(event.target)) {
      close();
    } else if (on) {
      close(); // the link leads to the words themselves
    }
  });
  window.addEventListener("scroll", place, { passive: true, capture: true });
  window.addEventListener("resize", place);
})();
