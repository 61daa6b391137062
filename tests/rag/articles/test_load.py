"""Finding files and reading them: forms, encodings, and every kind of bad input."""

from __future__ import annotations

import gzip
import json
import lzma
import os
import zipfile
from pathlib import Path
from typing import IO

import pytest

import rag.articles.files as files_module
from rag.articles.files import discover, is_container, read_bytes
from rag.articles.load import load
from rag.articles.paths import path_text
from rag.errors import LoadError
from rag.settings import Settings
from rag.types import Article, Skipped

SETTINGS = Settings(max_file_mb=1)
TEXT = "青禾市今年1月开通地铁。市交通局负责人在会上介绍了有关情况，全长28公里。\n"


def _write(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def _only(path: Path, settings: Settings = SETTINGS) -> Article:
    (article,) = load(path, settings)
    return article


def _names(root: Path, skipped: list[Skipped] | None = None) -> list[str]:
    told = skipped if skipped is not None else []
    return [path.relative_to(root).as_posix() for path in discover([root], SETTINGS, told.append)]


def test_files_come_sorted_and_hidden_ones_do_not(tmp_path: Path) -> None:
    for name in ("b/2.md", "b/10.md", "a.txt", ".git/config", "b/.hidden.txt", "c.html"):
        _write(tmp_path / name, TEXT)
    assert _names(tmp_path) == ["a.txt", "b/10.md", "b/2.md", "c.html"]


def test_a_file_may_be_named_itself_and_paths_are_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path / "a.txt", TEXT)
    monkeypatch.chdir(tmp_path)
    assert list(discover(["a.txt"], SETTINGS)) == [tmp_path / "a.txt"]


def test_a_missing_path_says_so_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(LoadError) as fault:
        list(discover([tmp_path / "nowhere"], SETTINGS))
    assert "nowhere" in fault.value.zh
    assert "Cannot find" in fault.value.en


def test_a_loop_of_links_is_left_and_named_once(tmp_path: Path) -> None:
    _write(tmp_path / "inner/a.txt", TEXT)
    (tmp_path / "inner/up").symlink_to(tmp_path)
    skipped: list[Skipped] = []
    assert _names(tmp_path, skipped) == ["inner/a.txt"]
    assert [item.path for item in skipped] == [str(tmp_path / "inner/up")]


def test_a_folder_linked_twice_is_read_once(tmp_path: Path) -> None:
    _write(tmp_path / "real/a.txt", TEXT)
    (tmp_path / "zlink").symlink_to(tmp_path / "real")
    assert _names(tmp_path) == ["real/a.txt"]


def test_the_parts_of_a_saved_page_are_no_articles(tmp_path: Path) -> None:
    names = ("新闻.html", "新闻_files/saved.html", "新闻_files/a.js", "旧_files/b.html", "c_files")
    for name in names:
        _write(tmp_path / name, TEXT)
    skipped: list[Skipped] = []
    assert _names(tmp_path, skipped) == ["c_files", "新闻.html", "旧_files/b.html"]
    assert [skip.path for skip in skipped] == [str(tmp_path / "新闻_files")]
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for name in names:
            made.writestr(f"x/{name}", TEXT)
    skipped.clear()
    assert [article.path for article in load(archive, SETTINGS, skipped.append)] == [
        f"{archive}!/x/{name}" for name in ("c_files", "新闻.html", "旧_files/b.html")
    ]
    assert [skip.path for skip in skipped] == [f"{archive}!/x/新闻_files"]


def test_a_broken_link_is_named_when_it_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    (path,) = discover([tmp_path], SETTINGS)
    with pytest.raises(LoadError):
        list(load(path, SETTINGS))


def test_a_name_in_gbk_bytes_is_read_and_shown_in_chinese(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "地铁.txt".encode("gb18030")
    try:
        with open(raw, "wb") as file:  # noqa: PTH123 - a path of bytes
            file.write(TEXT.encode())
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (path,) = discover([tmp_path], SETTINGS)
    assert _only(path).path == str(tmp_path / "地铁.txt")
    assert path_text(path).endswith("地铁.txt")


@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
    ],
)
def test_simplified_text_in_any_encoding(tmp_path: Path, codec: str, shown: str) -> None:
    article = _only(_write(tmp_path / "a.txt", TEXT.encode(codec)))
    assert article.body == TEXT
    assert article.encoding == shown


