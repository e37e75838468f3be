/* The desk at the door on a bad network. A form with data-queue is kept on this telephone when it is submitted and sent
   from there: at once where there is a network, else later, in order. Each carries a number of its own (uid), so that
   what is sent twice is entered once. Without this file the same forms are submitted as they are.
   #checkin carries the words and, in data-checkin, whose queue it is: this event's and this colleague's.
   #scan reads codes with the camera, on HTTPS or this machine; elsewhere #camera-needs says why there is no such button. */

"use strict";
const root = document.querySelector("#checkin"), told = document.querySelector("#queue");
const guest = document.querySelector("#guest form");
const button = document.querySelector("#scan"), panel = document.querySelector("#camera"), scanned = document.querySelector("#scanned");
const video = panel.querySelector("video"), still = panel.querySelector("canvas"), next = panel.querySelector("[data-again]");
const KEY = `checkin:${root.dataset.checkin}`, PATIENCE = 8000;
let timer, wait = 2000, sending = false;
const toned = (tone) => `tone-${{ success: "good", info: "info", warning: "wait", error: "bad" }[tone] ?? "info"}`;

const kept = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; } };
function keep(rows) {
  try { localStorage.setItem(KEY, JSON.stringify(rows)); return true; } catch { return false; }
}

function say(text, tone, stays) {
  const box = document.createElement("div");
  box.className = `message ${toned(tone)}`;
  box.append(Object.assign(document.createElement("span"), { textContent: text }));
  document.querySelector("#messages")?.append(box);
  if (!stays) setTimeout(() => box.remove(), 6000);
}

/* What waits: the number, and each of the rows it is about. */
function show() {
  const rows = kept();
  told.hidden = !rows.length;
  told.querySelector("span").textContent = root.dataset.waiting.replace("{n}", rows.length);
  for (const row of document.querySelectorAll("[data-who]")) {
    row.classList.toggle("is-waiting", rows.some((r) => new URLSearchParams(r.body).get("who") === row.dataset.who));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-queue]") || event.defaultPrevented) return;
  if (!form.reportValidity()) { event.preventDefault(); return; }
  const data = new FormData(form, event.submitter);
  data.set("uid", data.get("uid") || crypto.randomUUID?.() || number());
  data.delete("next");
  const row = { url: form.action, body: new URLSearchParams(data).toString(), at: Date.now() };
  const again = [...kept(), row];
  const same = row.body.includes("who=") && kept().some((r) => new URLSearchParams(r.body).get("who") === data.get("who"));
  if (!same && !keep(again)) return; // no room here: the form goes as it is
  event.preventDefault();
  if (form === guest) empty();
  show();
  flush();
});

/* The queue holds the guest: the form is for the next one, under another number. */
function empty() {
  guest.reset();
  guest.elements.uid.value = "";
}

/* What was refused comes back to be corrected, unless somebody else is being typed: then it stays on the screen. */
function correct(row, result) {
  const typed = new URLSearchParams(row.body);
  if (!guest || guest.elements.name.value) return say(`${typed.get("name")}: ${result.said}`, result.tone, true);
  typed.delete("csrfmiddlewaretoken");
  for (const [name, value] of typed) {
    const field = guest.elements[name];
    if (field?.type === "checkbox") field.checked = true;
    else if (field) field.value = value;
  }
  document.querySelector("#guest").open = true;
  say(result.said, result.tone);
}

document.querySelector("#guest-link")?.addEventListener("click", (event) => {
  const box = document.querySelector("#guest");
  event.preventDefault();
  box.open = true;
  box.querySelector("[name=name]").focus();
});

/* Off HTTPS there is no randomUUID. */
function number() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))];
  hex[6] = (hex[6] & 15) | 64;
  hex[8] = (hex[8] & 63) | 128;
  const text = hex.map((n) => n.toString(16).padStart(2, "0")).join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

/* One after the other, and in one window at a time where the browser can promise it. */
function flush() {
  return navigator.locks ? navigator.locks.request(KEY, send) : send();
}

async function send() {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  try {
    for (let rows = kept(); rows.length; rows = kept()) {
      if (!(await entered(rows[0]))) { later(); break; }
      keep(kept().filter((row) => row.body !== rows[0].body));
      wait = 2000;
      show();
      if (!kept().length) htmx.trigger("#arrivals", "refresh");
    }
  } finally {
    sending = false;
    show();
  }
}

/* Whether the server has it. Only its own answer in JSON counts: a page in between may be a login or a proxy. */
async function entered(row) {
  const age = Math.round((Date.now() - row.at) / 1000);
  let answer;
  try {
    answer = await fetch(row.url, {
      method: "POST",
      body: new URLSearchParams(`${row.body}&age=${age}`),
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      signal: AbortSignal.timeout(PATIENCE),
      redirect: "manual",
    });
  } catch {
    if (age < 2) say(root.dataset.kept, "info");
    return false;
  }
  if (answer.status >= 500) return false;
  if (answer.status === 404) { say(root.dataset.gone, "error"); return true; }
  if (!answer.headers.get("Content-Type")?.includes("json")) { say(root.dataset.refused, "error"); return false; }
  const result = await answer.json();
  if (answer.status === 422) correct(row, result);
  else (row.body.includes("code=") && !panel.hidden ? tell : say)(result.said, result.tone);
  return true;
}

