// Which words are cut off: those that reach beyond the screen or beyond a box that hides what does not fit, and those
// in fields that are too narrow for them. Argument: "largest", if letters are at twice their size. Returns a line each.
const wide = document.documentElement.clientWidth;
const faults = [];
const isMeantForEars = (element) => {
  for (let at = element; at; at = at.parentElement) {
    if (getComputedStyle(at).clipPath !== "none") return true;
  }
  return false;
};
const hides = (overflow) => overflow === "hidden" || overflow === "clip";
const isShown = (element) => {
  const style = getComputedStyle(element);
  return style.visibility === "visible" && !element.closest("[inert], script, style, select, title");
};

// Half a pixel is how letters are rounded, and nothing that an eye would miss.
const enough = 1;
const reach = (text, box, element) => {
  if (box.right > wide + enough || box.left < -enough) return `beyond the screen: “${text}”`;
  for (let at = element; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    const frame = at.getBoundingClientRect();
    const aside = hides(style.overflowX) && (box.right > frame.right + enough || box.left < frame.left - enough);
    const below = hides(style.overflowY) && (box.bottom > frame.bottom + enough || box.top < frame.top - enough);
    if (aside || below) return `cut by its ${at.tagName.toLowerCase()}: “${text}”`;
    // What is fixed hangs on the screen, not on what stands around it.
    if (style.position === "fixed") break;
  }
  return null;
};

const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const range = document.createRange();
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const text = node.data.replace(/\s+/g, " ").trim();
  const element = node.parentElement;
  if (!text || !isShown(element) || isMeantForEars(element)) continue;
  range.selectNodeContents(node);
  for (const box of range.getClientRects()) {
    const fault = box.width > 0 && reach(text, box, element);
    if (fault) {
      faults.push(fault);
      break;
    }
  }
}

const pen = document.createElement("canvas").getContext("2d");
for (const field of document.querySelectorAll("input, textarea, select")) {
  const style = getComputedStyle(field);
  if (!isShown(field.parentElement) || isMeantForEars(field) || style.opacity === "0") continue;
  const says = field.matches("select") ? field.selectedOptions[0]?.text : field.value;
  if (!says || field.matches("textarea, [type=radio], [type=checkbox], [type=file]")) continue;
  // At twice the size a passphrase, which its person alone has to know, may run on behind the edge.
  if (arguments[0] === "largest" && field.matches("[autocomplete*=password]")) continue;
  pen.font = style.font;
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const needs = pen.measureText(says).width;
  if (needs > room + enough) faults.push(`too long for its field (${Math.round(needs)} > ${Math.round(room)}): “${says}”`);
}

if (document.documentElement.scrollWidth > wide + enough) faults.push("the page can be pushed sideways");
return faults;