def test_traditional_text_in_big5(tmp_path: Path) -> None:
    text = "第九屆月灣文學節昨日閉幕，主辦單位表示，今年的參加人數比去年多了三成，明年將繼續舉辦。"
    article = _only(_write(tmp_path / "a.txt", text.encode("big5")))
    assert (article.body, article.encoding) == (text, "big5")


def test_a_page_that_names_its_charset(tmp_path: Path) -> None:
    page = f"<html><head><meta charset=gb2312></head><body><p>{TEXT}</p></body></html>"
    article = _only(_write(tmp_path / "a.html", page.encode("gbk")))
    assert TEXT.strip() in article.body
    assert article.markup == "html"


def test_a_damaged_byte_is_shown_and_told(tmp_path: Path) -> None:
    data = (TEXT * 20).encode()
    article = _only(_write(tmp_path / "a.txt", data[:300] + b"\xff" + data[300:]))
    assert "�" in article.body
    assert article.notices


def test_a_file_cut_off_inside_a_character_is_still_utf8(tmp_path: Path) -> None:
    article = _only(_write(tmp_path / "a.txt", (TEXT * 3).encode()[:-3]))
    assert article.encoding == "utf-8"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        bytes(range(256)) * 50,
        os.urandom(4_000),
        b"\x7fELF" + bytes(50),
        b"\xd0\xcf\x11\xe0" + bytes(200),
    ],
    ids=["png", "all_bytes", "random", "elf", "old_word"],
)
def test_binary_data_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(LoadError):
        list(load(_write(tmp_path / "a.txt", data), SETTINGS))


