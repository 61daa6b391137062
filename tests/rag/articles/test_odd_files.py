"""Odd files as people have them: what is read of them is whole, what is not is said in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.articles.clean import clean
from rag.articles.files import discover
from rag.articles.load_plain import articles_from_bytes
from rag.articles.load_text import decode
from rag.errors import LoadError
from rag.settings import Settings
from rag.types import Article, Skipped
from rag.wording import choose_language

TEXT = "青桐市今年一月新开通地铁四号线，全长二十八公里。"


def _read(name: str, data: bytes) -> list[Article]:
    choose_language("zh")
    return list(articles_from_bytes(name, data, lambda skip: pytest.fail(str(skip))))


def _told(name: str, data: bytes, language: str = "zh") -> str:
    choose_language("en" if language == "en" else "zh")
    with pytest.raises(LoadError) as refused:
        list(articles_from_bytes(name, data, lambda _: None))
    said = str(refused.value)
    choose_language("zh")
    return said


@pytest.mark.parametrize("order", [("utf-8", "gbk"), ("gbk", "utf-8"), ("gbk", "utf-8", "gbk")])
def test_lines_of_two_encodings_are_each_read_in_their_own(order: tuple[str, ...]) -> None:
    choose_language("zh")
    decoded = decode(b"\n".join(TEXT.encode(codec) for codec in order))
    assert decoded.text == "\n".join([TEXT] * len(order))
    (notice,) = decoded.notices
    assert notice == f"混有两种编码：{order.count('utf-8')} 行是 utf-8，其余是 gb18030"


def test_a_line_that_is_both_makes_no_mixture() -> None:
    text = "联通\n电信公司今年在全市新建了基站，网络更快了。\n"  # 联通 in GBK is UTF-8 too
    assert decode(text.encode("gbk")).text == text
    assert decode(text.encode("gbk")).notices == ()


def test_halves_of_characters_are_kept_as_such_and_told() -> None:
    choose_language("zh")
    decoded = decode(f"地铁\ud83d开通，{TEXT}".encode("utf-8", "surrogatepass"))
    assert decoded.text == f"地铁\ufffd开通，{TEXT}"
    assert decoded.notices == ("1 处是半个字符，以 U+FFFD 代替",)


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows() -> None:
    (article,) = _read("各区.csv", '区,人口\n东林,"88\n西岭,73\n南浦,61\n'.encode())
    assert clean(article).document.text.split("\n") == [
        "区 | 人口", '东林 | "88', "西岭 | 73", "南浦 | 61",
    ]  # fmt: skip
    assert article.notices == ("有引号没有成对，按原样读取",)


def test_a_quoted_cell_of_two_lines_is_one_cell() -> None:
    (article,) = _read("各区.csv", '区,说明\n东林,"东\n区"\n西岭,"说""好"""\n'.encode())
    assert clean(article).document.text.split("\n") == [
        "区 | 说明",
        "东林 | 东 区",
        '西岭 | 说"好"',
    ]
    assert article.notices == ()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"PK\x03\x04cut", "docx 文件已损坏或不完整。请另存一份再试。"),
        ("a.eml", b"From: a@b.cn\nTo: c@d.cn\nSubject: x\nMIME-Version: 1.0\n"
         b"Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\nMIAG\n",
         "邮件是加密的（S/MIME 或 PGP）。请在邮件软件里打开，把正文另存为 eml 或 txt。"),
    ],
    ids=["docx", "mail"],
)  # fmt: skip
def test_what_is_said_is_in_the_readers_language(name: str, data: bytes, said: str) -> None:
    assert _told(name, data) == said
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in _told(name, data, "en"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, "嵌套太深"),
        ('[{"id":' + "9" * 6_000 + "}]", "几千位"),
        ('[{"text":"' + TEXT + '"},{"title":', "第 1 行第 47 个字符处有误"),
    ],
    ids=["deep", "long_figure", "cut"],
)
def test_why_a_json_is_not_read(tmp_path: Path, text: str, said: str) -> None:
    from rag.articles.load import load

    choose_language("zh")
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(LoadError, match=said):
        list(load(tmp_path / "a.json", Settings()))


def test_a_link_above_the_folder_that_was_named_is_not_followed(tmp_path: Path) -> None:
    choose_language("zh")
    folder = tmp_path / "稿件"
    folder.mkdir()
    (tmp_path / "别处.txt").write_text(TEXT, encoding="utf-8")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "上级").symlink_to("..")
    skipped: list[Skipped] = []
    assert [path.name for path in discover([folder], Settings(), skipped.append)] == ["a.txt"]
    assert [Path(skip.path).name for skip in skipped] == ["上级"]
