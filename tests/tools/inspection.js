// What a page is held to: axe's rules, and our own. Each function returns a sentence for each thing that is not as it
// must be.
(() => {
  const TOUCH = 44; // CSS px, each way
  const APART = 8;
  const HALF = 0.51; // what rounding may take
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary";

  // All rules that axe runs by itself, best practices too.
  async function findAxeFaults() {
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => {
      const [{ target, any, all, none }] = nodes;
      const why = [...any, ...all, ...none].map((check) => check.message)[0] ?? "";
      return `${id}: ${target.join(" ")} and ${nodes.length - 1} more: ${why}`;
    });
  }

  function name(element) {
    const id = element.id ? `#${element.id}` : "";
    const words = (element.textContent || element.name || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `${element.localName}${id}.${[...element.classList].join(".")} “${words}”`;
  }

  function isSeen(element) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    if (element.closest(".unseen")) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  }

  // The whole of what one may tap: a card's link reaches over the card, a box's label is part of the box.
  function reachOf(element) {
    const over = getComputedStyle(element, "::after");
    if (over.content !== "none" && over.position === "absolute" && over.inset === "0px") {
      return element.offsetParent.getBoundingClientRect();
    }
    const box = element.getBoundingClientRect();
    if (element.localName !== "input" || !["checkbox", "radio"].includes(element.type)) return box;
    const boxes = [box, ...[...element.labels].map((label) => label.getBoundingClientRect())];
    const left = Math.min(...boxes.map((b) => b.left));
    const top = Math.min(...boxes.map((b) => b.top));
    const right = Math.max(...boxes.map((b) => b.right));
    const bottom = Math.max(...boxes.map((b) => b.bottom));
    return new DOMRect(left, top, right - left, bottom - top);
  }

  // WCAG 2.5.8, "Inline": a target in a sentence is as high as its line.
  function isInSentence(element) {
    if (element.localName !== "a" || getComputedStyle(element).display !== "inline") return false;
    const words = [...element.parentElement.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    return /\p{L}{2}/u.test(words.map((node) => node.data).join(" "));
  }

  // Bars that stay where they are while the page scrolls beneath them.
  function barOf(element) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return at;
    }
    return null;
  }

  function findTargets() {
    return [...document.querySelectorAll(TARGETS)].filter((one) => isSeen(one) && !isInSentence(one));
  }

  // A phone widens its window silently where something is too wide for it: all four must be what was asked for.
  function findSideways(width) {
    const found = {
      "the page": document.documentElement.scrollWidth,
      "the body": document.body.scrollWidth,
      "the window": innerWidth,
      "what is seen": Math.round(visualViewport.width),
    };
    const wrong = Object.entries(found).filter(([, is]) => is !== width);
    if (!wrong.length) return [];
    const culprits = [...document.body.querySelectorAll("*")]
      .filter((one) => one.getBoundingClientRect().right > width + 1 && isSeen(one) && !one.closest(".chips, .bar"))
      .map(name);
    return [`${wrong.map(([what, is]) => `${what} is ${is} px wide`).join(", ")}: ${culprits.slice(0, 4).join(", ")}`];
  }

  // Text that is cut off at the side of its box.
  function findCutText() {
    const cut = [];
    for (const one of document.body.querySelectorAll("*")) {
      // Strips scroll; a shift on the week's board is as large as its time, and stands whole beside it.
      if (!isSeen(one) || one.closest(".chips, .tabs, .week .piece, pre, svg, textarea, input, select")) continue;
      if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth && getComputedStyle(one).overflowX !== "visible") {
        cut.push(`${name(one)} is ${one.scrollWidth} px wide in ${one.clientWidth}`);
      }
    }
    return cut;
  }

  function findSmallTargets() {
    const small = [];
    for (const one of findTargets()) {
      const box = reachOf(one);
      if (box.width < TOUCH - HALF || box.height < TOUCH - HALF) {
        small.push(`${name(one)} is ${box.width.toFixed(1)} x ${box.height.toFixed(1)} px`);
      }
    }
    return small;
  }

  function findCrowdedTargets() {
    const boxes = findTargets().map((one) => [one, reachOf(one), barOf(one)]);
    const crowded = [];
    boxes.forEach(([one, a, bar], at) => {
      for (const [other, b, otherBar] of boxes.slice(at + 1)) {
        // What lies on a card leads elsewhere than the card does, and what scrolls under a bar is not beside it.
        if (bar !== otherBar || holds(a, b) || holds(b, a)) continue;
        const across = Math.max(a.left, b.left) - Math.min(a.right, b.right);
        const down = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
        // Rows of a list lie one upon the other; where each is so high, their middles are as far apart as they must be.
        if (one.closest("li") && isRow(a) && isRow(b) && across < 0 && down > -HALF) continue;
        if (Math.max(across, down) < APART - HALF) {
          crowded.push(`${name(one)} and ${name(other)} are ${Math.max(across, down).toFixed(1)} px apart`);
        }
      }
    });
    return crowded;
  }

  function isRow(box) {
    return box.height >= TOUCH + APART - HALF;
  }

  function holds(a, b) {
    return a.left <= b.left + HALF && a.top <= b.top + HALF && a.right >= b.right - HALF && a.bottom >= b.bottom - HALF;
  }

  // Goes through all that takes the focus, forwards and back: it shows where it is, and no bar hides it.
  function findLostFocus() {
    const stops = [...document.querySelectorAll(`${TARGETS}, [tabindex]`)].filter(
      (one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }),
    );
    const lost = new Set();
    for (const stop of [...stops, ...stops.toReversed()]) {
      stop.focus();
      if (document.activeElement !== stop) {
        lost.add(`${name(stop)} does not take the focus`);
        continue;
      }
      const style = getComputedStyle(stop);
      const box = stop.getBoundingClientRect();
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) lost.add(`${name(stop)} shows no focus`);
      if (box.width < 4 || box.height < 4) lost.add(`${name(stop)} has the focus unseen`);
      // Both its ends are seen, or one where it is taller than what is seen at once.
      const middle = box.left + Math.min(box.width, innerWidth) / 2;
      const over = [box.top + 2, box.bottom - 2].map((y) => barOf(document.elementFromPoint(middle, y)));
      const hiding = over.filter((bar) => bar && !bar.contains(stop));
      if (hiding.length > (box.height > innerHeight / 2)) {
        lost.add(`${name(stop)} has the focus under ${name(hiding[0]).slice(0, 30)}`);
      }
      if (box.bottom < 4 || box.top > innerHeight - 4) lost.add(`${name(stop)} has the focus out of sight`);
    }
    document.activeElement?.blur();
    scrollTo(0, 0);
    return [...lost];
  }

  // The card that claims stays in sight as far as the foot, lets itself be tapped there, and covers nothing at its end.
  function findClaimOutOfReach() {
    const button = document.querySelector(".bottom .act button");
    if (!button || barOf(document.querySelector(".bar")) === null) return [];
    const card = button.closest(".bottom");
    const end = document.querySelector(".foot").getBoundingClientRect().top + scrollY - innerHeight;
    const out = new Set();
    for (let y = 0; y < Math.max(end, 1); y += 40) {
      scrollTo(0, y);
      const box = button.getBoundingClientRect();
      const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (box.top < 0 || box.bottom > innerHeight || !button.contains(hit)) out.add(`the claim is out of reach at ${y} px`);
    }
    scrollTo(0, Math.max(end, 0));
    const above = card.previousElementSibling.getBoundingClientRect().bottom;
    if (above > card.getBoundingClientRect().top + 1) out.add("the claim covers the last line");
    scrollTo(0, 0);
    return [...out];
  }

  window.inspection = { findAxeFaults, findSideways, findCutText, findSmallTargets, findCrowdedTargets, findLostFocus, findClaimOutOfReach };
})();
