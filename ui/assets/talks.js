// The list of conversations. Two places to keep them: this browser (IndexedDB), or with a login the
// server (/talks). Names and questions are put in as text, never as markup.
(() => {
  "use strict";
  const LIMIT = 900_000; // bytes of one request, which may have a megabyte

  // ---- this browser
  const opened = new Promise((resolve) => {
    try {
      const asked = indexedDB.open("youju", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("talks", { keyPath: "id" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = asked.onblocked = () => resolve(null);
    } catch { resolve(null); }
  });
  const inside = async (mode, work) => {
    const base = await opened;
    if (!base) return null;
    return new Promise((resolve) => {
      const change = base.transaction("talks", mode);
      const asked = work(change.objectStore("talks"));
      change.oncomplete = () => resolve(asked ? asked.result : null);
      change.onerror = change.onabort = () => { say(words.not_kept_here); resolve(null); };
    });
  };
  const said = (record) => [record.title, ...record.turns.flatMap((turn) =>
    [turn.question, turn.answer ? turn.answer.text : turn.text])].join("\n").toLowerCase();
  const row = (record, known) => ({
    id: record.talk, title: known?.title || record.title, pinned: known?.pinned || false,
    // One that was deleted, in another tab too, comes back with a new question alone.
    updated: record.updated, deleted: known?.updated >= record.updated ? known.deleted : "",
    words: said(record), record,
  });
  const links = async (id, ended) => {
    const reply = await send(`/talks/${id}/links`, { ended }).catch(() => null);
    if (!reply?.ok) say(words.links_stay);
  };
  const here = {
    async list(find) {
      const rows = (await inside("readonly", (store) => store.getAll())) || [];
      const wanted = find.trim().toLowerCase();
      return rows.filter((each) => !each.deleted && (!wanted || each.words.includes(wanted)
        || each.title.toLowerCase().includes(wanted)));
    },
    async record(id) { return (await inside("readonly", (store) => store.get(id)))?.record; },
    async keep(record) {
      const known = await inside("readonly", (store) => store.get(record.talk));
      const kept = row(record, known);
      await inside("readwrite", (store) => store.put(kept));
      if (known?.deleted && !kept.deleted) await links(record.talk, false);
    },
    async change(id, changes) {
      const known = await inside("readonly", (store) => store.get(id));
      if (known) await inside("readwrite", (store) => store.put({ ...known, ...changes }));
      // Links into a conversation end with it, and open again with it.
      if ("deleted" in changes) await links(id, Boolean(changes.deleted));
    },
    async all() {
      const rows = (await here.list("")).sort(later);
      const talks = rows.map(({ record, title, pinned }) => ({ ...record, title, pinned, owner: "" }));
      return { format: "youju-talks-1", talks };
    },
    async take(talks) {
      for (const record of talks) {
        await inside("readwrite", (store) => store.put({ ...row(record), pinned: record.pinned }));
      }
    },
    async sweep() {
      const old = new Date(Date.now() - 86_400_000).toISOString();
      const rows = (await inside("readonly", (store) => store.getAll())) || [];
      for (const each of rows) {
        if (each.deleted && each.deleted < old) await inside("readwrite", (store) => store.delete(each.id));
      }
    },
  };

  // ---- the server
  const send = (path, body) => fetch(path, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const there = {
    async list(find) {
      const reply = await fetch(`/talks?find=${encodeURIComponent(find)}`);
      return reply.ok ? (await reply.json()).talks : [];
    },
    async record(id) { return { version: 1, owner: "", talk: id, turns: [] }; },
    async keep() { /* the server has it */ },
    async change(id, changes) {
      const known = "deleted" in changes ? { deleted: Boolean(changes.deleted) } : changes;
      await send(`/talks/${id}`, known);
    },
    async all() { return (await fetch("/talks/export")).json(); },
    async take() { /* the server took them in when it checked them */ },
    async sweep() { /* the server's */ },
  };

  // ---- what is shown
  let box = null, trigger = null, words = {}, store = here, find = "", chosen = null;
  let current = "", menu = "", naming = "", undone = null, drawing = 0;
  const later = (a, b) => (b.updated || "").localeCompare(a.updated || "") || a.id.localeCompare(b.id);
  const say = (text) => text && window.youju.say(text);
  const make = (tag, css, text, more = {}) => {
    const made = Object.assign(document.createElement(tag), more);
    if (css) made.className = css;
    if (text) made.textContent = text;
    return made;
  };
  const tool = (label, act, css = "yj-button yj-quiet") => {
    const made = make("button", css, label, { type: "button" });
    made.addEventListener("click", (click) => { click.stopPropagation(); act(); });
    return made;
  };
  const day = (time) => new Date(time).toLocaleDateString("sv");
  const group = (each) => {
    if (each.pinned) return "pinned";
    const then = day(each.updated || 0);
    if (then === day(Date.now())) return "today";
    return then === day(Date.now() - 86_400_000) ? "yesterday" : "before";
  };

  const change = async (id, changes) => { menu = naming = ""; await store.change(id, changes); draw(); };
  const open = async (id) => {
    chosen = await store.record(id);
    if (!chosen) return;
    current = id;
    youju.closeTalks();
    trigger("act", { act: "talk", turn: "", n: 0, id: "" });
    draw();
  };
  const remove = async (each) => {
    await change(each.id, { deleted: new Date().toISOString() });
    clearTimeout(undone?.timer);
    undone = { each, timer: setTimeout(() => { undone = null; draw(); }, 10_000) };
    if (each.id === current) document.querySelector("#yj-new")?.click();
    draw();
  };
  const restore = async () => {
    const { each, timer } = undone;
    clearTimeout(timer);
    undone = null;
    await change(each.id, { deleted: "" });
  };

  const entry = (each) => {
    const item = make("li", each.id === current ? "yj-talk yj-now" : "yj-talk");
    if (naming === each.id) {
      const field = make("input", "yj-field", "", { value: each.title, maxLength: 120 });
      field.setAttribute("aria-label", words.rename);
      const done = (keep) => {
        if (naming !== each.id) return;
        const title = field.value.trim();
        change(each.id, keep && title ? { title } : {});
      };
      field.addEventListener("keydown", (key) => {
        if (key.key === "Enter") done(true);
        if (key.key === "Escape") { key.stopPropagation(); done(false); }
      });
      field.addEventListener("blur", () => done(true));
      item.append(field);
      queueMicrotask(() => { field.focus(); field.select(); });
      return item;
    }
    const name = tool(each.title, () => open(each.id), "yj-button yj-talk-name");
    name.title = each.title;
    name.dir = "auto";
    if (each.id === current) name.setAttribute("aria-current", "true");
    const more = tool("⋯", () => { menu = menu === each.id ? "" : each.id; draw(); }, "yj-button yj-talk-more");
    more.setAttribute("aria-label", words.talk_options.replace("{}", each.title));
    more.setAttribute("aria-expanded", String(menu === each.id));
    item.append(name, more);
    if (menu === each.id) {
      const tools = make("div", "yj-talk-tools");
      tools.append(
        tool(words.rename, () => { naming = each.id; menu = ""; draw(); }),
        tool(each.pinned ? words.unpin : words.pin, () => change(each.id, { pinned: !each.pinned })),
        tool(words.delete, () => remove(each)));
      item.append(tools);
    }
    return item;
  };

  const draw = async () => {
    if (!box) return;
    const mine = ++drawing;
    const rows = (await store.list(find)).sort(later);
    if (mine !== drawing) return;
    const list = make("div", "yj-talk-list");
    for (const name of ["pinned", "today", "yesterday", "before"]) {
      const those = rows.filter((each) => group(each) === name);
      if (!those.length) continue;
      const items = make("ul");
      items.append(...those.map(entry));
      list.append(make("h4", "", words[name]), items);
    }
    if (!rows.length) list.append(make("p", "yj-meta", find ? words.talks_not_found : words.talks_none));
    const undo = make("div", "yj-undo");
    undo.setAttribute("role", "status");
    if (undone) {
      undo.append(make("span", "", words.deleted.replace("{}", undone.each.title)),
        tool(words.undo, restore, "yj-button yj-tool"));
    }
    const at = box.querySelector(".yj-talk-list")?.scrollTop || 0;
    box.querySelector(".yj-talk-list").replaceWith(list);
    box.querySelector(".yj-undo").replaceWith(undo);
    list.scrollTop = at;
  };

  const save = async () => {
    const text = JSON.stringify(await store.all(), null, 1);
    youju.save(JSON.stringify({ name: `youju-talks-${day(Date.now())}.json`, text }));
  };
  // The server reads a file strictly, in pieces that fit into a request; one piece that it refuses
  // refuses all, so they are checked first and taken in afterwards.
  const pieces = (talks) => {
    const found = [[]];
    let size = 0;
    for (const each of talks) {
      const bytes = new Blob([JSON.stringify(each)]).size;
      if (size + bytes > LIMIT && found.at(-1).length) { found.push([]); size = 0; }
      found.at(-1).push(each);
      size += bytes;
    }
    return found;
  };
  const take = async (file) => {
    if (!file) return;
    if (file.size > 200_000_000) { say(words.import_too_large); return; }
    let sent;
    try { sent = JSON.parse(await file.text()); } catch { say(words.import_refused); return; }
    if (!sent || !Array.isArray(sent.talks)) { say(words.import_refused); return; }
    const { talks, ...rest } = sent;
    const asked = async (step, some) => {
      const found = [];
      for (const piece of pieces(some)) {
        const reply = await send(`/talks/${step}`, { ...rest, talks: piece });
        if (!reply.ok) { say(words.import_refused); return null; }
        found.push(await reply.json());
      }
      return found;
    };
    const checked = (await asked("check", talks))?.flatMap((each) => each.talks);
    if (!checked) return;
    // What is here already is not taken in again: as it was kept here, or from this file before.
    const known = new Map((await store.list("")).map((each) => [each.id, each.updated]));
    const isFresh = (_, place) => !known.has(checked[place].talk)
      && known.get(talks[place].talk) !== talks[place].updated;
    const fresh = checked.filter(isFresh);
    if (store === there && fresh.length && !await asked("import", talks.filter(isFresh))) return;
    await store.take(fresh);
    say(checked.length && !fresh.length ? words.imported_none
      : words.imported_talks.replace("{}", fresh.length));
    draw();
  };

  const frame = () => {
    words = JSON.parse(box.dataset.words);
    store = box.dataset.kept === "server" ? there : here;
    const head = make("div", "yj-talk-head");
    const search = make("input", "yj-field", "", { type: "search", value: find, maxLength: 100 });
    search.placeholder = words.talks_find;
    search.setAttribute("aria-label", words.talks_find);
    search.addEventListener("input", () => { find = search.value; draw(); });
    const fresh = tool(words.new, () => {
      document.querySelector("#yj-new")?.click(); youju.closeTalks(); }, "yj-button yj-tool yj-fresh");
    const close = tool("×", () => youju.closeTalks(), "yj-button yj-step yj-talks-close");
    close.setAttribute("aria-label", words.close);
    head.append(fresh, close, search);
    const file = make("input", "", "", { type: "file", accept: ".json,application/json", hidden: true });
    file.addEventListener("change", () => { take(file.files[0]).finally(() => { file.value = ""; }); });
    const foot = make("div", "yj-talk-foot");
    foot.append(tool(words.export_all, save), tool(words.import_all, () => file.click()), file);
    box.replaceChildren(head, make("div", "yj-talk-list"), make("div", "yj-undo"), foot);
    box.setAttribute("aria-label", words.talks);
    box.setAttribute("role", "navigation");
    draw();
  };

  youju.talks = {
    words: () => words,
    // Called for the list's place, and again whenever its words were put in anew.
    place(element, send) {
      trigger = send;
      const found = element.querySelector(".yj-talks");
      if (!found) return;
      if (found === box && box.dataset.words === box.drawnWith && box.firstChild) return;
      box = found;
      box.drawnWith = box.dataset.words;
      frame();
      here.sweep();
    },
    chosen: () => chosen,
    async keep(record) {
      if (!record || !record.talk) { current = ""; draw(); return; }
      current = record.talk;
      if (box && store === here && record.turns.length) await here.keep(record);
      draw();
    },
  };
})();
