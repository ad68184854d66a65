// How the tests find their way in a page: by what a person sees or hears, never by classes.
// Arguments: what is looked for ("press", "field", "named", "text", "here", "left", "focus", "ring"), and the words.
const [kind, words] = arguments;
const tidy = (text) => (text || "").replace(/\s+/g, " ").trim();
const isSeen = (element) => {
  if (element.closest("[inert]")) return false;
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === "visible";
};
const said = (element) => {
  if (element.matches("input, textarea, select")) {
    return tidy(element.labels && element.labels[0] ? element.labels[0].innerText : element.ariaLabel);
  }
  return tidy(element.ariaLabel || element.innerText);
};
const all = (selector) => [...document.querySelectorAll(selector)].filter(isSeen);
const inSight = (element) => {
  if (element) element.scrollIntoView({ block: "center", behavior: "instant" });
  return element || null;
};

// Nobody hits what still moves: it has to be where it was at the look before. A busy machine may draw nothing between two
// looks, so nothing may be about to move either.
const ends = (animation) => animation.effect.getComputedTiming().endTime !== Infinity;
const isSteady = (element) => {
  const { x, y } = element.getBoundingClientRect();
  const before = window.lastLook;
  window.lastLook = { element, x, y };
  if (document.getAnimations().some((animation) => ends(animation) && animation.playState !== "finished")) return false;
  return before && before.element === element && before.x === x && before.y === y;
};

switch (kind) {
  // Something to press: its words, or, where these go on (a card, a door), their beginning.
  case "press": {
    const able = all("a[href], button, label, [role=button]").filter((element) => !element.disabled);
    const exact = able.find((element) => said(element) === words);
    const found = inSight(exact || able.find((element) => said(element).startsWith(words + " ")));
    if (!found || !isSteady(found)) return null;
    const press = { element: found, on: null };
    window.press = press;
    window.addEventListener("click", (event) => { press.on = event.target; }, { capture: true, once: true });
    return found;
  }
  // The field under this label.
  case "field": {
    const label = all("label").find((element) => tidy(element.innerText) === words);
    return inSight(label && label.control);
  }
  // Whatever has this name for a screen reader, as soon as all of it is in sight and nothing moves it any more.
  case "named": {
    const found = inSight(all("[aria-label]").find((element) => element.ariaLabel === words));
    if (!found || !isSteady(found)) return null;
    const { top, bottom } = found.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight ? found : null;
  }
  // All that can be read now.
  case "text":
    return tidy(document.body.innerText);
  // Remembers the page by its title, which every page has of its own.
  case "here": {
    const title = document.querySelector("h1");
    window.pageBefore = { title, text: title && title.innerText };
    return null;
  }
  // Whether the page is another one than the one remembered.
  case "left": {
    const title = document.querySelector("h1");
    const { title: before, text } = window.pageBefore;
    return !!title && (title !== before || title.innerText !== text);
  }
  // Where the keyboard is: its words.
  case "focus": {
    const at = document.activeElement;
    return !at || at === document.body ? "" : said(at);
  }
  // What is wrong with the ring that shows where the keyboard is; nothing, if it is there. Of the whole page one thing
  // alone has a ring: what has the focus, or its label, its neighbour or the paper that stand for it.
  case "ring": {
    const at = document.activeElement;
    const seen = ({ outlineStyle, outlineWidth, outlineColor, opacity, clipPath }) =>
      outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\)$|transparent/.test(outlineColor)
      && opacity !== "0" && clipPath === "none";
    const rings = [...document.querySelectorAll("*")].filter((element) => seen(getComputedStyle(element)));
    const standing = [at, at.nextElementSibling, at.closest("article"), ...(at.labels || [])];
    if (rings.length === 1 && standing.includes(rings[0]) && isSeen(rings[0])) return "";
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at);
    return JSON.stringify({
      at: at.outerHTML.slice(0, 200),
      rings: rings.map((ring) => ring.outerHTML.slice(0, 80)),
      outline: [outlineStyle, outlineWidth, outlineColor],
      pageHasFocus: document.hasFocus(),
      focus: at.matches(":focus"),
      focusVisible: at.matches(":focus-visible"),
    });
  }
}
return null;
