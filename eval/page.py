"""The report's page around its figures: style sheet, content policy and the filter script."""

from __future__ import annotations

from string import Template

PAGE = Template("""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>$title</title>
<style>
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6775; --paper: #fbfaf7;
  --line: #d9d6cd; --bar: #2f6f8f; --good: #2c7a4b; --bad: #b23a2e; --warn: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --soft: #a4adb8;
  --paper: #171b20; --line: #38404a; --bar: #6fb3d2; --good: #6cc792; --bad: #f08a7e;
  --warn: #e8b45a; } }
body { font: 16px/1.65 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei",
  sans-serif; color: var(--ink); background: var(--paper); max-width: 1080px;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; display: block;
  overflow-x: auto; }
th, td { text-align: left; padding: .3rem .7rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
figure { margin: 1.5rem 0; } figcaption { font-weight: 600; margin-bottom: .4rem; }
svg { width: 100%; max-width: 860px; height: auto; } svg text { fill: var(--ink);
  font-size: 12.5px; }
.track { fill: var(--line); opacity: .45; } .bar { fill: var(--bar); }
.whisker { stroke: var(--ink); fill: none; } .grid { stroke: var(--line); fill: none; }
.line { stroke: var(--bar); stroke-width: 2; fill: none; } .dot { fill: var(--bar); }
details { border-left: 4px solid var(--line); padding: .2rem .8rem; margin: .3rem 0; }
details.pass { border-color: var(--good); } details.fail { border-color: var(--bad); }
summary { cursor: pointer; } small { color: var(--soft); }
blockquote { margin: .4rem 0 .4rem 1rem; padding-left: .8rem;
  border-left: 2px solid var(--line); }
cite { display: block; color: var(--soft); font-size: .85rem; }
li.pass { color: var(--good); } li.fail { color: var(--bad); } .warning { color: var(--warn); }
</style>
</head>
<body>
<h1>$title</h1>
<dl>$facts</dl>
$warnings
$gates
<h2>指标 Figures</h2>
$figures
<h2>图 Plots</h2>
$plots
<h2>分组 Slices</h2>
$slices
<h2>逐题 Questions</h2>
<p>共 $count 题，答错 $wrong 题。
<label><input type="checkbox" id="only-wrong"> 只看答错的 wrong only</label></p>
<div id="questions">$questions</div>
<h2>运行环境 Set-up</h2>
$settings
<script>
document.getElementById("only-wrong").addEventListener("change", function (event) {
  document.querySelectorAll("#questions details.pass").forEach(function (row) {
    row.hidden = event.target.checked;
  });
});
</script>
</body>
</html>
""")
"""``$``-fields are filled by ``eval.report`` with text that is already escaped."""
