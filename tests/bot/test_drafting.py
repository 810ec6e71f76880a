from dataclasses import replace
from datetime import date, timedelta

import pytest
from telegram import Chat, Message

from bot.drafting import (
    CORRECTED_WITHIN,
    CUT_UNITS,
    MAX_FIELD_CHARS,
    TOGETHER,
    FieldRefused,
    addition_key,
    edited,
    goes_on,
    grown,
    is_rest_of_text,
    lengthened,
    new_draft,
    with_item,
)
from bot.links import is_web_address
from bot.store.records import Draft, DraftField, DraftItem
from index.formats import parse_markdown, write_markdown
from index.passages import sentences_of
from index.records import Article
from tests.bot.admin_examples import BARE, ITEM, NOON, SIEGE, draft

TODAY = date(2022, 12, 20)
SECOND = timedelta(seconds=1)
LONG_URL = "https://dawn.example/news?ref=" + "x" * 500


def message(number: int = 2, *, after: timedelta = timedelta(), album: str | None = None) -> Message:
    return Message(number, NOON + after, Chat(1, Chat.PRIVATE), media_group_id=album)


def begun(**values: object) -> Draft:
    """A draft with an article that came at noon."""
    return replace(draft(ITEM), **values)  # type: ignore[arg-type]  # each test names fields of a draft


def waiting() -> Draft:
    """A draft that waits for a correction."""
    return replace(draft(replaces="dawn/siege"), card_id=9)


def test_a_draft_begins_empty_and_is_always_the_same_for_the_same_message() -> None:
    first, again, other = (new_draft(message(number), 7) for number in (2, 2, 3))

    assert first == again
    assert first.token != other.token
    assert len(first.token) == 12
    assert (first.chat_id, first.user_id, first.items, first.last_at) == (1, 7, (), NOON)


@pytest.mark.parametrize(
    ("kept", "came", "belongs"),
    [
        (begun(), message(after=TOGETHER), True),
        (begun(), message(after=-TOGETHER), True),  # delivered in another order
        (begun(), message(after=TOGETHER + SECOND), False),
        (begun(group="a"), message(after=timedelta(minutes=9), album="a"), True),
        (begun(group="a"), message(after=timedelta(minutes=9), album="b"), False),
        (begun(group="a"), message(after=SECOND, album="b"), True),  # twelve files are two albums
        (begun(group="a"), message(after=SECOND), True),
        (begun(), message(after=timedelta(minutes=9), album="a"), False),
        (waiting(), message(after=CORRECTED_WITHIN), True),
        (waiting(), message(after=CORRECTED_WITHIN + SECOND), False),
        (begun(replaces="dawn/siege"), message(after=SECOND), False),  # a correction is one article
        (begun(replaces="dawn/siege", group="a"), message(after=SECOND, album="a"), True),
    ],
)
def test_what_is_sent_together_is_one_draft(kept: Draft, came: Message, belongs: bool) -> None:  # noqa: FBT001 - of a table
    assert goes_on(kept, came) is belongs


@pytest.mark.parametrize(
    ("units", "after", "is_rest"),
    [
        (CUT_UNITS, TOGETHER, True),
        (2_300, SECOND, True),  # cut by the app for the desktop after a paragraph
        (CUT_UNITS - 1, SECOND, False),
        (0, SECOND, False),
        (4_096, TOGETHER + SECOND, False),
    ],
)
def test_the_rest_of_a_long_text_comes_at_once(units: int, after: timedelta, is_rest: bool) -> None:  # noqa: FBT001 - of a table
    assert is_rest_of_text(begun(last_units=units), message(after=after)) is is_rest


def test_a_draft_grows_by_what_a_message_brings() -> None:
    other = DraftItem(BARE)
    more = grown(begun(problems=("a.exe: refused",)), [other], ["b.exe: refused"], message(5, after=SECOND, album="a"))

    assert more.items == (ITEM, other)
    assert more.problems == ("a.exe: refused", "b.exe: refused")
    assert (more.last_at, more.group, more.messages) == (NOON + SECOND, "a", (5,))


