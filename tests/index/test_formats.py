import contextlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats import (
    MAX_CHARS,
    FormatError,
    parse_edition,
    parse_json_line,
    parse_markdown,
    parse_text,
    write_markdown,
)
from index.records import Article

SEED = Path(__file__).parents[3] / "shared" / "seeds" / "bannu-siege.txt"

FULL = """---
title: "Bridge closed: army takes over"
url: https://example.org/bridge
source: The Valley Post
published: 2021-03-04
place: Upper Valley
language: en
---

Soldiers closed the bridge on Thursday.

Nobody was hurt.
"""


def markdown(text: str) -> Article:
    return parse_markdown(text.encode(), article_id="it")


def plain(text: str) -> Article:
    return parse_text(text.encode(), article_id="it")


def json_line(**fields: object) -> Article:
    return parse_json_line(json.dumps(fields).encode(), stem="file")


def body(article: Article) -> str:
    return article.text[article.body_start :]


def test_markdown_with_front_matter_becomes_an_article() -> None:
    assert markdown(FULL) == Article(
        id="it",
        title="Bridge closed: army takes over",
        text="Soldiers closed the bridge on Thursday.\n\nNobody was hurt.",
        source="The Valley Post",
        url="https://example.org/bridge",
        published=date(2021, 3, 4),
        place="Upper Valley",
    )


@pytest.mark.parametrize(
    "written", ["2021-03-04", '"2021-03-04"', "2021-03-04T10:20:30Z", "2021-03-04 10:20:30", "20210304"]
)
def test_published_is_a_date_however_yaml_writes_it(written: str) -> None:
    assert markdown(f"---\ntitle: T\npublished: {written}\n---\nBody.").published == date(2021, 3, 4)


@pytest.mark.parametrize("nothing", ["", "~", "null", '""'])
def test_an_empty_key_is_a_missing_key(nothing: str) -> None:
    article = markdown(f"---\ntitle: {nothing}\nurl: {nothing}\npublished: {nothing}\n---\nHeadline\n\nBody.")

    assert (article.title, article.url, article.published) == ("Headline", None, None)


def test_words_that_yaml_takes_for_other_types_stay_words() -> None:
    article = markdown("---\ntitle: 2022\nplace: NO\nSource: 1.50\n---\nBody.")

    assert (article.title, article.place, article.source) == ("2022", "NO", "1.50")


def test_a_value_over_several_lines_becomes_one_line() -> None:
    assert markdown("---\ntitle: >\n  Bridge\n  closed\n---\nBody.").title == "Bridge closed"


def test_without_a_title_the_first_heading_is_the_title_and_no_body() -> None:
    article = markdown("# Bridge closed #\n\nSoldiers closed it.")

    assert article.title == "Bridge closed"
    assert article.text.startswith("# Bridge closed #")
    assert body(article) == "Soldiers closed it."


def test_a_heading_below_a_given_title_is_no_body_either() -> None:
    article = markdown("---\ntitle: Given\n---\n# Bridge closed\n\nSoldiers closed it.")

    assert (article.title, body(article)) == ("Given", "Soldiers closed it.")


def test_a_given_title_repeated_on_top_of_the_text_is_no_body() -> None:
    assert body(markdown("---\ntitle: Bridge closed\n---\nBRIDGE CLOSED.\n\nSoldiers did it.")) == "Soldiers did it."


def test_markdown_without_title_or_heading_is_called_after_its_first_line() -> None:
    article = markdown("**Bridge closed**\n\nSoldiers closed it.")

    assert (article.title, body(article)) == ("Bridge closed", "Soldiers closed it.")


