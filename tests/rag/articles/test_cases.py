"""The small inputs that the reading of documents once got wrong, each with what is right.

They are part of the development data (``YOUJU_DEV_DATA``, folder ``cases``); cases of the same
kinds that need no data are in the tests of each reader beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Assistant, Settings, Turn
from rag.articles.clean import clean
from rag.articles.load import load
from rag.cli import main
from rag.errors import LoadError
from rag.types import Article, Document, Skipped
from rag.wording import choose_language


@pytest.fixture(scope="module")
def cases(dev_data: Path) -> Path:
    """The folder of the cases."""
    folder = dev_data / "cases"
    if not folder.is_dir():
        pytest.skip("the development data has no folder named cases")
    return folder


def _articles(path: Path) -> list[Article]:
    choose_language("zh")
    skipped: list[Skipped] = []
    found = list(load(path, Settings(), skipped.append))
    assert skipped == []
    return found


def _document(path: Path) -> Document:
    (article,) = _articles(path)
    return clean(article).document


@pytest.mark.parametrize(
    ("name", "held", "gone"),
    [
        ("01-docx-textbox/青岚公交.docx",
         ["青岚市公交集团新购纯电动公交车346辆，总投资2.9亿元"], []),
        ("02-docx-tracked/白石湾港口.docx",
         ["总投资为42.6亿元，", "由中建海洋工程公司承建", "每年3200万吨"], []),
        ("05-docx-table-dup-merge/云汀经济.docx",
         ["西岭区 | 388.0 | 5.2 | 5.2 | 60.3", "南浦区 | 276.9 | | 61.0 | 58.8",
          "北苑区 | | 4.4 | 43.1 |", "统计负责人 | 柳书明"], []),
        ("06-tables-plain/c.html", ["在建 | 4号线 | 22.6"], []),
        ("09-csv-gbk/企业名录.csv", ["\n2 | 远山制药股份公司 | 12000 | 2015-07-01\n"], []),
        ("10-other-formats/人口.xlsx", ["柳河镇 | 32000"], []),
        ("10-other-formats/书.epub", ["沈家渡建于1893年"], []),
        ("10-other-formats/无扩展名", ["雪岭站元旦客流达到7.4万人次"], []),
        ("10-other-formats/枫桥夜市.mhtml", ["首批入驻摊位138个"], ["MIME", "boundary"]),
        ("10-other-formats/枫桥夜市2.mht", ["首批入驻摊位138个"], ["MIME", "boundary"]),
        ("10-other-formats/网页.doc", ["鹤湖景区接待游客5.1万人次"], ["<"]),
        ("10-other-formats/规划.pptx", ["新建学校3所"], []),
        ("10-other-formats/误名.doc", ["松原粮库储粮19万吨"], []),
        ("10-other-formats/误名2.txt", ["松原粮库储粮19万吨"], []),
        ("10-other-formats/通知.rtf", ["提高到4.2万吨"], ["\\"]),
        ("10-other-formats/通知u.rtf", ["投资1.3亿元"], ["\\"]),
        ("12-pdf-chromium/foot.pdf", ["月2日", "洪峰流量[1]为1280立方米每秒"], []),
        ("12-pdf-chromium/spaced.pdf", ["庆元镇公布香菇产业数据"], []),
        ("12-pdf-chromium/table.pdf", ["\n花海镇 | 42.5 | 6.8\n赤金镇 | | 3.1\n"], []),
        ("12-pdf-chromium/vert.pdf", ["书院山长为郑伯渊"], []),
        ("12-pdf/双栏.pdf", ["预计4月中旬完成首轮春灌。\n同日，"], []),
        ("12-pdf/竖排.pdf", ["共有房屋三十二间"], []),
        ("12-pdf/表格.pdf", ["赤金镇 | | 3.1"], []),
        ("12-pdf/逐字.pdf", ["全镇香菇产量达到1.8万吨"], []),
        ("12-pdf/限制编辑-AES-128.pdf", ["缴存公积金14.7亿元"], []),
        ("12-pdf/限制编辑-AES-256.pdf", ["缴存公积金14.7亿元"], []),
        ("12-pdf/限制编辑-RC4-128.pdf", ["缴存公积金14.7亿元"], []),
        ("17-docx-title-numbering/办法.docx", ["2.护林员每月补助1200元"], []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_in_a_file_is_read_once(
    cases: Path, name: str, held: list[str], gone: list[str]
) -> None:
    text = _document(cases / name).text + "\n"
    assert [words for words in held if f"\n{text}".count(words) != 1] == []
    assert [words for words in gone if words in text] == []


@pytest.mark.parametrize(
    ("pattern", "title"),
    [("18-pdf-title-gbk/*.pdf", "磐石县公积金年报"), ("12-pdf/普通.pdf", "磐石县公积金年报"),
     ("09-csv-gbk/*.csv", "企业名录"), ("10-other-formats/误名.doc", "松原粮库通报")],
    ids=["properties", "untitled", "csv", "misnamed"],
)  # fmt: skip
def test_the_title_is_that_of_the_document(cases: Path, pattern: str, title: str) -> None:
    assert {_document(path).title for path in cases.glob(pattern)} == {title}


def test_a_templates_title_is_not_the_announcements(cases: Path) -> None:
    titles = [_document(cases / f"17-docx-title-numbering/公告{n}.docx").title for n in range(1, 6)]
    assert titles == [f"溪口乡第{n}号公告" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("name", "day"),
    [("wx.html", "2024-05-01"), ("wx_no_id.html", "2024-05-01"), ("zhihu.html", "2025-06-04")],
)
def test_a_saved_page_is_dated_from_its_script_or_first_day(
    cases: Path, name: str, day: str
) -> None:
    assert str(_document(cases / "07-wechat" / name).published) == day


def test_no_day_is_taken_from_a_cell(cases: Path) -> None:
    assert _document(cases / "09-csv-gbk/企业名录.csv").published is None


def test_records_of_a_json_are_articles(cases: Path) -> None:
    titles = [clean(article).document.title
              for article in _articles(cases / "10-other-formats/文章.json")]  # fmt: skip
    assert titles == ["苔山县新修公路", "苔山县茶叶丰收"]


def test_pages_without_text_and_a_password_are_told(cases: Path) -> None:
    (half,) = _articles(cases / "12-pdf/半扫描.pdf")
    assert half.notices[0].startswith("5 页中有 4 页没有文字（第2–5页）")
    with pytest.raises(LoadError, match="没有文字"):
        _articles(cases / "12-pdf/扫描.pdf")
    with pytest.raises(LoadError, match="密码"):
        _articles(cases / "12-pdf/打开密码.pdf")


def test_the_text_of_a_printed_pdf_is_that_of_the_text_file(cases: Path) -> None:
    printed, plain = _document(cases / "16-kangxi-pdf/报告.pdf"), cases / "16b-same-txt/报告.txt"
    assert printed.text == _document(plain).text
    columns = _document(cases / "12-pdf-chromium/two.pdf").text
    assert columns == _document(cases / "12b-plain/two.txt").text


@pytest.fixture(scope="module")
def asked(cases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant that has read the cases with questions."""
    folder = tmp_path_factory.mktemp("cases")
    with Assistant(Settings(data_dir=folder, language="zh", answerer="extractive")) as assistant:
        for name in ("06-tables-plain", "15-saved-page-files", "25-followup", "09-csv-gbk"):
            assistant.ingest(cases / name)
        yield assistant


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("西岭区常住人口是多少？", "73.5万人"),
        ("东林区地区生产总值是多少？", "512.4亿元"),
        ("下塘镇粮食产量是多少？", "5120吨"),
        ("上河乡播种面积是多少？", "9800亩"),
        ("霞浦渔港出海渔船有多少艘？", "412"),
        ("远山制药注册资本是多少？", "12000万元"),
    ],
)
def test_questions_to_the_cases(asked: Assistant, question: str, said: str) -> None:
    assert said in asked.ask(question).text.partition("\n")[0]


@pytest.mark.parametrize(("language", "said"), [("zh", "不是 UTF-8"), ("en", "UTF-8")])
def test_a_file_of_settings_in_another_encoding_is_named(
    cases: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("YOUJU_LANGUAGE", language)
    (tmp_path / ".env").write_bytes((cases / "24-env/gbk.env").read_bytes())
    for command in (["status"], ["ask", "青禾市有多少人？"], ["ingest", "."]):
        assert main(command) == 2
        printed = capsys.readouterr().err
        assert ".env" in printed
        assert said in printed
        assert "Traceback" not in printed


def test_an_empty_cell_is_not_answered(asked: Assistant) -> None:
    assert not asked.ask("南浦区增速是多少？").answered


def test_a_question_that_follows_asks_for_its_own_thing(asked: Assistant) -> None:
    first = asked.ask("江州市登记失业率是多少？")
    assert "3.9%" in first.text
    then = asked.ask(
        "那财政收入呢？", history=[Turn(first.question_used, first.question_used, first.text)]
    )
    assert "235亿元" in then.text