def test_a_draft_stays_of_its_album_whatever_else_was_sent_with_it() -> None:
    assert grown(begun(group="a"), (), (), message(5)).group == "a"


def test_of_what_answers_a_correction_the_first_item_replaces_the_article() -> None:
    other = DraftItem(BARE)
    corrected = grown(waiting(), [ITEM, other], (), message())

    assert corrected.items == (replace(ITEM, replaces="dawn/siege"), other)
    assert corrected.card_id is None  # the card below what was sent is another than the request for it


def test_a_correction_that_could_not_be_read_is_still_waited_for() -> None:
    refused = grown(waiting(), (), ["a.exe: refused"], message())

    assert (refused.items, refused.card_id, refused.replaces) == ((), 9, "dawn/siege")
    assert grown(refused, [ITEM], (), message()).items[0].replaces == "dawn/siege"


def test_what_comes_after_a_correction_replaces_nothing() -> None:
    corrected = grown(waiting(), [ITEM], (), message())

    assert grown(corrected, [ITEM], (), message()).items[1].replaces is None


def cut(first: str, rest: str) -> Article:
    """A text that Telegram cut in two, put together again."""
    article = replace(SIEGE, text=f"Siege\n\n{first}", body_start=7)
    longer = lengthened(begun(items=(ITEM, replace(ITEM, article=article))), message(5), f"\n{rest} ")

    assert longer.items[0] == ITEM
    assert (longer.messages, longer.last_units) == ((5,), len(rest) + 2)
    return longer.items[1].article


@pytest.mark.parametrize(
    ("first", "rest", "whole"),
    [
        ("They met.\n\nThey left.", "They came.", "They met.\n\nThey left.\n\nThey came."),
        ('They met.\n\n"We left."', "They came.", 'They met.\n\n"We left."\n\nThey came.'),
        ("They met.\n\nThey left the", "town.", "They met.\n\nThey left the\ntown."),
        ("They met.\nThey left.", "They came.", "They met.\nThey left.\nThey came."),
    ],
    ids=["after a paragraph", "after a quotation", "inside a sentence", "a text of lines"],
)
def test_a_text_is_put_together_where_it_was_cut(first: str, rest: str, whole: str) -> None:
    article = cut(first, rest)

    assert article.text == f"Siege\n\n{whole}"
    assert article.title == SIEGE.title


def test_a_sentence_that_was_cut_is_one_again() -> None:
    article = cut("They met at noon.\n\nThey left the", "town at once.")

    assert "They left the\ntown at once." in [article.text[one.start : one.end] for one in sentences_of(article)]


def test_an_item_takes_the_place_of_another() -> None:
    other = DraftItem(BARE)

    assert with_item(draft(ITEM, ITEM, ITEM), 1, other).items == (ITEM, other, ITEM)


def test_each_item_has_a_key_of_its_own_that_the_corpus_takes() -> None:
    keys = [addition_key(one, number) for one in (draft(), new_draft(message(), 1)) for number in (0, 1)]

    assert len(set(keys)) == 4
    assert all(len(key) <= 64 and key.replace("-", "").isalnum() and key.islower() for key in keys)


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        (DraftField.TITLE, " Siege\n in  Bannu ", "Siege in Bannu"),
        (DraftField.SOURCE, "The Loralai Star", "The Loralai Star"),
        (DraftField.SOURCE, "half \ud800", "half \ufffd"),
        (DraftField.SOURCE, " - ", None),
        (DraftField.PLACE, "Kalat", "Kalat"),
        (DraftField.PLACE, "-", None),
        (DraftField.PLACE, "\n", None),
        (DraftField.URL, "https://dawn.example/news/1?a=b#c", "https://dawn.example/news/1?a=b#c"),
        (DraftField.URL, "HTTP://dawn.example", "HTTP://dawn.example"),
        (DraftField.URL, LONG_URL, LONG_URL),
        (DraftField.URL, "-", None),
        (DraftField.PUBLISHED, "-", None),
    ],
)
def test_a_field_is_what_was_written(field: DraftField, written: str, value: str | None) -> None:
    article = edited(SIEGE, field, written, today=TODAY)

    assert getattr(article, field.value) == value
    if field is not DraftField.TITLE:
        assert replace(article, **{field.value: getattr(SIEGE, field.value)}) == SIEGE


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022-12-19", date(2022, 12, 19)),
        ("2022-12-19 10:30", date(2022, 12, 19)),
        ("2022-12-19T10:30:00+05:00", date(2022, 12, 19)),
        ("19 Dec 2022", date(2022, 12, 19)),
        ("Monday, December 19, 2022, 10:30", date(2022, 12, 19)),
        ("19.12.2022", date(2022, 12, 19)),
        ("3/4/2022", date(2022, 4, 3)),
        ("19 Dec", date(2022, 12, 19)),
        ("21 Dec", date(2021, 12, 21)),
        ("yesterday", date(2022, 12, 19)),
        ("monday", date(2022, 12, 19)),
        ("2022-12-21", date(2022, 12, 21)),  # where the admin is, it may be tomorrow
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, day: date) -> None:
    assert edited(BARE, DraftField.PUBLISHED, written, today=TODAY).published == day


