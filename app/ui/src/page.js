// What only the page itself can do: see, copy, print, go back, and find a place as it was left. Everything else is decided in
// Rust.
//
// To Rust go texts: "back", "hidden", "seen", "copied", "no-leave", "no-camera", "no-photo", and "photo|frame <width> <height> <grey
// pixels in base 64>"; of a file "file", "piece <base 64>"…, "brought <name>", or "no-file". To each frame, file and
// piece Rust answers "more" or "enough".

// The longer side of a picture in pixels: enough for a code that fills a third of it.
const FRAME_SIDE = 640;
const PHOTO_SIDE = 1280;
const canvas = document.createElement("canvas");

function grey(source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  const colours = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  const greys = new Uint8Array(colours.length / 4);
  for (let n = 0; n < greys.length; n++) {
    greys[n] = (colours[4 * n] * 77 + colours[4 * n + 1] * 151 + colours[4 * n + 2] * 28) >> 8;
  }
  let text = "";
  for (let n = 0; n < greys.length; n += 8192) {
    text += String.fromCharCode.apply(null, greys.subarray(n, n + 8192));
  }
  return canvas.width + " " + canvas.height + " " + btoa(text);
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function look() {
  let stream = null;
  try {
    // Where the picture goes is there as soon as Rust has heard the press; before that a desk gives no leave.
    let view = null;
    for (let tries = 0; !view && tries < 40; tries++) {
      view = document.querySelector("video[data-view]");
      if (!view) await pause(50);
    }
    if (!view) return;
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 } },
      audio: false,
    });
    view.srcObject = stream;
    await view.play();
    // The camera rests as soon as its picture has left the page, whatever took it away.
    while (view.isConnected) {
      if (view.videoWidth > 0) {
        dioxus.send("frame " + grey(view, view.videoWidth, view.videoHeight, FRAME_SIDE));
        if ((await dioxus.recv()) === "enough") break;
      }
      await pause(150);
    }
  } catch (wrong) {
    dioxus.send(wrong.name === "NotAllowedError" ? "no-leave" : "no-camera");
  } finally {
    if (stream) stream.getTracks().forEach((track) => track.stop());
  }
}

async function take(file) {
  const picture = new Image();
  picture.src = URL.createObjectURL(file);
  try {
    await picture.decode();
    dioxus.send("photo " + grey(picture, picture.naturalWidth, picture.naturalHeight, PHOTO_SIDE));
  } catch (_) {
    dioxus.send("no-photo");
  } finally {
    URL.revokeObjectURL(picture.src);
  }
}

// Several photos may show several pictures of one thing. Each is one picture in memory.
async function takeAll(files) {
  for (const file of files.slice(0, 256)) await take(file);
}

// Bytes of a file that go over at once.
const PIECE = 192 * 1024;

async function bring(file) {
  try {
    dioxus.send("file");
    for (let at = 0; (await dioxus.recv()) === "more"; at += PIECE) {
      if (at >= file.size) return dioxus.send("brought " + file.name);
      const bytes = new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer());
      let text = "";
      for (let n = 0; n < bytes.length; n += 8192) {
        text += String.fromCharCode.apply(null, bytes.subarray(n, n + 8192));
      }
      dioxus.send("piece " + btoa(text));
    }
  } catch (_) {
    dioxus.send("no-file");
  }
}

async function copy(id) {
  const field = document.getElementById(id);
  if (!field) return;
  try {
    await navigator.clipboard.writeText(field.value);
  } catch (_) {
    field.select();
    document.execCommand("copy");
  }
  dioxus.send("copied");
}

// At the window, before anybody else: a click that opens a file picker is the browser's own on a phone.
window.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target && target.closest("input[data-photo], input[data-file]")) event.stopImmediatePropagation();
  if (target && target.closest("[data-look]")) look();
  if (target && target.closest("[data-print]")) window.print();
  const source = target && target.closest("[data-copy]");
  if (source) copy(source.getAttribute("data-copy"));
}, true);

window.addEventListener("change", (event) => {
  const target = event.target;
  if (!(target instanceof HTMLInputElement) || !target.matches("input[data-photo], input[data-file]")) return;
  event.stopImmediatePropagation();
  const files = [...(target.files ?? [])];
  if (target.matches("[data-photo]")) takeAll(files);
  else if (files[0]) bring(files[0]);
  // The same photo may be chosen again.
  target.value = "";
}, true);

// Whether somebody goes by keys now: then a ring shows where, also around what took the focus by itself.
const keys = document.documentElement;
window.addEventListener("keydown", () => keys.toggleAttribute("data-keys", true), true);
window.addEventListener("pointerdown", () => keys.toggleAttribute("data-keys", false), true);

// Some places are found again as they were left. `data-place` names them; what scrolls is the whole page.
const places = new Map();
const placeNow = () => document.querySelector("[data-place]")?.dataset.place;
const left = (part) => {
  const place = placeNow();
  if (place) places.set(place, { ...places.get(place), ...part });
};
window.addEventListener("scroll", () => left({ y: scrollY }), { passive: true });
const remember = (event) => {
  const id = event.target instanceof Element && event.target.closest("[id]")?.id;
  if (id && id !== "main") left({ focus: id });
};
window.addEventListener("focusin", remember);
window.addEventListener("click", remember, true);
window.tequioReturn = (place) => {
  const { y = 0, focus } = places.get(place) ?? {};
  const at = (focus && document.getElementById(focus)) || document.getElementById("page-title");
  at?.focus({ preventScroll: true });
  scrollTo(0, y);
};

// A phone's own "back" leaves the app unless the page has a step to go back to: it always has one, until Rust
// finds that there is nothing behind.
history.pushState(1, "");
window.addEventListener("popstate", () => dioxus.send("back"));

document.addEventListener("visibilitychange", () => dioxus.send(document.hidden ? "hidden" : "seen"));

await new Promise(() => {});
