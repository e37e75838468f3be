/* Everything that moves on a page, by attributes. Pages do their main job without it.
   data-search                     the field that "/" and Ctrl-K focus
   data-copy="#id"                 copy that element's text; where the clipboard is blocked it is selected instead
   data-autosave data-autosave-url form: POSTs itself 800 ms after typing and when the page is left; the status goes
                                   to [data-autosave-status] (aria-live) in it; an answer {"url": …} or {"fields": {…}}
                                   replaces the autosave address or hidden values, {"page": …} the page's own address,
                                   so that reloading shows the draft
   data-upload data-max="bytes"    form with one file: starts once a file is chosen, shows how far it is, and what is
                                   wrong in [data-upload-error]; an answer {"url"} or {"error"}
   data-once                       form: its buttons are disabled when it is submitted
   data-confirm="question"         form, link or button: asks first
   data-drag-card                  inside a column [data-drop-column="state"]: dropping it submits the form, or presses
                                   the button, that carries data-move="state" in the card
   data-ranks                      a column whose cards [data-rank-row] can be dropped on one another: the form
                                   [data-rank] of the dragged one is sent with the place of the other
   data-calm                       what refreshes itself by htmx waits while a sheet is open, a card is dragged or the
                                   window is hidden
   data-select-all="name"          checkbox: ticks the checkboxes of that name; [data-bulk] shows while any is ticked
   data-chart="#json"              draws the ECharts option in that <script type="application/json"> (see charts.js)
   data-arrows                     the arrow keys walk its links; into it from a field with data-arrows-into="#id"
   data-moves                      Alt + arrow up or down in an item (or a card of data-ranks) presses its button of that "way"
   data-theme-toggle, data-print, data-close, data-message, data-focus */

"use strict";
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = $("#words")?.dataset ?? {};
const on = (type, selector, handler, options) =>
  document.addEventListener(type, (event) => {
    const target = event.target.closest?.(selector);
    if (target) handler(event, target);
  }, options);

