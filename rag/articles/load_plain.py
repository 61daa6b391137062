"""The article or articles in the bytes of one file that is no archive, by what kind it is."""

from __future__ import annotations

from collections.abc import Iterator

from rag.articles.files import OnSkip
from rag.articles.kinds import kind_of, refusal
from rag.articles.load_front import split_front_matter
from rag.articles.load_text import decode, markup_of
from rag.errors import LoadError
from rag.types import Article


def articles_from_bytes(path: str, data: bytes, on_skip: OnSkip) -> Iterator[Article]:
    """The article in some bytes; a mail also gives those attached to it, as ``PATH!/NAME``.

    ``path`` names it, and decides its kind where the bytes leave a choice. What is attached and
    cannot be read is given to ``on_skip``.

    Raises:
        LoadError: Binary, empty, an archive, or not an article format.

    """
    kind = kind_of(path, data)
    if kind in {"text", "csv", "tsv"}:
        yield _from_text(path, data)
    elif kind == "docx":
        from rag.articles.load_office import article_from_office

        yield article_from_office(path, data)
    elif kind == "pdf":
        from rag.articles.load_pdf import article_from_pdf

        yield article_from_pdf(path, data)
    elif kind == "mail":
        from rag.articles.load_mail import articles_from_mail

        yield from articles_from_mail(path, data, on_skip, articles_from_bytes)
    elif kind == "zip":
        raise LoadError(
            zh="压缩包里的压缩包不会展开；请先解压。",
            en="Archives inside an archive are not unpacked; unpack them first.",
        )
    else:
        raise refusal(kind)


def article_from_bytes(path: str, data: bytes) -> Article:
    """The one article in some bytes, or the first of several.

    Raises:
        LoadError: Binary, empty, or not an article format.

    """
    return next(articles_from_bytes(path, data, lambda _: None))


def _from_text(path: str, data: bytes) -> Article:
    decoded = decode(data)
    if not decoded.text.strip("\ufeff \t\r\n\u3000"):
        raise LoadError(zh="文件是空的。", en="The file is empty.")
    front = split_front_matter(decoded.text)
    return Article(
        path=path,
        body=front.body,
        markup=markup_of(path, front.body),
        encoding=decoded.encoding,
        metadata=front.metadata,
        notices=decoded.notices + front.notices,
    )
