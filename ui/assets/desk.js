// The desk: files on their way in, reading an article, the browser's own settings, and what keeps
// the page usable by keyboard and in one language. Buttons with data-desk are answered here alone.
(() => {
  "use strict";
  const youju = window.youju;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private */ } };

  // Files: uploaded one by one, each with how far it is and a way to stop it; what has arrived is
  // handed over together (youju.handed), and no more while that is being read in.
  const AT_ONCE = 2;
  const files = { waiting: [], sending: 0, ready: [], handed: [], reading: false, take: () => {} };
  const zone = () => $("#yj-drop .yj-dropzone");
  const list = () => $("#yj-uploads");

  const row = (file) => {
    const item = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { textContent: file.name, className: "yj-upload-name", dir: "auto" });
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", file.name);
    const said = Object.assign(document.createElement("span"), { className: "yj-upload-said" });
    const stop = Object.assign(document.createElement("button"), { type: "button", textContent: "×", className: "yj-button yj-step" });
    stop.setAttribute("aria-label", zone().dataset.cancel.replace("{}", file.name));
    item.append(name, bar, said, stop);
    list().append(item);
    return { file, item, bar, said, stop };
  };
  const finish = (one, words, css) => {
    one.over = true;
    one.item.className = css;
    one.said.textContent = words;
    one.bar.remove();
    one.stop.onclick = () => one.item.remove();
  };
  const next = () => {
    while (files.sending < AT_ONCE && files.waiting.length) send(files.waiting.shift());
    if (!files.sending && !files.waiting.length && files.ready.length && !files.reading) {
      files.reading = true;
      files.take("take", {});
    }
  };
  const send = (one) => {
    files.sending += 1;
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("files", one.file, one.file.name);
    request.open("POST", "gradio_api/upload");
    const progress = (share) => {
      one.bar.value = share;
      one.said.textContent = `${zone().dataset.sending} ${Math.round(100 * share)}%`;
    };
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    progress(0);
    const told = () => { try { return JSON.parse(request.responseText).detail; } catch { return ""; } };
    request.onload = () => {
      if (request.status !== 200) return finish(one, told() || zone().dataset.failed, "yj-upload-failed");
      [one.path] = JSON.parse(request.responseText);
      one.bar.value = 1;
      one.said.textContent = zone().dataset.waiting;
      files.ready.push(one);
    };
    request.onerror = () => finish(one, zone().dataset.failed, "yj-upload-failed");
    request.onabort = () => finish(one, zone().dataset.cancelled, "yj-upload-cancelled");
    request.onloadend = () => { files.sending -= 1; next(); };
    one.stop.onclick = () => request.abort();
    request.send(form);
  };
  const add = (chosen) => {
    const limit = Number(zone().dataset.limit);
    for (const file of chosen) {
      const one = row(file);
      if (file.size > limit) { finish(one, zone().dataset.large, "yj-upload-failed"); continue; }
      one.said.textContent = zone().dataset.waiting;
      one.stop.onclick = () => {
        files.waiting = files.waiting.filter((each) => each !== one);
        finish(one, zone().dataset.cancelled, "yj-upload-cancelled");
      };
      files.waiting.push(one);
    }
    next();
  };

  youju.drop = (element, trigger) => {
    files.take = trigger;
    element.addEventListener("change", ({ target }) => {
      if (target.dataset.desk !== "files") return;
      add([...target.files]);
      target.value = "";
    });
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      element.addEventListener(name, (event) => {
        event.preventDefault();
        zone().classList.toggle("yj-over", name === "dragenter" || name === "dragover");
        if (name === "drop") add([...event.dataTransfer.files]);
      });
    }
  };
  youju.handed = () => {
    files.handed = files.ready.splice(0).filter((one) => !one.over);
    return files.handed.map(({ path, file }) => (
      { path, orig_name: file.name, size: file.size, meta: { _type: "gradio.FileData" } }));
  };
  youju.taken = () => {
    for (const one of files.handed) one.item.remove();
    files.handed = [];
    files.reading = false;
    next();
  };

  // Reading: search in the article, its outline, its points, its neighbours.
  const blocks = () => $$("#yj-reader .yj-text > [data-at]");
  const MOST_HITS = 2_000;
  let hits = [], at = -1;

  const plain = () => { for (const mark of $$("#yj-reader .yj-text mark")) { const block = mark.parentNode; block.textContent = block.textContent; } };
  const marked = (block, spans, css) => {
    const text = block.textContent, pieces = [], marks = [];
    let from = 0;
    for (const [start, end] of spans) {
      const mark = Object.assign(document.createElement("mark"), { className: css, textContent: text.slice(start, end) });
      pieces.push(text.slice(from, start), mark);
      marks.push(mark);
      from = end;
    }
    block.replaceChildren(...pieces, text.slice(from));
    return marks;
  };
  const spansOf = (text, wanted) => {
    const low = text.toLowerCase(), where = low.length === text.length ? low : text, spans = [];
    for (let start = where.indexOf(wanted); start >= 0; start = where.indexOf(wanted, start + wanted.length)) spans.push([start, start + wanted.length]);
    return spans;
  };
  const show = (element) => element?.scrollIntoView({ block: "center", inline: "nearest" });
  const step = (by) => {
    const find = $("#yj-reader .yj-find"), said = $(".yj-hits", find);
    hits[at]?.classList.remove("yj-hit-now");
    if (!hits.length) { said.textContent = $("input", find).value.trim() ? find.dataset.none : ""; return; }
    at = (at + by + hits.length) % hits.length;
    hits[at].classList.add("yj-hit-now");
    said.textContent = find.dataset.count.replace("{n}", at + 1).replace("{total}", hits.length);
    show(hits[at]);
  };
  const find = (typed) => {
    plain();
    hits = []; at = -1;
    const wanted = typed.trim().toLowerCase();
    for (const block of wanted ? blocks() : []) {
      const spans = spansOf(block.textContent, wanted);
      if (spans.length && hits.length < MOST_HITS) hits.push(...marked(block, spans, "yj-hit"));
    }
    step(1);
  };
  const units = (text, characters) => [...text].slice(0, characters).join("").length;
  const jump = ({ at: start, end }) => {
    const place = Number(start), stop = Number(end || 0);
    const block = blocks().findLast((each) => Number(each.dataset.at) <= place);
    if (!block) return;
    plain();
    const begin = Number(block.dataset.at), text = block.textContent;
    if (!stop) { block.scrollIntoView({ block: "start", inline: "nearest" }); return; }
    show(marked(block, [[units(text, place - begin), units(text, stop - begin)]], "yj-jumped")[0]);
  };
  const placeMore = () => {
    for (const here of $$("#yj-reader [data-here]")) {
      const more = $(`#yj-more [data-more=${here.dataset.here}]`);
      here.replaceChildren(...(more ? [more.cloneNode(true)] : []));
    }
  };
  youju.askAbout ||= (title) => {
    $("#yj-tabs button[role=tab]")?.click();
    document.body.classList.remove("yj-evidence-open");
    const box = $("#yj-question textarea, #yj-question input");
    box.value = `《${title}》`;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => { box.focus(); box.setSelectionRange(box.value.length, box.value.length); }, 50);
  };

  // The browser's own settings: the size of letters; the theme is page.js's.
  const SIZE = "youju-size", THEME = "youju-theme";
  const wear = (size) => { document.documentElement.dataset.size = size || "usual"; };
  wear(kept(SIZE));
  const press = () => {
    const theme = kept(THEME) || "system", size = kept(SIZE) || "usual";
    for (const each of $$("[data-desk=size], [data-desk=theme]")) {
      const own = each.dataset.desk === "size" ? size : theme;
      each.setAttribute("aria-pressed", String(each.dataset.value === own));
    }
  };
  const dress = (wanted) => {
    try { if (wanted === "system") localStorage.removeItem(THEME); else keep(THEME, wanted); } catch { /* private */ }
    const dark = wanted === "dark" || (wanted === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    if (document.body.classList.contains("dark") !== dark) { youju.toggleTheme(); press(); }
    if (wanted === "system") { try { localStorage.removeItem(THEME); } catch { /* private */ } }
    press();
  };

  document.addEventListener("click", ({ target }) => {
    for (const menu of $$("details[data-desk=menu][open]")) if (!menu.contains(target)) menu.open = false;
    const pressed = target.closest?.("[data-desk]");
    if (!pressed) return;
    const { desk, title, value } = pressed.dataset;
    if (desk === "find-next") step(1);
    if (desk === "find-previous") step(-1);
    if (desk === "jump") { jump(pressed.dataset); const menu = pressed.closest("[data-desk=menu]"); if (menu) menu.open = false; }
    if (desk === "ask") youju.askAbout(title);
    if (desk === "speak" && pressed.getAttribute("aria-pressed") !== "true") $("#yj-header [data-act=language]")?.click();
    if (desk === "size") { keep(SIZE, value); wear(value); press(); }
    if (desk === "theme") dress(value);
  });
  document.addEventListener("input", ({ target }) => { if (target.dataset?.desk === "find") find(target.value); });
  document.addEventListener("keydown", (event) => {
    if (event.target.dataset?.desk !== "find" || event.key !== "Enter") return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  });

  // What the server drew anew: the focus stays where it was, names of parts follow the language.
  const name = (element) => {
    const { act, desk, id, n, value } = element.dataset ?? {};
    const sheet = element.closest?.(".html-container")?.parentElement?.id;
    return (act || desk) && sheet ? { sheet, act, desk, id, n, value, element } : null;
  };
  let last = null;
  document.addEventListener("focusin", ({ target }) => { last = name(target); });
  const refocus = () => {
    if (!last || last.element.isConnected || document.activeElement !== document.body) return;
    const box = document.getElementById(last.sheet);
    const same = $$("[data-act], [data-desk]", box ?? document.createElement("i")).find((each) =>
      ["act", "desk", "id", "n", "value"].every((key) => each.dataset[key] === last[key]));
    (same ?? (box && $(".yj-sure button", box)))?.focus({ preventScroll: true });
  };
  const TOASTS = [["Connection to the server", "lost"], ["Connection errored", "failed"], ["Connection Lost", "problem"], ["Reconnected", "note"], ["Error", "problem"], ["Warning", "problem"], ["Info", "note"]];
  const translate = () => {
    const said = $(".yj-head")?.dataset;
    if (!said) return;
    if (document.documentElement.lang !== said.lang) document.documentElement.lang = said.lang;
    for (const part of $$(".toast-title, .toast-text")) {
      const found = TOASTS.find(([english]) => part.textContent.trim().startsWith(english));
      if (found && said[found[1]]) part.textContent = said[found[1]];
    }
  };
  const watch = () => {
    new MutationObserver((changes) => {
      refocus();
      translate();
      for (const { target } of changes) {
        if (target.closest?.("#yj-more")) placeMore();
        if (target.closest?.("#yj-settings-view")) press();
        if (target.closest?.("#yj-reader") && !target.closest(".yj-text, .yj-here, .yj-find")) { hits = []; at = -1; placeMore(); }
      }
    }).observe(document.body, { childList: true, subtree: true });
    translate();
  };
  if (document.body) watch(); else addEventListener("DOMContentLoaded", watch);
})();
