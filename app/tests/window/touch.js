// What is too small for a thumb: each thing to press is 48 pixels wide and high at least, with what belongs to it (its
// label, the paper that it lies on). Links within a sentence are as high as its letters. Returns a line each.
const least = 48;
const enough = 0.5;
const isSeen = (element) => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === "visible" && !element.closest("[inert]");
};
// A link that lies over all of its paper is as large as that.
const paper = (element) => {
  const over = getComputedStyle(element, "::after");
  return over.content !== "none" && over.position === "absolute" && over.inset === "0px" ? element.offsetParent : element;
};
const target = (element) => {
  const label = element.labels && element.labels[0];
  const stands = element.matches("[type=radio], [type=checkbox], [type=file]") ? label : null;
  return stands || paper(element);
};
const isWithinWords = (element) =>
  getComputedStyle(element).display === "inline" && paper(element) === element && element.closest("p, li") !== null;
return [...document.querySelectorAll("a[href], button, select, summary, input, textarea")]
  .map((element) => ({ element, box: target(element) }))
  .filter(({ element, box }) => box && isSeen(box) && !isWithinWords(element))
  .map(({ element, box }) => ({ element, size: box.getBoundingClientRect() }))
  .filter(({ size }) => size.width < least - enough || size.height < least - enough)
  .map(({ element, size }) =>
    `${Math.round(size.width)} × ${Math.round(size.height)} is small for a thumb: “${(element.ariaLabel || element.innerText || element.name || "").trim()}”`);
