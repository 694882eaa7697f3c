"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const cases = Array.from(document.querySelectorAll("details.case"));
  const form = $("filter");
  if (!form) return;
  const fields = { text: $("f-text"), tag: $("f-tag"), failed: $("f-failed"), state: $("f-state"), variant: $("f-variant") };
  const words = new Map(); // text of a case in lower case, kept once it was looked at

  const textOf = (node) => {
    if (!words.has(node)) words.set(node, node.textContent.toLowerCase());
    return words.get(node);
  };
  const list = (node, name) => (node.dataset[name] ? JSON.parse(node.dataset[name]) : []);
  const fits = (node, wanted) =>
    (!wanted.state || node.dataset.state === wanted.state) &&
    (!wanted.tag || list(node, "tags").includes(wanted.tag)) &&
    (!wanted.failed || list(node, "failed").includes(wanted.failed)) &&
    (!wanted.variant || node.dataset.variant === wanted.variant) &&
    wanted.words.every((word) => textOf(node).includes(word));

  const apply = () => {
    const wanted = {};
    for (const [name, field] of Object.entries(fields)) wanted[name] = field ? field.value : "";
    wanted.words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const node of cases) {
      const fit = fits(node, wanted);
      node.hidden = !fit;
      found += fit;
    }
    $("f-count").textContent = `${found} of ${cases.length} shown.`;
    $("f-none").hidden = found > 0;
  };

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  form.addEventListener("reset", () => setTimeout(apply, 0));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const link of document.querySelectorAll("a[data-measure]")) {
    link.addEventListener("click", () => {
      form.reset();
      fields.failed.value = link.dataset.measure;
      if (fields.variant) fields.variant.value = link.dataset.variant || "";
      apply();
    });
  }
  const open = $("f-open");
  open.addEventListener("click", () => {
    const shown = cases.filter((node) => !node.hidden);
    const opens = shown.some((node) => !node.open);
    for (const node of shown) node.open = opens;
  });

  // Passages stand once, at the end of the page; those of a case are copied into it when it is opened.
  const marked = (text, spans) => {
    const letters = Array.from(text); // spans count code points
    const part = document.createDocumentFragment();
    const edges = new Set([0, letters.length]);
    for (const span of spans) edges.add(span.start).add(span.end);
    const cuts = Array.from(edges).sort((a, b) => a - b);
    for (let at = 0; at + 1 < cuts.length; at += 1) {
      const within = spans.filter((span) => span.start <= cuts[at] && cuts[at + 1] <= span.end);
      const words = letters.slice(cuts[at], cuts[at + 1]).join("");
      if (!within.length) {
        part.append(words);
        continue;
      }
      const mark = document.createElement("mark");
      mark.append(words);
      for (const span of within.filter((one) => one.end === cuts[at + 1])) {
        const number = document.createElement("sup");
        number.textContent = `[${span.n}]`;
        mark.append(number);
      }
      part.append(mark);
    }
    return part;
  };
  const fill = (node) => {
    for (const item of node.querySelectorAll("li[data-spans]")) {
      const source = $(item.dataset.from);
      const spans = item.dataset.spans.split(" ").filter(Boolean).map((one) => {
        const [n, start, end] = one.split(/[:-]/).map(Number);
        return { n, start, end };
      });
      delete item.dataset.spans;
      if (!source) continue;
      const text = document.createElement("div");
      text.className = "passage-text";
      text.dir = "auto";
      text.append(marked(source.querySelector(".text").textContent, spans));
      item.append(text);
      item.classList.add("is-filled");
    }
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.matches && event.target.matches("details.case") && event.target.open) fill(event.target);
  }, true);
  for (const node of cases) if (node.open) fill(node);

  const reveal = () => {
    const target = location.hash.length > 1 && $(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  reveal();

  form.hidden = false;
  apply();
})();