/* --- theme ------------------------------------------------------------------------------------ */
function showTheme() {
  const dark = document.documentElement.dataset.bsTheme === "dark";
  for (const button of $$("[data-theme-toggle]")) {
    button.setAttribute("aria-label", dark ? words.light : words.dark);
    button.title = dark ? words.light : words.dark;
  }
}
on("click", "[data-theme-toggle]", () => {
  const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
  document.documentElement.dataset.bsTheme = next;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax${secure}`;
  showTheme();
  document.dispatchEvent(new Event("themechange"));
});
showTheme();

/* --- search from everywhere ------------------------------------------------------------------- */
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (!slash && !k) return;
  const field = $$("[data-search]").find((f) => f.offsetParent);
  const link = $(".bottombar a:last-child");
  if (!field && !link) return;
  event.preventDefault();
  if (field) { field.focus(); field.select(); } else link.click();
});

/* --- results walked by arrow keys ------------------------------------------------------------- */
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const field = event.target.closest?.("[data-arrows-into]");
  const list = event.target.closest?.("[data-arrows]") ?? (field && $(field.dataset.arrowsInto));
  if (!step || !list) return;
  const links = $$("a", list), next = links.indexOf(event.target) + step;
  if (field && step < 0) return;
  if (next >= links.length) return;
  event.preventDefault();
  if (next >= 0) links[next].focus(); else $(`[data-arrows-into="#${list.id}"]`)?.focus();
});

/* --- a running order by keyboard --------------------------------------------------------------- */
on("keydown", "[data-moves] > li, [data-ranks] > article", (event, item) => {
  const way = event.altKey && { ArrowDown: "down", ArrowUp: "up" }[event.key];
  if (!way) return;
  event.preventDefault();
  $(`button[name="way"][value="${way}"]:not(:disabled)`, item)?.click();
});

/* --- messages --------------------------------------------------------------------------------- */
function say(text, tone = "info") {
  const box = document.createElement("div");
  box.className = `message tone-${tone}`;
  const line = document.createElement("span");
  line.textContent = text;
  box.append(line);
  $("#messages")?.append(box);
  setTimeout(() => box.remove(), 6000);
}
on("click", "[data-close]", (event, button) => button.parentElement.remove());
for (const box of $$('[data-message="success"], [data-message="info"]')) setTimeout(() => box.remove(), 8000);
$("[data-focus]")?.focus();
on("click", "[data-print]", () => print());
addEventListener("beforeprint", () => { document.documentElement.dataset.before = document.documentElement.dataset.bsTheme; document.documentElement.dataset.bsTheme = "light"; });
addEventListener("afterprint", () => { document.documentElement.dataset.bsTheme = document.documentElement.dataset.before; });

/* --- copy ------------------------------------------------------------------------------------- */
function label(button, text) {
  const place = $("span", button) ?? button;
  place.dataset.was ??= place.textContent;
  place.textContent = text;
  clearTimeout(place.timer);
  place.timer = setTimeout(() => { place.textContent = place.dataset.was; }, 2500);
}
on("click", "[data-copy]", async (event, button) => {
  event.preventDefault();
  const source = $(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    label(button, words.copied);
  } catch {
    const folded = source.closest("details");
    if (folded) folded.open = true;
    source.focus();
    if (source.select) source.select(); else getSelection().selectAllChildren(source);
    label(button, words.select);
  }
});

/* --- ask first, submit once ------------------------------------------------------------------- */
function ask(question) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "ask-question");
  dialog.innerHTML = '<form method="dialog" class="dialog-in"><h2 id="ask-question"></h2><div class="actions">' +
    '<button class="btn" value="no"></button><button class="btn btn-primary" value="yes"></button></div></form>';
  $("h2", dialog).textContent = question;
  $('[value="no"]', dialog).textContent = words.cancel;
  $('[value="yes"]', dialog).textContent = words.yes;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "yes"); }));
}
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(question))) return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(event.submitter);
  delete form.dataset.confirmed;
}, true);
on("click", "a[data-confirm]", async (event, link) => {
  event.preventDefault();
  if (await ask(link.dataset.confirm)) location.href = link.href;
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  // Disabled a moment later: a disabled button's own name and value would not be sent.
  setTimeout(() => $$("button:not([type=button])", form).forEach((button) => { button.disabled = true; }));
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of $$("[data-sent]")) {
    delete form.dataset.sent;
    $$("button", form).forEach((button) => { button.disabled = false; });
  }
});

/* --- drafts save themselves ------------------------------------------------------------------- */
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
function autosave(form) {
  const status = $("[data-autosave-status]", form) ?? $("[data-autosave-status]");
  let timer, dirty = false, since = 0, busy = false, wait = 800;
  const tell = (text, bad) => { if (status) { status.textContent = text; status.toggleAttribute("data-bad", !!bad); } };
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(save, ms); };
  const body = () => { const data = new FormData(form); for (const [name, value] of [...data]) if (value instanceof File) data.delete(name); return new URLSearchParams(data); };
  const send = (keepalive) => fetch(form.dataset.autosaveUrl, { method: "POST", body: body(), keepalive, headers: { "X-Autosave": "1", "Accept": "application/json" } });
  async function save() {
    if (busy || !dirty || form.dataset.sent) return;
    busy = true; dirty = false;
    tell(words.saving);
    try {
      const answer = await send(false);
      if (!answer.ok) throw new Error(answer.status);
      const result = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      if (result.url) form.dataset.autosaveUrl = result.url;
      if (result.page) history.replaceState(null, "", result.page);
      for (const [name, value] of Object.entries(result.fields ?? {})) if (form.elements[name]) form.elements[name].value = value;
      tell(result.message ?? `${words.saved} ${clock.format(new Date())}`);
      wait = 800;
    } catch {
      dirty = true;
      wait = Math.min(wait * 2, 30000);
      tell(words.unsaved, true);
    }
    busy = false;
    if (dirty) later(wait);
  }
  // 800 ms after the last key, but never later than 2.5 s after the first.
  const touched = () => {
    if (!dirty) since = Date.now();
    dirty = true;
    later(Math.max(0, Math.min(800, since + 2500 - Date.now())));
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  addEventListener("online", () => later(0));
  addEventListener("pagehide", () => { if (dirty && !form.dataset.sent) { dirty = false; send(true); } });
}
$$("form[data-autosave]").forEach(autosave);

/* --- files ------------------------------------------------------------------------------------ */
on("change", "[data-upload] input[type=file]", (event, field) => { if (field.files.length) field.form.requestSubmit(); });
on("submit", "[data-upload]", (event, form) => {
  event.preventDefault();
  if (form.dataset.sent) return;
  const file = $("input[type=file]", form).files[0], status = $("[data-upload-status]", form), wrong = $("[data-upload-error]", form);
  const tell = (text) => { status.textContent = text; };
  const refuse = (text) => { tell(""); wrong.hidden = !text; $("span", wrong).textContent = text; form.classList.toggle("is-refused", !!text); delete form.dataset.sent; };
  refuse("");
  if (file && file.size > Number(form.dataset.max)) return refuse(words.tooBig.replace("{}", (file.size / 2 ** 20).toFixed(1)));
  form.dataset.sent = "yes";
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Upload", "1");
  request.responseType = "json";
  request.upload.onprogress = (at) => tell(at.loaded < at.total ? `${words.uploading} ${Math.floor(100 * at.loaded / at.total)} %` : words.checking);
  request.onload = () => {
    const answer = request.response ?? {};
    if (!answer.url) return refuse(answer.error ?? words.failed);
    const same = new URL(answer.url, location.href).pathname === location.pathname;
    location.assign(answer.url);
    if (same) location.reload();
  };
  request.onerror = () => refuse(words.offline);
  request.send(new FormData(form));
});

/* --- the board -------------------------------------------------------------------------------- */
let dragged;
function draggable(root) {
  for (const card of $$("[data-drag-card]", root)) if ($("[data-move]", card)) card.draggable = true;
}
draggable(document);
on("dragstart", "[data-drag-card]", (event, card) => {
  dragged = card;
  card.classList.add("dragging");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.id);
  const own = card.closest("[data-drop-column]");
  for (const column of $$("[data-drop-column]")) {
    if (column === own) continue;
    column.classList.add($(`[data-move="${column.dataset.dropColumn}"]`, card) ? "drop-ok" : "drop-no");
  }
});
on("dragover", ".drop-ok", (event) => event.preventDefault());
on("dragend", "[data-drag-card]", (event, card) => {
  card.classList.remove("dragging");
  $$("[data-drop-column]").forEach((column) => column.classList.remove("drop-ok", "drop-no"));
});
on("drop", ".drop-ok", (event, column) => {
  event.preventDefault();
  const move = $(`[data-move="${column.dataset.dropColumn}"]`, dragged);
  if (move instanceof HTMLFormElement) move.requestSubmit(); else move.click();
});

/* --- the order of the reserve: a card dropped on another of its row takes that one's place ------ */
const rowmate = (card) => dragged && card !== dragged && card.dataset.rankRow === dragged.dataset.rankRow && $("form[data-rank]", dragged) && $("form[data-rank]", card);
on("dragover", "[data-ranks] [data-rank-row]", (event, card) => {
  if (!rowmate(card)) return;
  event.preventDefault();
  card.classList.add("drop-here");
});
on("dragleave", "[data-rank-row]", (event, card) => card.classList.remove("drop-here"));
on("drop", "[data-ranks] [data-rank-row]", (event, card) => {
  card.classList.remove("drop-here");
  if (!rowmate(card)) return;
  event.preventDefault();
  const form = $("form[data-rank]", dragged);
  form.elements.to.value = $("form[data-rank]", card).elements.place.value;
  form.requestSubmit();
});

/* --- lists ------------------------------------------------------------------------------------ */
function bulk() {
  for (const bar of $$("[data-bulk]")) {
    const ticked = $$(`input[type=checkbox][name="${bar.dataset.bulk}"]:checked`);
    bar.hidden = !ticked.length;
    const count = $("[data-bulk-count]", bar);
    if (count) count.textContent = ticked.length;
  }
  $$(".table tbody tr").forEach((row) => row.classList.toggle("is-selected", !!$("input[type=checkbox]:checked", row)));
}
on("change", "[data-select-all]", (event, all) => {
  for (const box of $$(`input[type=checkbox][name="${all.dataset.selectAll}"]`)) box.checked = all.checked;
});
document.addEventListener("change", (event) => { if (event.target.matches("input[type=checkbox]")) bulk(); });
bulk();

/* --- htmx ------------------------------------------------------------------------------------- */
document.addEventListener("htmx:responseError", () => say(words.failed, "bad"));
document.addEventListener("htmx:beforeRequest", (event) => {
  const busy = document.hidden || $(":popover-open") || $(".dragging") || $("dialog[open]") || $(".board-card form[data-sent]");
  if (event.target.matches("[data-calm]") && busy) event.preventDefault();
});
document.addEventListener("htmx:sendError", () => say(words.offline, "bad"));
document.addEventListener("htmx:load", (event) => {
  if (event.target === document.body) return;
  $$("form[data-autosave]", event.target).forEach(autosave);
  draggable(event.target);
  charts(event.target);
});

/* --- charts are fetched where there are any --------------------------------------------------- */
function script(src) {
  return new Promise((resolve, reject) => {
    const tag = Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject });
    document.head.append(tag);
  });
}
let chartScripts;
async function charts(root = document) {
  const places = $$("[data-chart]", root);
  if (!places.length) return;
  chartScripts ??= $('meta[name="chart-scripts"]').content.split(" ").reduce((before, src) => before.then(() => script(src)), Promise.resolve());
  await chartScripts;
  places.forEach((place) => window.drawChart(place));
}
charts();
