// The conversation: what it shows while an answer arrives, what is asked, @ in the question,
// sharing and printing. Loaded after page.js.
(() => {
  "use strict";
  const thread = () => document.getElementById("yj-thread");
  const words = () => youju.talks.words();
  const body = () => document.body.classList;

  // ---- scrolling: a new question goes to the top and its answer is followed to its end. Who
  // scrolls up is left in peace, and finds a button that leads back down.
  const ROOM = 28, NEAR = 60;
  let newest = "", held = false;
  // The turn under way, else the one asked last wherever it stands, else the last.
  const lastTurn = () => document.querySelector("#yj-live .yj-turn")
    || (newest && document.querySelector(`#yj-history .yj-turn[data-turn="${CSS.escape(newest)}"]`))
    || [...document.querySelectorAll("#yj-history .yj-turn")].at(-1);
  const below = (box, element) =>
    element.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom;
  // Where the newest turn is read best: its question at the top or, once that is longer than the
  // window, the end of what is said so far at the bottom. Sources do not move what is being read.
  const target = (box, turn) => {
    const top = box.scrollTop + turn.getBoundingClientRect().top - box.getBoundingClientRect().top;
    const said = turn.querySelector(".yj-answer") || turn;
    const end = box.scrollTop + below(box, said) + ROOM;
    return Math.max(0, Math.max(top, end));
  };
  const button = () => {
    const left = document.getElementById("yj-composer");
    let made = document.getElementById("yj-down");
    if (made || !left) return made;
    made = Object.assign(document.createElement("button"), { id: "yj-down", type: "button", textContent: "↓" });
    made.addEventListener("click", () => { held = true; follow(); });
    left.append(made);
    return made;
  };
  const offer = () => {
    const box = thread(), turn = lastTurn(), made = button();
    if (!box || !made) return;
    made.classList.toggle("shown", Boolean(turn) && !held && below(box, turn) > NEAR);
    made.title = words().to_newest || "";
    made.setAttribute("aria-label", made.title);
  };
  const follow = () => requestAnimationFrame(() => {
    const box = thread(), turn = lastTurn();
    if (!box || !turn) { newest = ""; offer(); return; }
    if (turn.dataset.turn !== newest) {
      newest = turn.dataset.turn;
      held = true;
      closeScope();
    }
    if (held) box.scrollTop = target(box, turn);
    offer();
  });
  for (const act of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    addEventListener(act, ({ target: touched }) => {
      if (touched.closest?.("#yj-thread")) held = false;
    }, { passive: true });
  }
  addEventListener("scroll", ({ target: moved }) => {
    const turn = moved.id === "yj-thread" && lastTurn();
    if (turn && !held && Math.abs(moved.scrollTop - target(moved, turn)) < 4) held = true;
    if (moved.id === "yj-thread") offer();
  }, { passive: true, capture: true });
  youju.opened = () => requestAnimationFrame(() => {
    const box = thread(), turn = lastTurn();
    if (!box || !turn) return;
    newest = turn.dataset.turn;
    held = true;
    follow();
  });

  // Another conversation was begun or opened: what stood beside the one before goes.
  youju.begun = () => {
    newest = "";
    youju.triggers["yj-evidence"]?.("open", { act: "excerpt", turn: "", n: 0, id: "" });
    body().remove("yj-evidence-open");
    youju.opened();
  };

  // ---- the list of conversations and the sheet of what is asked: open and closed
  const wide = matchMedia("(min-width: 1200px)");
  const RAIL = "youju-rail";
  const remembered = () => { try { return localStorage.getItem(RAIL); } catch { return null; } };
  const rail = (open, keep) => {
    body().toggle(wide.matches ? "yj-rail-closed" : "yj-rail-open", wide.matches ? !open : open);
    if (keep && wide.matches) try { localStorage.setItem(RAIL, open ? "open" : "closed"); } catch { /* private */ }
  };
  const railOpen = () => (wide.matches ? !body().contains("yj-rail-closed") : body().contains("yj-rail-open"));
  youju.closeTalks = () => { if (!wide.matches) rail(false); };
  const closeScope = () => {
    if (!body().contains("yj-scope-shown")) return false;
    body().remove("yj-scope-shown");
    document.querySelector(".yj-scope-open")?.setAttribute("aria-expanded", "false");
    return true;
  };
  const act = (place, name, more = {}) =>
    youju.triggers[place]?.("act", { act: name, turn: "", n: 0, id: "", ...more });
  const pane = (name) => {
    const sheet = document.getElementById("yj-scope");
    sheet.dataset.pane = name;
    sheet.querySelectorAll(".yj-pane-head").forEach((each) =>
      each.setAttribute("aria-pressed", String(each.dataset.id === name)));
  };

  Object.assign(youju.acts, {
    talks() { rail(!railOpen(), true); return true; },
    scope() {
      if (closeScope()) { document.querySelector(".yj-scope-open")?.focus(); return true; }
      body().add("yj-scope-shown");
      document.querySelector(".yj-scope-open")?.setAttribute("aria-expanded", "true");
      const sheet = document.getElementById("yj-scope");
      if (!sheet.dataset.pane) pane("documents");
      act("yj-scope", "scope-show");
      return true;
    },
    pane(pressed) { pane(pressed.dataset.id); return true; },
    mention(pressed) { pick(pressed); return true; },
    print(pressed) {
      const turn = pressed.closest(".yj-turn");
      pressed.closest("details")?.removeAttribute("open");
      turn.classList.add("yj-printed");
      body().add("yj-print-one");
      addEventListener("afterprint", () => {
        turn.classList.remove("yj-printed");
        body().remove("yj-print-one");
      }, { once: true });
      print();
      return true;
    },
  });
  youju.acts["copy-link"] = ({ dataset }) => {
    youju.copy(new URL(dataset.copied, location.href).href).then(() => youju.say(dataset.done));
    return true;
  };
  youju.shared = (file) => {
    const { path } = JSON.parse(file || "{}");
    if (!path) return;
    const link = new URL(path, location.href).href;
    document.querySelectorAll(".yj-menu[open]").forEach((each) => each.removeAttribute("open"));
    youju.copy(link).then(() => youju.say(words().link_copied));
  };

  // ---- @ in the question names an article
  const box = () => document.querySelector("#yj-question textarea");
  const offered = () => [...document.querySelectorAll("#yj-mentions .yj-mention")];
  const AT = /(?:^|[\s，。？！、：；（(“])[@＠]([^\s@＠]{0,40})$/; // "请问@江湾", not "me@example"
  const written = () => {
    const at = box();
    return at && at.selectionStart === at.selectionEnd ? at.value.slice(0, at.selectionStart).match(AT) : null;
  };
  let marked = 0, waiting = 0;
  const mark = (to) => {
    const rows = offered();
    marked = rows.length ? (to + rows.length) % rows.length : 0;
    rows.forEach((each, place) => {
      each.setAttribute("aria-selected", String(place === marked));
      each.id = `yj-mention-${place}`;
    });
    rows[marked]?.scrollIntoView({ block: "nearest" });
    if (rows.length) box()?.setAttribute("aria-activedescendant", `yj-mention-${marked}`);
    else box()?.removeAttribute("aria-activedescendant");
  };
  const mentioning = () => body().contains("yj-mentioning") && offered().length > 0;
  const stopMentioning = () => { body().remove("yj-mentioning"); mark(0); };
  const pick = (pressed) => {
    const at = box(), found = written();
    if (found) {
      const from = at.selectionStart - found[1].length - 1;
      at.setRangeText("", from, at.selectionStart, "end");
      at.dispatchEvent(new Event("input", { bubbles: true }));
    }
    stopMentioning();
    act("yj-chips", "scope-add", { turn: "documents", id: pressed.dataset.id });
    at.focus();
  };
  addEventListener("input", ({ target: typed }) => {
    if (typed !== box()) return;
    const found = written();
    clearTimeout(waiting);
    if (!found) { stopMentioning(); return; }
    waiting = setTimeout(() => {
      body().add("yj-mentioning");
      act("yj-mentions", "find", { id: found[1] });
    }, 120);
  });
  addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.target === box() && mentioning()) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) mark(marked + step);
      else if (event.key === "Enter" || event.key === "Tab") pick(offered()[marked]);
      else if (event.key === "Escape") stopMentioning();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (event.key === "Enter" && event.target.matches?.(".yj-row .yj-field")) {
      event.preventDefault();
      event.target.closest(".yj-row").querySelector("[data-field]")?.click();
      return;
    }
    if (event.key === "Escape" && closeScope()) { box()?.focus(); event.stopImmediatePropagation(); return; }
    if (event.key === "Escape" && !wide.matches && railOpen()) { rail(false); event.stopImmediatePropagation(); }
  }, true);
  addEventListener("pointerdown", ({ target: touched }) => {
    if (!touched.closest?.("#yj-scope, #yj-chips")) closeScope();
    if (!touched.closest?.("#yj-mentions, #yj-question")) stopMentioning();
    if (!wide.matches && railOpen() && !touched.closest?.("#yj-rail, .yj-talks-open")) rail(false);
    document.querySelectorAll(".yj-menu[open]").forEach((each) => {
      if (!each.contains(touched)) each.removeAttribute("open");
    });
  }, true);

  Object.assign(youju.changed, {
    "yj-history": follow,
    "yj-live": follow,
    "yj-further": offer,
    "yj-mentions": () => mark(0),
    "yj-talks": (element, trigger) => youju.talks.place(element, trigger),
    "yj-scope": () => pane(document.getElementById("yj-scope")?.dataset.pane || "documents"),
    "yj-chips": () => {
      document.querySelector(".yj-scope-open")?.setAttribute(
        "aria-expanded", String(body().contains("yj-scope-shown")));
    },
  });
  const begin = () => { if (wide.matches && remembered() === "closed") rail(false); };
  if (document.body) begin(); else addEventListener("DOMContentLoaded", begin);
})();
