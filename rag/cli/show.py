"""``youju show``: a cleaned article with its metadata, and what cleaning removed."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace

from rag.arguments import name_given
from rag.articles.clean import CleanReport
from rag.articles.members import file_of
from rag.home import at_home
from rag.places import NOWHERE
from rag.screen import json_text
from rag.settings import Settings
from rag.types import Document
from rag.wording import say

Commands = argparse._SubParsersAction


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "show",
        help=say("看一篇清洗后的文章", "show a cleaned article"),
        description=say(
            "显示一篇文章清洗后的正文和元数据。文章可以是文件、压缩包或 jsonl 里的一篇"
            "（文件!/名称），也可以是已索引文章的编号、标题或路径。",
            "Show an article's cleaned text and metadata. It may be a file, a member of a zip or "
            "jsonl (FILE!/NAME), or the id, title or path of an indexed article.",
        ),
        epilog=say("例：", "Example: ") + "youju show articles/report.html --diff",
    )
    parser.add_argument("article", metavar=say("文章", "ARTICLE"))
    parser.add_argument(
        "--diff",
        action="store_true",
        help=say("显示清洗去掉了什么", "show what cleaning removed from the original"),
    )
    parser.add_argument(
        "--json", action="store_true", help=say("输出 JSON，供程序使用", "print JSON, for machines")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the article; from its file when it is one, else from the index."""
    name = name_given(arguments.article)
    if any(at_home(path).is_file() for path in (name, file_of(name))):
        return _show_file(name, arguments, settings)
    document = _indexed(name, settings, reread=arguments.diff)
    if arguments.diff:
        return _show_file(document.path, arguments, settings)
    _print(document, None, as_json=arguments.json)
    return 0


def _indexed(name: str, settings: Settings, *, reread: bool) -> Document:
    """The stored article; ``reread`` says that its file is to be read, if that may be read."""
    from rag.assistant import Assistant
    from rag.indexing import machine
    from rag.indexing.scan import below

    with Assistant(settings) as assistant:
        document = assistant.find(name)
        if reread:
            files = assistant.index.files_of(document.id)
            held = [file for file in files if below(document.path, file)]
            machine.original(settings.data_dir, held)
        return document


def _show_file(name: str, arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.articles.limits import limits_of
    from rag.articles.reader import FileReader

    with FileReader(limits_of(settings)) as reader:
        shown = reader.shown(name, changes=arguments.diff)
    cleaned, changes = shown.cleaned, shown.changes
    if changes is None:
        _print(cleaned.document, cleaned.report, as_json=arguments.json)
        return 0
    if arguments.json:
        record = {"path": shown.path, "removed": dict(cleaned.report.removed)}
        print(json_text({**record, "changes": changes}, indent=2))
        return 0
    print("\n".join(report_lines(cleaned.report)))
    print("\n".join(changes))
    return 0


def _print(document: Document, report: CleanReport | None, *, as_json: bool) -> None:
    if as_json:
        record = asdict(replace(document, places=NOWHERE))
        del record["places"]  # as many as a sheet has rows
        record["published"] = document.published.isoformat() if document.published else None
        if report:
            record["removed"] = dict(report.removed)
            record["notices"] = list(report.notices)
        print(json_text(record, indent=2))
        return
    for name, value in _facts(document):
        if value:
            print(f"{name}{say('：', ': ')}{value}")
    if report:
        print("\n".join(report_lines(report)))
    else:
        print("".join(f"  ※ {notice}\n" for notice in document.notices), end="")
    print(f"\n{document.text}")


def _facts(document: Document) -> list[tuple[str, str]]:
    basis = {
        "stated": say("文中写明", "stated"),
        "inferred": say("推断", "inferred"),
        "unknown": "",
    }[document.published_basis]
    day = document.published.isoformat() if document.published else say("不明", "unknown")
    evidence = f"{basis}{say('：', ': ')}{document.published_evidence}" if basis else ""
    return [
        (say("标题", "Title"), document.title),
        (
            say("日期", "Published"),
            f"{day}{say('（', ' (')}{evidence}{say('）', ')')}" if evidence else day,
        ),
        (say("作者", "Author"), document.author),
        (say("来源", "Source"), document.source),
        (say("分类", "Categories"), say("、", ", ").join(document.categories)),
        (say("语言", "Language"), document.language),
        (say("网址", "URL"), document.url),
        (say("路径", "Path"), document.path),
        (say("编号", "Id"), document.id),
        (say("字数", "Characters"), str(len(document.text))),
    ]


def report_lines(report: CleanReport) -> list[str]:
    """The account of a cleaning: what was kept, what each rule took, what it noticed."""
    rules = sorted(report.removed.items(), key=lambda pair: -pair[1])
    taken = say("，", ", ").join(
        f"{rule} {count:+d}".replace("+", "-") if count > 0 else f"{rule} +{-count}"
        for rule, count in rules
    )
    lines = [
        say(
            f"清洗：原文 {report.original} 字，保留 {report.kept} 字（{taken or '无改动'}）",
            f"Cleaning: {report.original} characters found, {report.kept} kept "
            f"({taken or 'nothing changed'})",
        )
    ]
    lines += [f"  {rule}{say('：', ': ')}{piece}" for rule, piece in report.pieces]
    lines += [f"  ※ {notice}" for notice in report.notices]
    return lines