def test_markup_is_kept_verbatim() -> None:
    assert body(markdown("---\ntitle: T\n---\n*Soldiers* [closed](x) it.")) == "*Soldiers* [closed](x) it."


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("---\ntitle: T\n\nBody.", 1, "front matter is not closed"),
        ("\n---\ntitle: T: U\n---\nBody.", 3, "broken front matter (mapping values are not allowed here)"),
        ("---\na: [1\n---\nBody.", 3, "broken front matter"),
        ("---\ntitle: \x07\n---\nBody.", 2, "broken front matter"),
        ("---\na: " + "[" * 2000 + "\n---\nBody.", 2, "broken front matter"),
        ("---\njust words\n---\nBody.", 2, "front matter is not of lines like title: Headline"),
        ("---\ntitle: T\npublished: soon\n---\nBody.", 3, "published: 'soon' is not an ISO date"),
        ("---\npublished: 2022-02-30\n---\nBody.", 2, "published: '2022-02-30' is not an ISO date"),
        ("---\npublished: [2022]\n---\nBody.", 2, "published: 'list' is not an ISO date"),
        ("---\nurl: example.org\n---\nBody.", 2, "url: 'example.org' is no web address"),
        ("---\nurl: ftp://example.org\n---\nBody.", 2, "url: 'ftp://example.org' is no web address"),
        ("---\nurl: https://\n---\nBody.", 2, "url: 'https://' is no web address"),
        ("---\nurl: http://[x\n---\nBody.", 2, "url: "),
        ("---\nsource: [a, b]\n---\nBody.", 2, "source: must be one plain text"),
        ("---\nid: [a, b]\n---\nBody.", 2, "id: must be one plain text"),
        ("---\ntitle: T\nrevision: -1\n---\nBody.", 3, "revision: is not a whole number; write it like 1"),
        ("---\nrevision: 1.5\n---\nBody.", 2, "revision: is not a whole number"),
        ("---\nrevision: [1]\n---\nBody.", 2, "revision: is not a whole number"),
        ("---\nrevision: 1234567890\n---\nBody.", 2, "revision: is not a whole number"),
        ('---\ntitle: "\\0"\n---\nBody.', 2, "title: holds a NUL character"),
        ("---\ntitle: T\n---\n", None, "no text"),
        ("# Only a heading", None, "no text below the heading"),
        ("", None, "no text"),
        ("---", None, "no text"),
    ],
)
def test_bad_markdown_is_refused_with_line_and_reason(text: str, line: int | None, reason: str) -> None:
    with pytest.raises(FormatError) as caught:
        markdown(text)

    assert str(caught.value).startswith(reason)
    assert "\n" not in str(caught.value)
    assert caught.value.line == line


def test_the_first_line_of_a_plain_text_is_its_title() -> None:
    article = plain("Bridge closed\n\nSoldiers closed it.\n\nNobody was hurt.")

    assert article.title == "Bridge closed"
    assert article.text == "Bridge closed\n\nSoldiers closed it.\n\nNobody was hurt."
    assert body(article) == "Soldiers closed it.\n\nNobody was hurt."


@pytest.mark.parametrize("again", ["Bridge closed", "BRIDGE  CLOSED", " Bridge closed. "])
def test_headline_subtitle_and_repeated_headline_are_no_body(again: str) -> None:
    assert body(plain(f"Bridge closed\n\nArmy takes over.\n\n{again}\n\nSoldiers did it.")) == "Soldiers did it."


def test_a_headline_that_comes_back_far_down_does_not_take_the_body_away() -> None:
    paragraphs = "\n\n".join(f"Paragraph {number}." for number in range(9))

    assert body(plain(f"Bridge closed\n\n{paragraphs}\n\nBridge closed\n\nThe end.")).startswith("Paragraph 0.")


def test_a_single_line_is_title_and_body() -> None:
    article = plain("Soldiers closed the bridge. Nobody was hurt.")

    assert article.title == "Soldiers closed the bridge"
    assert body(article) == "Soldiers closed the bridge. Nobody was hurt."


def test_a_long_first_line_is_a_paragraph_and_its_beginning_the_title() -> None:
    first = "Soldiers closed the bridge over the river " + "and the road that leads to it " * 5 + "today."
    article = plain(f"{first}\n\nNobody was hurt.")

    assert article.body_start == 0
    assert article.title.startswith("Soldiers closed the bridge over")
    assert article.title.endswith("…")
    assert len(article.title) <= 90


def test_a_wrapped_first_paragraph_is_not_cut_into_title_and_body() -> None:
    first = "Soldiers closed the bridge over the river\n" + "and the road that leads to the next town\n" * 4
    article = plain(f"{first}today.\n\nNobody was hurt.")

    assert article.body_start == 0


def test_the_seed_article_begins_behind_its_second_headline() -> None:
    if not SEED.is_file():
        pytest.skip("the seed article is not part of the project")
    article = parse_text(SEED.read_bytes(), article_id="seed")

    assert article.title.startswith("Security official killed")
    assert body(article).startswith("Suspected militants have killed")


def test_a_json_line_becomes_an_article() -> None:
    article = json_line(
        id="a-1",
        title="Bridge closed",
        published="2021-03-04",
        place="Valley",
        source="Post",
        url="http://example.org/",
        text="Soldiers closed it.\r\nNobody was hurt.\r",
    )

    assert article == Article(
        id="a-1",
        title="Bridge closed",
        text="Soldiers closed it.\nNobody was hurt.",
        source="Post",
        url="http://example.org/",
        published=date(2021, 3, 4),
        place="Valley",
    )


def test_every_key_but_the_text_may_be_missing_or_null() -> None:
    keys = ("id", "title", "published", "place", "source", "url")

    bare, nulls = json_line(text="It rained."), json_line(text="It  rained.", **dict.fromkeys(keys))

    assert bare.title == nulls.title == "It rained"
    assert bare.id == nulls.id
    assert bare.id.startswith("file-")
    assert len(bare.id) == len("file-") + 12


