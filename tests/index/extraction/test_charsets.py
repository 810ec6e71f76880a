import codecs

import pytest

from index.errors import ArticleError
from index.extraction.charsets import decoded_page

QUOTED = "<p>\u201cNo talks,\u201d said the caf\u00e9\u2019s owner.</p>" + "<p>It rained in Bern.</p>" * 10
URDU = "<p>بنوں میں پولیس سٹیشن پر حملہ</p>"


def declared(name: str, text: str) -> str:
    return f'<html><head><meta charset="{name}"></head>{text}'


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (QUOTED.encode(), QUOTED),
        (declared("iso-8859-1", QUOTED).encode(), declared("iso-8859-1", QUOTED)),
        (codecs.BOM_UTF8 + QUOTED.encode(), QUOTED),
        (codecs.BOM_UTF16_LE + URDU.encode("utf-16-le"), URDU),
        (codecs.BOM_UTF16_BE + URDU.encode("utf-16-be"), URDU),
        (declared("windows-1256", URDU[:9]).encode("cp1256"), declared("windows-1256", URDU[:9])),
        (declared("latin1", QUOTED).encode("cp1252"), declared("latin1", QUOTED)),
        (QUOTED.encode("cp1252"), QUOTED),
        (URDU.encode()[:40], URDU.encode()[:40].decode(errors="replace")),
    ],
)
def test_a_page_is_decoded_as_it_says_or_as_is_sure(data: bytes, text: str) -> None:
    assert decoded_page(data, None) == text


def test_the_header_counts_more_than_the_page() -> None:
    page = declared("koi8-r", "Бой").encode("cp1251")

    assert decoded_page(page, "windows-1251").endswith("Бой")
    assert not decoded_page(page, None).endswith("Бой")


@pytest.mark.parametrize("charset", ["unicode_escape", "rot13", "no-such", "utf-16", ""])
def test_a_charset_that_no_page_has_is_as_good_as_none(charset: str) -> None:
    assert decoded_page(QUOTED.encode("cp1252"), charset) == QUOTED


@pytest.mark.parametrize("data", [URDU.encode("utf-16-le"), "Бой был вчера".encode("cp1251")])
def test_characters_that_could_be_anything_are_refused(data: bytes) -> None:
    with pytest.raises(ArticleError, match=r"save the page as UTF-8$"):
        decoded_page(data, None)
