/* The desk at the door on a bad network. A form with data-queue is kept on this telephone when it is submitted and sent
   from there: at once where there is a network, else later, in order. Each carries a number of its own (uid), so that
   what is sent twice is entered once. Without this file the same forms are submitted as they are.
   #checkin carries the words and, in data-checkin, whose queue it is: this event's and this colleague's.
   #scan reads codes with the camera, where the browser can (on HTTPS or this machine). */

"use strict";
const root = document.querySelector("#checkin"), told = document.querySelector("#queue");
const guest = document.querySelector("#guest form");
const KEY = `checkin:${root.dataset.checkin}`, PATIENCE = 8000;
let timer, wait = 2000, sending = false;

const kept = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; } };
function keep(rows) {
  try { localStorage.setItem(KEY, JSON.stringify(rows)); return true; } catch { return false; }
}

function say(text, tone, stays) {
  const box = document.createElement("div");
  box.className = `message tone-${{ success: "good", info: "info", warning: "wait", error: "bad" }[tone] ?? "info"}`;
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
  else say(result.said, result.tone);
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

/* --- the camera ------------------------------------------------------------------------------- */
const button = document.querySelector("#scan"), video = document.querySelector("#camera"), scanned = document.querySelector("#scanned");
const able = "BarcodeDetector" in window && window.isSecureContext && navigator.mediaDevices?.getUserMedia;
if (button && able && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) button.hidden = false;
let stream;
function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
  video.hidden = true;
}
button?.addEventListener("click", async () => {
  if (stream) return stop();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    say(root.dataset.camera, "error");
    return;
  }
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  while (stream) {
    const [found] = await detector.detect(video).catch(() => []);
    if (found) {
      scanned.elements.code.value = found.rawValue.slice(0, 300);
      scanned.elements.uid.value = number();
      stop();
      scanned.requestSubmit();
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
});