/* Of the page as it is now: what waits may be older than the sign-in. */
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

function later() {
  timer = setTimeout(flush, wait);
  wait = Math.min(wait * 2, 30000);
}

addEventListener("online", () => { wait = 2000; flush(); });
document.addEventListener("htmx:afterSwap", show);
// Without a network the list does not ask for itself, which would complain every time.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "arrivals" && !navigator.onLine) event.preventDefault();
});
addEventListener("beforeunload", (event) => { if (kept().length && !navigator.onLine) event.preventDefault(); });
show();
flush();

/* --- the camera: one code each time it is opened ----------------------------------------------- */
const LONGEST = 640, EVERY = 250, SAME = 10000; // pixels; milliseconds between two looks, and until the same code counts again
const picture = still.getContext("2d", { willReadFrequently: true });
let stream, reader, turn = 0, last = { code: "", at: 0 };

if (navigator.mediaDevices?.getUserMedia) button.hidden = false;
else if (!window.isSecureContext) document.querySelector("#camera-needs").hidden = false;

/* Under the picture, where who scans is looking. */
function tell(text, tone) {
  const line = panel.querySelector("[role=status]");
  line.textContent = text;
  line.className = tone ? toned(tone) : "";
}

/* The camera is off; what it saw last may stay on the screen. */
function rest() {
  turn += 1;
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
  video.srcObject = null;
}

function close() {
  rest();
  panel.hidden = true;
  still.width = still.height = 0;
  button.setAttribute("aria-expanded", "false");
}

/* The frame as it is now, its longest side no longer than LONGEST. */
function draw() {
  const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
  still.width = Math.round(video.videoWidth * scale);
  still.height = Math.round(video.videoHeight * scale);
  picture.drawImage(video, 0, 0, still.width, still.height);
}

function byHand() {
  draw();
  const pixels = picture.getImageData(0, 0, still.width, still.height);
  return window.jsQR(pixels.data, pixels.width, pixels.height, { inversionAttempts: "dontInvert" })?.data;
}

function fetched(src) {
  return new Promise((resolve, reject) => {
    const tag = Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject });
    document.head.append(tag);
  });
}

/* The browser's own reader where it has one that works: some have its name and nothing behind it. */
async function ready(builtin = "BarcodeDetector" in window) {
  if (builtin && (await BarcodeDetector.getSupportedFormats().catch(() => [])).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => {
      try {
        return (await detector.detect(video))[0]?.rawValue;
      } catch {
        reader = ready(false);
        reader.catch(() => {});
      }
    };
  }
  if (!window.jsQR) await fetched(panel.dataset.reader);
  return byHand;
}

async function open() {
  rest();
  const mine = turn;
  still.hidden = true;
  next.hidden = true;
  video.hidden = panel.hidden = false;
  button.setAttribute("aria-expanded", "true");
  panel.scrollIntoView({ block: "nearest" });
  tell(panel.dataset.starting);
  reader ??= ready();
  reader.catch(() => {}); // told below, once the camera is there
  try {
    const got = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } } });
    if (mine !== turn) return got.getTracks().forEach((track) => track.stop()); // closed in the meantime
    stream = got;
    got.getTracks().forEach((track) => track.addEventListener("ended", close));
    video.srcObject = got;
    await video.play();
  } catch {
    if (mine !== turn) return;
    close();
    return say(root.dataset.camera, "error");
  }
  if (mine === turn) tell(panel.dataset.hold);
  while (mine === turn) {
    let code;
    try {
      const read = await reader;
      code = mine === turn && video.readyState >= 2 ? await read() : "";
    } catch {
      reader = undefined; // the next time it is asked for again
      if (mine !== turn) return;
      close();
      return say(panel.dataset.unread, "error");
    }
    if (code && mine === turn) found(code);
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

function found(code) {
  if (code === last.code && Date.now() - last.at < SAME) return tell(panel.dataset.same);
  last = { code, at: Date.now() };
  draw();
  rest();
  still.hidden = next.hidden = false;
  video.hidden = true;
  tell(panel.dataset.read);
  panel.scrollIntoView({ block: "nearest" });
  next.focus({ preventScroll: true });
  scanned.elements.code.value = code.slice(0, 300);
  scanned.elements.uid.value = number();
  scanned.requestSubmit();
}

button.addEventListener("click", () => (panel.hidden ? open() : close()));
next.addEventListener("click", open);
panel.querySelector("[data-shut]").addEventListener("click", () => { close(); button.focus(); });
document.addEventListener("visibilitychange", () => { if (document.hidden && !panel.hidden) close(); });
addEventListener("pagehide", () => { if (!panel.hidden) close(); });