def test_a_number_is_an_id_too() -> None:
    assert json_line(id=17, text="It rained.").id == "17"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "SAN JOSE, 3 JAN 90 -- [REPORT] [PRESS OFFICE, ARMY] [TEXT] SOLDIERS CLOSED IT. MORE.",
            "SOLDIERS CLOSED IT. MORE",
        ),
        (
            "SAN JOSE, 3 OCT 89 (RADIO CADENA 1) -- [TEXT] SOLDIERS CLOSED THE ROAD.",
            "SOLDIERS CLOSED THE ROAD",
        ),
        ("HAVANA (CUBA), NO DATE (RADIO) -- [TEXT] A U.S. SHIP SANK. IT WAS OLD.", "A U.S. SHIP SANK"),
        ("LA PAZ, 5 NOV 89 (EFE) -- [TEXT] LA PAZ, 5 NOV (EFE) -- A STRIKE BEGAN.", "A STRIKE BEGAN"),
        ("KABUL - A strike began.", "A strike began"),
        ("ISLAMABAD, Dec 19 (AP) \N{EM DASH} A strike began.", "A strike began"),
        ("SAN JOSE, 3 JAN 90 -- [TEXT]", "SAN JOSE, 3 JAN 90 -- [TEXT]"),
        ("[TEXT] ....I went home.", "I went home"),
        ("Did it rain? Nobody knows.", "Did it rain?"),
    ],
)
def test_a_title_is_made_from_what_follows_the_dateline(text: str, title: str) -> None:
    article = json_line(text=text)

    assert article.title == title
    assert body(article) == text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "It rained."', "not JSON (Expecting ',' delimiter, at character 22)"),
        (b"[" * 100_000, "not JSON"),
        (b"1" * 5000, "not JSON"),
        (b'["It rained."]', "not a JSON object"),
        (b'{"title": "Rain"}', "no text"),
        (b'{"text": null}', "no text"),
        (b'{"text": " ... "}', "no text"),
        (b'{"text": ["It rained."]}', "text: must be one plain text"),
        (b'{"text": "It \\ud800 rained."}', "text: holds a NUL character or half of a surrogate pair"),
        (b'{"text": "It \\u0000 rained."}', "text: holds a NUL character"),
        (b'{"text": "It rained.", "title": "\\udfff"}', "title: holds a NUL character"),
        (b'{"text": "It rained.", "id": true}', "id: must be one plain text"),
        (b'{"text": "It rained.", "published": 3.5}', "published: 'float' is not an ISO date"),
        (b'{"text": "It rained.\xff"}', "not UTF-8: byte 0xff at offset 20"),
        (b'{"text": "\x00"}', "binary content"),
    ],
)
def test_a_bad_json_line_is_refused_with_its_reason(line: bytes, reason: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_json_line(line, stem="file")

    assert str(caught.value).startswith(reason)
    assert "\n" not in str(caught.value)


def test_bytes_that_are_not_utf8_are_told_with_offset_and_line() -> None:
    with pytest.raises(FormatError, match="byte 0xe9 at offset 13; save it as UTF-8") as caught:
        parse_text("Headline\n\nCafé".encode("latin-1") + b"\n", article_id="it")
    assert caught.value.line == 3


def test_a_byte_order_mark_is_dropped_and_line_ends_are_line_feeds() -> None:
    article = parse_text(b"\xef\xbb\xbf\r\nHeadline\r\n\r\nBody\rtext.\r\n", article_id="it")

    assert article.text == "Headline\n\nBody\ntext."


def test_other_control_characters_are_kept() -> None:
    assert body(plain("Headline\n\nBody\ttext\x0c\x07.")) == "Body\ttext\x0c\x07."


def test_the_longest_article_is_read_and_a_longer_one_refused() -> None:
    longest = "Headline\n\n" + "x" * (MAX_CHARS - 10)

    assert len(plain(longest).text) == MAX_CHARS
    with pytest.raises(FormatError, match=r"too large: 1,000,001 characters, at most 1,000,000; split it"):
        plain(longest + "x")


def test_a_very_long_title_is_cut_at_a_word() -> None:
    title = json_line(title="word " * 100, text="It rained.").title

    assert len(title) <= 300
    assert title.endswith("word…")


@given(st.text(), st.text())
def test_an_article_of_any_text_has_a_title_and_a_body_and_says_what_the_file_says(head: str, tail: str) -> None:
    for article in (plain_or_none(f"{head}\n{tail}"), plain_or_none(f"{head}\n\n{tail}\n\n{head}")):
        if article:
            assert article.title.strip()
            assert body(article).strip()
            assert article.text == article.text.strip()


def plain_or_none(text: str) -> Article | None:
    try:
        return plain(text)
    except (FormatError, UnicodeEncodeError):
        return None


@given(st.binary())
def test_any_bytes_are_an_article_or_refused(data: bytes) -> None:
    for parse in (parse_text, parse_markdown):
        for prefix in (b"", b"---\n"):
            with contextlib.suppress(FormatError):
                assert parse(prefix + data, article_id="it").title


SHORT = st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@given(id_=SHORT, title=SHORT, source=SHORT, published=st.none() | st.dates(), text=st.text())
def test_a_json_line_keeps_what_it_says(
    id_: str | None, title: str | None, source: str | None, published: date | None, text: str
) -> None:
    text = f"It rained {text} today."
    day = published.isoformat() if published else None
    try:
        article = json_line(id=id_, title=title, source=source, published=day, text=text)
    except FormatError:
        assert "\0" in text or any(0xD800 <= ord(char) <= 0xDFFF for char in text)
        return

    assert article.text == text.replace("\r\n", "\n").replace("\r", "\n")
    assert article.published == published
    assert article.source == (" ".join((source or "").split()) or None)
    assert article.title
    assert article.id


def test_an_id_in_the_front_matter_wins_over_the_one_that_is_given() -> None:
    assert markdown("---\nid: own/id\n---\nBody.").id == "own/id"
    assert markdown("---\nid:\n---\nBody.").id == "it"


def test_a_revision_is_read_and_is_zero_where_none_is_written() -> None:
    def revision(text: str) -> int:
        return parse_edition(text.encode(), article_id="it").revision

    assert revision("---\nrevision: 12\n---\nBody.") == 12
    assert revision("---\nid: a\n---\nBody.") == revision("Body.") == 0


def test_words_in_quotes_that_bare_would_be_nothing_stay_words() -> None:
    article = markdown("---\ntitle: 'null'\nplace: \"~\"\nsource: null\n---\nBody.")

    assert (article.title, article.place, article.source) == ("null", "~", None)


def test_written_markdown_is_what_a_person_would_write() -> None:
    assert write_markdown(markdown(FULL), revision=2, key="k").decode() == (
        "---\nid: it\ntitle: 'Bridge closed: army takes over'\nurl: https://example.org/bridge\n"
        "source: The Valley Post\npublished: 2021-03-04\nplace: Upper Valley\nrevision: 2\nchange_key: k\n---\n\n"
        "Soldiers closed the bridge on Thursday.\n\nNobody was hurt.\n"
    )


def test_revision_and_key_are_read_as_they_were_written() -> None:
    edition = parse_edition(write_markdown(markdown(FULL), revision=2, key="k"), article_id="x")

    assert (edition.article, edition.revision, edition.key) == (markdown(FULL), 2, "k")


def test_a_title_given_later_does_not_put_the_old_headline_into_the_body() -> None:
    article = replace(plain("Bridge closed\n\nArmy takes over.\n\nBridge closed\n\nSoldiers did it."), title="Another")

    assert body(parse_markdown(write_markdown(article), article_id="x")) == "Soldiers did it."


def test_a_body_that_begins_inside_a_word_since_the_file_was_edited_is_found_anew() -> None:
    assert body(markdown("---\ntitle: Bridge closed\nbody_start: 19\n---\nBridge closed\n\nSoldiers did it.")) == (
        "Soldiers did it."
    )


ODD = st.sampled_from([
    "---", "\n---\n", "# ", "## Heading\n", "\n...\n", "null", "~", ": ", "- ", "\ufeff", "\x85", "\u2028", "\x07", "'",
    '"', "%", "&a ", "*", "!!int 3", "|", ">\n", "\t", "\r", "<<", "=", "0x1F", "1e3", "yes", "{}", "\n\n", "\n", " ",
    "word", "It rained.", "\N{FIRE}",
])  # fmt: skip
ODD_TEXT = st.lists(ODD | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5), max_size=12).map(
    "".join
)


@given(text=ODD_TEXT, title=st.none() | ODD_TEXT, place=ODD_TEXT, article_id=ODD_TEXT, published=st.none() | st.dates())
def test_what_any_parser_gives_is_written_and_read_again_as_the_same_article(
    text: str, title: str | None, place: str, article_id: str, published: date | None
) -> None:
    day = published.isoformat() if published else None
    fields = {"title": title, "place": place, "published": day, "url": "https://example.org/?a=%3a#b", "id": article_id}
    line = json.dumps(fields | {"text": text}).encode()
    parsers: tuple[Callable[[], Article], ...] = (
        lambda: parse_json_line(line, stem="file"),
        lambda: parse_text(text.encode(), article_id=article_id or "id"),
        lambda: parse_markdown(text.encode(), article_id=article_id or "id"),
    )
    for parse in parsers:
        with contextlib.suppress(FormatError):
            article = parse()
            assert parse_markdown(write_markdown(article), article_id="x") == article
