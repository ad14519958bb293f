// What moved on a page though nobody touched it, and when its largest part was painted; put into it before it loads.
"use strict";

(() => {
  const shifts = [];
  let painted = 0;
  const where = (node) => !node ? "?" : node.nodeName.toLowerCase() + (node.id ? `#${node.id}` : "")
    + (node.className && node.className.baseVal === undefined ? `.${node.className}` : "");

  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      if (one.hadRecentInput) continue;
      shifts.push({ value: one.value, at: one.startTime, what: one.sources.map((source) => where(source.node)) });
    }
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) painted = one.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });

  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

  window.curbsideShift = async () => {
    await drawn();
    for (let at = 0; at < document.documentElement.scrollHeight; at += window.innerHeight / 2) {
      window.scrollTo(0, at);
      await drawn();
    }
    await new Promise((done) => setTimeout(done, 100)); // observers are told a little later
    return { shifts, painted };
  };
})();
