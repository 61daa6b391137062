// The page's own behaviour: one listener for every data-act button, shortcuts, theme, scrolling.
(() => {
  "use strict";
  const root = document.documentElement;
  const THEME = "youju-theme";

  const stored = () => { try { return localStorage.getItem(THEME); } catch { return null; } };
  const preferred = () => matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const asked = new URLSearchParams(location.search).get("__theme");
  const wear = (theme) => {
    root.dataset.theme = theme;
    if (document.body) document.body.classList.toggle("dark", theme === "dark");
  };
  let theme = asked || stored() || preferred();
  wear(theme);
  const dress = () => {
    wear(theme);
    new MutationObserver(() => {
      if (document.body.classList.contains("dark") !== (theme === "dark")) wear(theme);
    }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  };
  if (document.body) dress(); else addEventListener("DOMContentLoaded", dress);

  const say = (text) => {
    const box = document.getElementById("yj-toast") || document.body.appendChild(
      Object.assign(document.createElement("div"), { id: "yj-toast" }));
    box.setAttribute("role", "status");
    box.textContent = text;
    box.classList.add("shown");
    clearTimeout(box.timer);
    box.timer = setTimeout(() => box.classList.remove("shown"), 1600);
  };

  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); return; } catch { /* not a secure page */ }
    const area = Object.assign(document.createElement("textarea"), { value: text });
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  const question = () => document.querySelector("#yj-question textarea, #yj-question input");
  const closeEvidence = () => document.body.classList.remove("yj-evidence-open");

  // The server forgot this tab (left for hours, or the server was started anew): load the page
  // again, with the question that stands in the box; the browser's copy of the talk comes back.
  const RENEWED = "youju-renewed";
  const reader = () => document.querySelector(".yj-user")?.textContent || "";
  const renew = (asked) => setTimeout(() => {
    try {
      const { at = 0 } = JSON.parse(sessionStorage.getItem(RENEWED) || "{}");
      if (Date.now() - at < 10_000) return;
      sessionStorage.setItem(RENEWED, JSON.stringify(
        { at: Date.now(), question: question()?.value || "", asked, reader: reader() }));
      location.reload();
    } catch { /* private window: the button says the same */ }
  }, 50);

  // Whose sign-in is over is led to the form, and finds the question in the box afterwards. What
  // other tabs of this browser show goes when its reader signs out, or another one signs in.
  const ask = window.fetch.bind(window);
  window.fetch = async (...request) => {
    const reply = await ask(...request);
    if (reply.status === 401) renew(false);
    return reply;
  };
  const tabs = new BroadcastChannel("youju-reader");
  tabs.onmessage = ({ data }) => { if (reader() && reader() !== data) location.reload(); };
  addEventListener("click", (click) => {
    if (!click.target.closest?.("a[href='/logout']")) return;
    click.preventDefault();
    ask("/logout", { redirect: "manual" }).finally(() => {
      tabs.postMessage("");
      location.assign("/login");
    });
  });

  const youju = window.youju = {
    say,
    copy,
    triggers: {},
    changed: {},
    acts: {},
    toggleTheme() {
      theme = theme === "dark" ? "light" : "dark";
      try { localStorage.setItem(THEME, theme); } catch { /* private window */ }
      wear(theme);
    },
    // Called by every gr.HTML of ours with its own trigger.
    listen(element, trigger) {
      const name = element.closest("[id^=yj-]")?.id || "";
      youju.triggers[name] = trigger;
      const changed = youju.changed[name] || (() => {});
      changed(element, trigger);
      new MutationObserver(() => {
        const sign = element.querySelector(".yj-forgotten");
        if (sign) renew(Boolean(sign.dataset.asked));
        changed(element, trigger);
      }).observe(element, {
        childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: ["aria-checked"] });
      for (const kind of ["input", "change"]) {
        element.addEventListener(kind, ({ target }) => {
          const act = target.dataset?.[kind];
          if (!act) return;
          clearTimeout(target.waiting);
          target.waiting = setTimeout(
            () => trigger("act", { act, turn: "", n: 0, id: target.value }), kind === "input" ? 150 : 0);
        });
      }
      element.addEventListener("click", (click) => {
        const pressed = click.target.closest("[data-act]");
        if (!pressed || !element.contains(pressed)) return;
        const { act, turn = "", n = "0", id = "" } = pressed.dataset;
        if (act === "none" || youju.acts[act]?.(pressed)) return;
        if (act === "reload") { location.reload(); return; }
        if (act === "copy") { copy(pressed.dataset.copied).then(() => say(pressed.dataset.done)); return; }
        if (act === "theme") { youju.toggleTheme(); return; }
        if (act === "removed" || act === "undo") pressed.setAttribute("aria-busy", "true"); // until it is drawn anew
        if (act === "language") { // for the server's next document (ui/state/languages.py)
          const other = root.lang.startsWith("zh") ? "en" : "zh";
          document.cookie = `youju_language=${other}; path=/; max-age=31536000; samesite=lax`;
        }
        if (act === "close") { closeEvidence(); youju.opener?.focus(); return; }
        if (act === "cite" || act === "near" || act === "read") {
          document.body.classList.add("yj-evidence-open");
          if (!pressed.closest("#yj-evidence")) youju.opener = pressed;
          document.querySelectorAll(".yj-open").forEach((each) => each.classList.remove("yj-open"));
          if (act !== "read") document.querySelectorAll(
            `[data-act="${act}"][data-turn="${CSS.escape(turn)}"][data-n="${CSS.escape(n)}"]`)
            .forEach((each) => each.classList.add("yj-open"));
        }
        const signal = ["cite", "near", "whole", "excerpt", "read"].includes(act) ? "open"
          : ["good", "bad", "reason"].includes(act) ? "rate" : act === "share" ? "link" : act === "undo" ? "back" : "act";
        const field = pressed.dataset.field && document.getElementById(pressed.dataset.field);
        trigger(signal, { act, turn, n: Number(n), id: field ? field.value : id });
        if (field) field.value = "";
      });
    },
    save(file) {
      if (!file) return;
      const { name, text } = JSON.parse(file);
      if (!name) { renew(false); return; }
      const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
      const link = Object.assign(document.createElement("a"), { href: url, download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    },
    toQuote() {
      requestAnimationFrame(() => {
        const panel = document.getElementById("yj-evidence");
        const quote = document.getElementById("yj-quote");
        const scroller = panel?.querySelector(".yj-article");
        if (!scroller) return;
        scroller.scrollTop = quote
          ? quote.getBoundingClientRect().top - scroller.getBoundingClientRect().top
            + scroller.scrollTop - scroller.clientHeight / 3
          : 0;
      });
    },
    loaded() {
      youju.opened();
      tabs.postMessage(reader());
      let left = {};
      try {
        left = JSON.parse(sessionStorage.getItem(RENEWED) || "{}");
        sessionStorage.setItem(RENEWED, JSON.stringify({ at: left.at || 0 }));
      } catch { /* private window */ }
      const box = question();
      if (!left.question || left.reader !== reader() || !box || box.value) return;
      box.value = left.question;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      if (left.asked) setTimeout(() => document.querySelector("#yj-ask")?.click(), 100);
    },
  };

  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable=true]");
    if (event.key === "Escape") {
      if (document.body.classList.contains("yj-evidence-open")) { closeEvidence(); youju.opener?.focus(); }
      else document.querySelector("#yj-stop:not(.hidden)")?.click();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { event.preventDefault(); question()?.focus(); }
    if (event.key === "[") document.querySelector("#yj-evidence .yj-previous")?.click();
    if (event.key === "]") document.querySelector("#yj-evidence .yj-next")?.click();
  });
})();