@pytest.mark.parametrize("data", [b"", b"\n \n\t", "\ufeff\u3000\n".encode()])
def test_an_empty_file_is_named(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(LoadError, match=r"空|empty"):
        list(load(_write(tmp_path / "a.txt", data), SETTINGS))


def test_an_article_of_one_sentence(tmp_path: Path) -> None:
    assert _only(_write(tmp_path / "a.txt", "示范区获批。")).body == "示范区获批。"


def test_a_large_file_is_refused_with_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(LoadError) as fault:
        list(load(path, SETTINGS))
    assert "200 MB" in fault.value.zh
    assert "YOUJU_MAX_FILE_MB" in fault.value.en


def test_a_device_or_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(LoadError):
        list(load(tmp_path / "pipe.txt", SETTINGS))


def test_a_file_that_changes_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write(tmp_path / "a.txt", "旧的内容。")
    opened = files_module.opened
    changes = [0]

    def open_and_change(path: Path) -> IO[bytes]:
        file = opened(path)
        if changes[0] < changes[1]:
            changes[0] += 1
            with path.open("ab") as writer:
                writer.write("新的一行。".encode())
        return file

    changes.append(1)
    monkeypatch.setattr(files_module, "opened", open_and_change)
    assert read_bytes(path, SETTINGS).decode() == "旧的内容。新的一行。"
    changes[:] = [0, 99]
    with pytest.raises(LoadError, match=r"变化|changing"):
        read_bytes(path, SETTINGS)


def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.txt", TEXT)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("running as a user who may read everything")
    with pytest.raises(LoadError):
        list(load(path, SETTINGS))


def _jsonl(*records: object) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


RECORDS = ({"id": "n1", "title": "甲", "published": "2023-08-01", "text": TEXT}, {"text": TEXT})


@pytest.mark.parametrize(
    ("name", "pack"),
    [("a.jsonl", bytes), ("a.jsonl.xz", lzma.compress), ("a.jsonl.gz", gzip.compress)],
    ids=["plain", "xz", "gz"],
)
def test_a_file_of_json_lines_gives_an_article_a_line(
    tmp_path: Path, name: str, pack: object
) -> None:
    path = _write(tmp_path / name, pack(_jsonl(*RECORDS)))  # type: ignore[operator]
    one, two = load(path, SETTINGS)
    assert is_container(path)
    assert one.path == f"{path}!/n1"
    assert one.metadata == {"title": "甲", "published": "2023-08-01"}
    assert two.path == f"{path}!/2"


def test_field_names_can_be_set(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.jsonl", _jsonl({"k": 7, "t": "甲", "d": "2023", "c": TEXT}))
    article = _only(path, SETTINGS.with_(jsonl_fields="k,t,d,c"))
    assert article.path.endswith("!/7")
    assert article.metadata == {"title": "甲", "published": "2023"}


def test_bad_lines_are_named_and_passed_over(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "a.jsonl",
        b'\xef\xbb\xbf{"id": 1, "text": "x\xe5\xa5\xbd"}\nnot json\n\n{"id": 2}\n[1]\n'
        + b"[" * 100_000
        + b'\n{"id": 1, "text": "again"}\n',
    )
    skipped: list[Skipped] = []
    found = list(load(path, SETTINGS, skipped.append))
    assert [article.path.partition("!/")[2] for article in found] == ["1", "1@7"]
    assert [item.path.partition("!/")[2] for item in skipped] == ["2", "4", "5", "6"]


def test_a_line_too_long_is_passed_over(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "a.jsonl", b'{"text": "' + b"x" * 10_000_001 + b'"}\n' + _jsonl(RECORDS[1])
    )
    skipped: list[Skipped] = []
    assert len(list(load(path, SETTINGS, skipped.append))) == 1
    assert "10 MB" in skipped[0].reason


def test_a_compressed_file_cut_off_gives_what_is_before(tmp_path: Path) -> None:
    records = [{"id": n, "text": f"{n}{os.urandom(40).hex()}"} for n in range(3_000)]
    packed = lzma.compress(_jsonl(*records))
    path = _write(tmp_path / "a.jsonl.xz", packed[: len(packed) * 2 // 3])
    found: list[Article] = []
    with pytest.raises(LoadError, match=r"损坏|damaged"):
        found.extend(load(path, SETTINGS))
    found.clear()
    try:
        for article in load(path, SETTINGS):
            found.append(article)  # noqa: PERF402 - what came before the fault counts
    except LoadError:
        pass
    assert len(found) > 100


def test_a_compression_bomb_of_lines_is_stopped(tmp_path: Path) -> None:
    with lzma.open(tmp_path / "a.jsonl.xz", "wb", preset=0) as file:
        for _ in range(80):
            file.write(b"x" * 999_999 + b"\n")
    with pytest.raises(LoadError, match=r"炸弹|bomb"):
        list(load(tmp_path / "a.jsonl.xz", SETTINGS))


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_members_of_an_archive_are_articles(tmp_path: Path) -> None:
    path = _zip(
        tmp_path / "a.zip",
        {"b/二.txt": TEXT.encode("gbk"), "a.html": f"<p>{TEXT}</p>".encode(), ".x/y.txt": b"z"},
    )
    found = list(load(path, SETTINGS))
    assert [article.path for article in found] == [f"{path}!/a.html", f"{path}!/b/二.txt"]
    assert [article.markup for article in found] == ["html", "text"]


def test_bad_members_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = _zip(
        tmp_path / "a.zip",
        {
            "../../evil.txt": TEXT.encode(),
            "/abs.txt": TEXT.encode(),
            "C:/win.txt": TEXT.encode(),
            "bomb.txt": b"0" * 30_000_000,
            "inner.zip": b"PK\x05\x06" + bytes(18),
            "pic.png": b"\x89PNG" + bytes(40),
            "empty.txt": b"",
            "good.txt": TEXT.encode(),
        },
    )
    skipped: list[Skipped] = []
    found = list(load(path, SETTINGS.with_(max_file_mb=100), skipped.append))
    assert [article.path for article in found] == [f"{path}!/good.txt"]
    assert sorted(item.path.partition("!/")[2] for item in skipped) == [
        "../../evil.txt", "/abs.txt", "C:/win.txt", "bomb.txt", "empty.txt", "inner.zip", "pic.png",
    ]  # fmt: skip
    assert not (tmp_path.parent / "evil.txt").exists()


def test_an_archive_that_unpacks_to_too_much_stops(tmp_path: Path) -> None:
    noise = os.urandom(450_000).hex().encode()
    path = _zip(tmp_path / "a.zip", {f"{n:02}.txt": noise for n in range(20)})
    with pytest.raises(LoadError, match="10 MB"):
        list(load(path, SETTINGS))


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoadError):
        list(load(_write(tmp_path / "a.zip", b"PK\x03\x04 no more"), SETTINGS))


def test_names_in_an_archive_made_by_chinese_windows(tmp_path: Path) -> None:
    name = "地铁.txt"
    path = _zip(tmp_path / "a.zip", {"XXXX.txt": TEXT.encode()})
    path.write_bytes(path.read_bytes().replace(b"XXXX.txt", name.encode("gbk")))
    assert _only(path).path == f"{path}!/{name}"


def test_what_is_loaded_crosses_a_process_pool(tmp_path: Path) -> None:
    import pickle

    article = _only(_write(tmp_path / "a.txt", TEXT))
    assert pickle.loads(pickle.dumps(article)) == article  # noqa: S301 - our own bytes
