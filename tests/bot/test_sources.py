from datetime import date

import pytest

from bot.sources import source_lines
from bot.texts import ENGLISH, LANGUAGES, Texts
from index.records import Article, Quote

SUNDAY, MONDAY = date(2022, 12, 18), date(2022, 12, 19)
WORDS = "Gunmen took several guards hostage in Bannu."


def article(name: str, day: date | None = MONDAY, *, source: str | None = None, url: str | None = None) -> Article:
    return Article(name, f"Title {name}", WORDS, source=source, url=url, published=day)


def quote(of: Article, *also: Article) -> Quote:
    return Quote(of, 0, len(WORDS), also=also)


def lines(*quotes: Quote | None, texts: Texts = ENGLISH) -> list[str]:
    return ["".join(words.text for words in line) for line in source_lines(quotes, [WORDS] * len(quotes), texts)]


def dated_quote(words: str, day: date | None = MONDAY, *, name: str = "a") -> Quote:
    return Quote(Article(name, "Title", words, published=day), 0, len(words))


def test_title_outlet_and_date_stand_in_this_order() -> None:
    assert lines(quote(article("a", source="Dawn"))) == ["Title a \u00b7 Dawn \u00b7 19 Dec 2022"]


def test_with_quotes_of_different_days_the_date_comes_first_and_the_newest_is_named() -> None:
    old, new = quote(article("a", SUNDAY, source="Dawn")), quote(article("b", MONDAY))

    assert lines(old, new) == ["18 Dec 2022 \u00b7 Title a \u00b7 Dawn", "19 Dec 2022 (newest) \u00b7 Title b"]
    assert lines(new, old) == ["19 Dec 2022 (newest) \u00b7 Title b", "18 Dec 2022 \u00b7 Title a \u00b7 Dawn"]


def test_the_date_stands_above_a_quote_from_the_same_article() -> None:
    old, new = quote(article("a", SUNDAY)), quote(article("b", MONDAY))

    assert lines(old, new, new)[2] == "same article"


def test_an_article_without_a_date_makes_no_difference() -> None:
    assert lines(quote(article("a", None)), quote(article("b")))[1] == "Title b \u00b7 19 Dec 2022"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (article("b", source="Dawn"), "also in Dawn"),
        (article("b", SUNDAY, source="Dawn"), "also in Dawn (18 Dec)"),
        (article("b", date(2023, 1, 2), source="Dawn"), "also in Dawn (2 Jan 2023)"),
        (article("b", None, source="Dawn"), "also in Dawn"),
        (article("b", url="https://www.dawn.com/siege"), "also in dawn.com"),
        (article("b", SUNDAY, url="no address"), "also in another report (18 Dec)"),
        (article("b", SUNDAY, source="AFP"), "also in another report (18 Dec)"),
    ],
)
def test_the_one_other_outlet_with_the_same_words_is_named_with_its_own_date(other: Article, expected: str) -> None:
    own = article("a", source="AFP")

    assert lines(quote(own, other)) == [f"Title a \u00b7 AFP \u00b7 19 Dec 2022 \u00b7 {expected}"]


def test_several_others_are_counted() -> None:
    assert lines(quote(article("a"), article("b"), article("c"))) == [
        "Title a \u00b7 19 Dec 2022 \u00b7 also in 2 other reports"
    ]


def test_a_quote_from_the_same_article_names_its_other_outlet_too() -> None:
    above, below = quote(article("a")), quote(article("a"), article("b", source="Dawn"))

    assert lines(above, below)[1] == "same article \u00b7 also in Dawn"


def test_the_title_links_to_the_quoted_words_and_the_other_outlet_to_its_article() -> None:
    other = article("b", SUNDAY, source="Dawn", url="https://dawn.example/b")
    (line,) = source_lines([quote(article("a", url="https://aa.example/a"), other)], ["They left."], ENGLISH)

    assert [(words.text, words.url) for words in line if words.url] == [
        ("Title a", "https://aa.example/a#:~:text=They%20left."),
        ("Dawn", "https://dawn.example/b"),
    ]


def test_an_article_without_title_and_outlet_goes_by_its_id() -> None:
    assert lines(Quote(Article("siege", " ", WORDS), 0, 7)) == ["siege"]


def test_the_day_that_a_weekday_means_stands_beside_the_date() -> None:
    assert lines(dated_quote("They fled on Sunday.")) == ["Title \u00b7 19 Dec 2022 (Sunday: 18 Dec 2022)"]
    assert lines(dated_quote("They fled on Sunday.", None)) == ["Title"]


def test_the_newest_and_the_day_meant_share_a_bracket() -> None:
    old, new = dated_quote("They left.", SUNDAY), dated_quote("They fled on Sunday.", name="b")

    assert lines(old, new)[1] == "19 Dec 2022 (newest; Sunday: 18 Dec 2022) \u00b7 Title"


def test_a_quote_from_the_same_article_tells_its_own_day_meant() -> None:
    assert lines(dated_quote("They left."), dated_quote("They fled on Sunday."))[1] == (
        "same article (Sunday: 18 Dec 2022)"
    )


def test_after_a_quote_that_is_gone_the_article_is_named_again() -> None:
    assert lines(quote(article("a")), None, quote(article("a"))) == [
        "Title a \u00b7 19 Dec 2022",
        "",
        "Title a \u00b7 19 Dec 2022",
    ]


def test_in_urdu_the_month_is_urdu_and_latin_names_are_kept_together() -> None:
    one, two = quote(article("a", source="Dawn"), article("b", SUNDAY, source="AFP")), dated_quote("They fled Sunday.")
    urdu = LANGUAGES["ur"]

    assert lines(one, texts=urdu)[0].split(" \u00b7 ") == [
        "\u200f\u2068Title a\u2069",
        "\u2068Dawn\u2069",
        "19 دسمبر 2022",
        "\u2068AFP\u2069 میں بھی (18 دسمبر)",
    ]
    assert lines(two, texts=urdu) == [
        "\u200f\u2068Title\u2069 \u00b7 19 دسمبر 2022 (\u2068Sunday\u2069: 18 دسمبر 2022)"
    ]


def test_a_title_from_right_to_left_does_not_turn_an_english_line_around() -> None:
    urdu = Article("a", "بنوں کا محاصرہ", WORDS, source="Dawn", published=MONDAY)

    assert lines(quote(urdu)) == ["\u200e\u2068بنوں کا محاصرہ\u2069 \u00b7 Dawn \u00b7 19 Dec 2022"]


def test_a_titles_own_marks_of_direction_reach_no_further() -> None:
    evil = Article("a", "Siege\u202e of Bannu\u2067", WORDS, source="\u202eDawn")

    assert lines(quote(evil)) == ["Siege of Bannu \u00b7 Dawn"]
