// The only script of the pages. Chart options come as JSON; nothing in them is ever run as code.
(function () {
  "use strict";
  var root = document.documentElement;

  // ---- theme: system, light, dark
  var names = { "": "data-auto", light: "data-light", dark: "data-dark" };
  var store = { get: function () { try { return localStorage.getItem("theme") || ""; } catch (e) { return ""; } },
    set: function (v) { try { localStorage.setItem("theme", v); } catch (e) { /* private window */ } } };
  function applyTheme(v) {
    if (v) root.setAttribute("data-theme", v); else root.removeAttribute("data-theme");
    document.querySelectorAll("[data-theme-switch]").forEach(function (b) { b.textContent = b.getAttribute(names[v]); });
  }
  applyTheme(store.get());
  document.addEventListener("click", function (e) {
    var b = e.target.closest("[data-theme-switch]");
    if (!b) return;
    var next = { "": "light", light: "dark", dark: "" }[store.get()];
    store.set(next); applyTheme(next); drawAll();
  });

  // ---- search in a list: the box is hidden in the markup, as it does nothing without this script
  document.querySelectorAll("[data-filter]").forEach(function (box) {
    var input = box.querySelector("input"), rows = document.querySelectorAll("#" + box.getAttribute("data-filter") + " [data-search]"), said = box.querySelector("[role=status]");
    box.hidden = false;
    input.addEventListener("input", function () {
      var words = input.value.toLowerCase().split(/\s+/), shown = 0;
      rows.forEach(function (row) {
        var text = row.getAttribute("data-search");
        row.hidden = !words.every(function (w) { return text.indexOf(w) >= 0; });
        if (!row.hidden) shown++;
      });
      said.textContent = box.getAttribute("data-found").replace("{0}", shown);
    });
  });

  // ---- wide tables: a tab stop only while they scroll (either way); on a narrow screen they open at the first forecast week
  function tables() {
    document.querySelectorAll(".scroll").forEach(function (box) {
      var held = getComputedStyle(box).overflowX !== "visible", wide = held && box.scrollWidth > box.clientWidth + 1;
      if (wide || (held && box.scrollHeight > box.clientHeight + 1)) box.setAttribute("tabindex", "0"); else box.removeAttribute("tabindex");
      var first = box.querySelector("thead .first"), head = box.querySelector("thead th");
      if (wide && first && !box.scrollLeft) box.scrollLeft = first.offsetLeft - head.offsetWidth;
    });
  }
  tables();
  document.addEventListener("toggle", tables, true);

  // ---- number formats: the same rules as the server's formatter
  var zh = root.lang.indexOf("zh") === 0;
  function group(v) { return (v < 0 ? "\u2212" : "") + Math.abs(Math.round(v)).toString().replace(/\B(?=(\d{3})+$)/g, ","); }
  function short(v) {
    var a = Math.abs(v), s = v < 0 ? "\u2212" : "";
    if (zh) return s + (a >= 1e8 ? (a / 1e8).toFixed(2) + "亿" : a >= 1e4 ? (a / 1e4).toFixed(a >= 1e6 || a % 1e4 === 0 ? 0 : 1) + "万" : group(a));
    return s + (a >= 1e6 ? (a / 1e6).toFixed(a % 1e6 === 0 ? 0 : 2) + "M" : a >= 1e3 ? (a / 1e3).toFixed(0) + "k" : group(a));
  }
  function val(v) { return v && v.value !== undefined ? v.value : v; }
  function known(f) { return function (v) { v = val(v); return v === null || v === undefined || v === "" || isNaN(v) ? "\u2014" : f(Number(v)); }; }
  var formats = {
    "fmt:int": known(group),
    "fmt:short": known(short),
    "fmt:pct": known(function (v) { return Math.round(v) + "%"; }),
    "fmt:pct1": known(function (v) { return v.toFixed(1) + "%"; }),
    "fmt:nday": function (v) { return Number(v) === 0 ? (zh ? "节日" : "day 0") : v; }
  };

  // ---- charts
  function token(name, css) { return css.getPropertyValue("--" + name).trim() || "#000"; }
  function resolve(x, css) {
    if (Array.isArray(x)) return x.map(function (y) { return resolve(y, css); });
    if (x && typeof x === "object") {
      var o = {};
      Object.keys(x).forEach(function (k) { o[k] = resolve(x[k], css); });
      return o;
    }
    if (typeof x === "string") {
      if (x.charAt(0) === "@") return token(x.slice(1), css);
      if (x.slice(0, 4) === "fmt:") return formats[x] || x;
    }
    return x;
  }
  var charts = [];
  function drawAll() {
    if (!window.echarts) return;
    var css = getComputedStyle(root), narrow = window.matchMedia("(max-width: 50rem)").matches;

    charts.forEach(function (c) { c.dispose(); });
    charts = [];
    document.querySelectorAll("[data-chart]").forEach(function (el) {
      var src = document.getElementById(el.getAttribute("data-chart"));
      if (!src) return;
      var raw = JSON.parse(src.textContent);
      var opt = resolve(narrow && raw.narrow ? raw.narrow : raw.option, css);
      opt.aria = { enabled: true, label: { description: el.getAttribute("aria-label") }, decal: { show: Boolean(raw.decal) } };
      opt.animation = false; // figures do not move by themselves
      opt.textStyle = { fontFamily: css.getPropertyValue("font-family"), color: token("ink-2", css) };
      opt.tooltip = Object.assign({ trigger: "axis", renderMode: "richText", confine: true, backgroundColor: token("paper", css),
        borderColor: token("rule-2", css), borderWidth: 1, padding: [8, 10], textStyle: { color: token("ink", css), fontSize: 12 },
        axisPointer: { type: "line", lineStyle: { color: token("rule-2", css), type: "solid" } } }, opt.tooltip || {});
      var c = window.echarts.init(el, null, { renderer: "canvas" });
      c.setOption(opt);
      charts.push(c);
    });
  }
  drawAll();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  var t = 0;
  window.addEventListener("resize", function () { clearTimeout(t); t = setTimeout(function () { tables(); drawAll(); }, 120); });
})();