@pytest.mark.parametrize(
    ("field", "written", "reason"),
    [
        (DraftField.TITLE, "-", "An article needs a title."),
        (DraftField.TITLE, " ", "An article needs a title."),
        (DraftField.TITLE, "x" * (MAX_FIELD_CHARS + 1), "That is too long: write at most 300 characters."),
        (DraftField.PLACE, "x" * (MAX_FIELD_CHARS + 1), "That is too long: write at most 300 characters."),
        (DraftField.URL, LONG_URL * 4, "That is too long: write at most 2,000 characters."),
        *(
            (DraftField.URL, address, "That is no web address: write it like https://example.org/article")
            for address in (
                *("dawn.example/news", "ftp://dawn.example", "https://", "https://:80/", "http://[", "https://a b"),
                *("https://dawn\u200b.example", "javascript:alert(1)", "mailto:a@dawn.example"),
            )
        ),
        *(
            (DraftField.PUBLISHED, day, "I cannot read that date: write it like 2022-12-19 or 19 Dec 2022.")
            for day in ("some day", "2022", "Dec 2022", "last week", "2022-13-45", "31 Feb 2022", "before 19 Dec 2022")
        ),
        *(
            (DraftField.PUBLISHED, day, "I cannot read that date: write it like 2022-12-19 or 19 Dec 2022.")
            for day in ("13 Dec 21", "18 Dec 2022 or 19 Dec 2022")  # which year, which day
        ),
        *(
            (DraftField.PUBLISHED, day, f"{iso} is in the future: write the day it was published, like 2022-12-19.")
            for day, iso in (("2022-12-22", "2022-12-22"), ("1 Jan 2031", "2031-01-01"))
        ),
    ],
)
def test_what_cannot_be_a_field_is_refused_with_what_to_do(field: DraftField, written: str, reason: str) -> None:
    with pytest.raises(FieldRefused) as refusal:
        edited(SIEGE, field, written, today=TODAY)

    assert str(refusal.value) == reason


def test_after_another_title_the_old_headline_is_not_quoted() -> None:
    article = edited(SIEGE, DraftField.TITLE, "Two days in Bannu", today=TODAY)

    assert (article.title, article.text, article.body_start) == (
        "Two days in Bannu",
        "The militants want to leave.\n\nThey hold six hostages.",
        0,
    )


def test_what_is_edited_can_be_written_and_read_again() -> None:
    article = SIEGE
    written = {
        DraftField.TITLE: "--- : # two days",
        DraftField.SOURCE: "'Dawn': \"news\"",
        DraftField.PLACE: "no",
        DraftField.URL: LONG_URL,
        DraftField.PUBLISHED: "19 Dec",
    }
    for field, value in written.items():
        article = edited(article, field, value, today=TODAY)

    assert is_web_address(article.url or "")
    assert parse_markdown(write_markdown(article), article_id="") == article
