import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dates import period_of
from index.period import KNOWN_EARLY_DAYS, REPORTED_WITHIN_DAYS, Period
from tests.test_layers import loaded_by

TODAY = date(2026, 11, 23)  # a Monday


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def read(question: str, today: date = TODAY) -> tuple[str, str]:
    """What a question names as "2022-12-01..2022-12-31", with "yearly" behind it, and the words that say so."""
    period = period_of(question, today=today)
    if period is None:
        return "", ""
    days = "..".join(each.isoformat() if each else "" for each in (period.first, period.last))
    return days + " yearly" * period.yearly, question[slice(*period.span)]


def named(*, first: str, last: str, yearly: bool = False) -> Period:
    return Period(day(first), day(last), (0, 0), yearly=yearly)


@pytest.mark.parametrize(
    ("question", "expected", "said"),
    [
        ("who attacked police on 18 december 2022", "2022-12-18..2022-12-18", "on 18 december 2022"),
        ("attack of the 18th of december 2022", "2022-12-18..2022-12-18", "of the 18th of december 2022"),
        ("december 18th, 2022 bannu siege", "2022-12-18..2022-12-18", "december 18th, 2022"),
        ("who was shot 18 dec. 2022?", "2022-12-18..2022-12-18", "18 dec. 2022"),
        ("attacks on Sunday 18 December 2022", "2022-12-18..2022-12-18", "18 December 2022"),
        ("what happened 2022-12-18", "2022-12-18..2022-12-18", "2022-12-18"),
        ("what happened on 18/12/2022?", "2022-12-18..2022-12-18", "on 18/12/2022"),
        ("what happened on 12/18/2022?", "2022-12-18..2022-12-18", "on 12/18/2022"),
        ("attack of 3/4/22", "2022-04-03..2022-04-03", "of 3/4/22"),
        ("attack on 8.12.2022", "2022-12-08..2022-12-08", "on 8.12.2022"),
        ("what happened in december 2022", "2022-12-01..2022-12-31", "in december 2022"),
        ("rebel dead at the university november 1989", "1989-11-01..1989-11-30", "november 1989"),
        ("who won the may 1990 election", "1990-05-01..1990-05-31", "the may 1990"),
        ("what was blown up in march of 1989", "1989-03-01..1989-03-31", "in march of 1989"),
        ("what did the army do after the december 2022 siege", "2022-12-01..2022-12-31", "after the december 2022"),
        ("who was kidnapped in 1989", "1989-01-01..1989-12-31", "in 1989"),
        ("who led the 1989 offensive", "1989-01-01..1989-12-31", "the 1989"),
        ("bannu siege 2022?", "2022-01-01..2022-12-31", "2022"),
        ("attacks in the 1980s", "1980-01-01..1989-12-31", "in the 1980s"),
        ("attacks in the late 1980's", "1986-09-01..1989-12-31", "in the late 1980's"),
        ("the alert in early 1990", "1990-01-01..1990-05-02", "in early 1990"),
        ("mid-1989 kidnappings", "1989-05-02..1989-09-01", "mid-1989"),
        ("at the end of december 2022", "2022-12-21..2022-12-31", "the end of december 2022"),
    ],
)
def test_a_date_with_its_year_is_read(question: str, expected: str, said: str) -> None:
    assert read(question) == (expected, said)


@pytest.mark.parametrize(
    ("question", "expected", "said"),
    [
        ("attacks before 1990", "..1989-12-31", "before 1990"),
        ("attacks prior to december 2022", "..2022-11-30", "prior to december 2022"),
        ("attacks until december 2022", "..2022-12-31", "until december 2022"),
        ("how many by 14 november 1989", "..1989-11-14", "by 14 november 1989"),
        ("what happened since november", "2026-11-01..", "since november"),
        ("what happened since 18 december", "2025-12-18..", "since 18 december"),
        ("who was killed after 5 march 1989", "1989-03-06..", "after 5 march 1989"),
        ("what did they do after 1989", "1990-01-01..", "after 1989"),
        ("news since last week", "2026-11-16..", "since last week"),
        ("what happened before sunday", "..2026-11-21", "before sunday"),
    ],
)
def test_before_and_after_leave_one_end_open(question: str, expected: str, said: str) -> None:
    assert read(question) == (expected, said)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("attacks between march and may 1989", "1989-03-01..1989-05-31"),
        ("attacks between november and february 1990", "1989-11-01..1990-02-28"),
        ("attacks from december 2022 to january", "2022-12-01..2023-01-31"),
        ("attacks between 5 and 12 march 1989", "1989-03-05..1989-03-12"),
        ("attacks 5-12 march 1989", "1989-03-05..1989-03-12"),
        ("attacks from 1985 to 1988", "1985-01-01..1988-12-31"),
        ("attacks 1985-1988", "1985-01-01..1988-12-31"),
        ("attacks between the 1950s and the 1960s", "1950-01-01..1969-12-31"),
        ("attacks between november and february", "2025-11-01..2026-02-28 yearly"),
    ],
)
def test_of_a_range_one_end_takes_its_year_from_the_other(question: str, expected: str) -> None:
    assert read(question)[0] == expected


@pytest.mark.parametrize(
    ("question", "expected", "said"),
    [
        ("what happened in bannu in december?", "2025-12-01..2025-12-31 yearly", "in december"),
        ("bannu siege december", "2025-12-01..2025-12-31 yearly", "december"),
        ("who was shot in nov", "2026-11-01..2026-11-30 yearly", "in nov"),
        ("attacks in may", "2026-05-01..2026-05-31 yearly", "in may"),
        ("attacks in late december", "2025-12-21..2025-12-31 yearly", "in late december"),
        ("who was shot on dec 18", "2025-12-18..2025-12-18 yearly", "on dec 18"),
        ("who was shot on 5 may", "2026-05-05..2026-05-05 yearly", "on 5 may"),
        ("the 11 september attacks", "2026-09-11..2026-09-11 yearly", "the 11 september"),
        ("what happened on 29 february", "2024-02-29..2024-02-29 yearly", "on 29 february"),
        ("in december 18 people were killed where", "2025-12-01..2025-12-31 yearly", "in december"),
    ],
)
def test_without_a_year_every_year_is_meant(question: str, expected: str, said: str) -> None:
    assert read(question) == (expected, said)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who was killed today", "2026-11-23..2026-11-23"),
        ("what is happening in bannu today", "2026-11-23..2026-11-23"),
        ("who was killed this morning", "2026-11-23..2026-11-23"),
        ("who was killed yesterday", "2026-11-22..2026-11-22"),
        ("who was killed last night", "2026-11-22..2026-11-22"),
        ("who was killed the day before yesterday", "2026-11-21..2026-11-21"),
        ("what happened on sunday", "2026-11-22..2026-11-22"),
        ("what happened last friday night", "2026-11-20..2026-11-20"),
        ("what happened this week", "2026-11-23..2026-11-29"),
        ("what happened last week", "2026-11-16..2026-11-22"),
        ("what happened last month", "2026-10-01..2026-10-31"),
        ("last year's attacks", "2025-01-01..2025-12-31"),
        ("attacks this year", "2026-01-01..2026-12-31"),
        ("attacks last december", "2025-12-01..2025-12-31"),
        ("attacks last november", "2025-11-01..2025-11-30"),
        ("attacks in december of last year", "2025-12-01..2025-12-31"),
        ("attacks in may this year", "2026-05-01..2026-05-31"),
        ("who was shot three days ago", "2026-11-20..2026-11-20"),
        ("who was shot two weeks ago", "2026-11-09..2026-11-15"),
        ("who was shot a month ago", "2026-10-01..2026-10-31"),
        ("who was shot 5 years ago", "2021-01-01..2021-12-31"),
        ("attacks during the last three days", "2026-11-20..2026-11-23"),
        ("attacks in the past month", "2026-10-23..2026-11-23"),
        ("attacks in the last 24 hours", "2026-11-22..2026-11-23"),
    ],
)
def test_relative_dates_count_from_today(question: str, expected: str) -> None:
    assert read(question)[0] == expected


@pytest.mark.parametrize(
    ("question", "today", "expected"),
    [
        ("attacks last year", date(2024, 2, 29), "2023-01-01..2023-12-31"),
        ("attacks last month", date(2026, 3, 31), "2026-02-01..2026-02-28"),
        ("attacks last december", date(2026, 12, 24), "2025-12-01..2025-12-31"),
        ("attacks in december", date(2026, 12, 1), "2026-12-01..2026-12-31 yearly"),
        ("attacks in february", date(2024, 2, 29), "2024-02-01..2024-02-29 yearly"),
        ("attacks on 29 february", date(1904, 2, 28), "1896-02-29..1896-02-29 yearly"),
    ],
)
def test_the_ends_of_months_and_leap_years_are_no_trouble(question: str, today: date, expected: str) -> None:
    assert read(question, today)[0] == expected


@pytest.mark.parametrize(
    "question",
    [
        "who may have planted the bomb",
        "how many may be freed",
        "may the hostages leave?",
        "may 12 hostages be freed now",
        "the march in san salvador",
        "who took part in march against crime",
        "who was hurt in the last march on the capital",
        "who led the march",
        "how many did the 30 march brigade kill",
        "who leads the 14 march movement",
        "what is the 26 july movement",
        "who claimed the raid by november 17",
        "what did black september demand",
        "what was the october revolution",
        "where in mar del plata was it",
        "what did april oliver say",
        "who is jan egeland",
        "did article 19 may apply",
        "killed 12",
        "the 320 gm bomb",
        "article 19",
        "how did the founder of m-19 die",
        "where are the 30 hostages",
        "who killed 2000 people",
        "who was hit in 2000 villages",
        "a ransom of $1989",
        "what about flight 1989",
        "the force of 1990 soldiers",
        "1,989 dead where",
        "why was the treaty of 1977 invoked",
        "what did the 1914 treaty say",
        "what are the plans for 1990?",
        "what is scheduled for december",
        "who signed in june 1755",
        "who came second",
        "what did the sun report",
        "who is mon laferte",
        "what is bloody sunday",
        "what do they do on sunday mornings",
        "when",
        "at what time did it start",
        "how long ago was the raid",
        "how many days did it last",
        "did the siege last three days",
        "which year was it",
        "what happened the last week of the siege",
        "how old was the 25 year old man",
        "who was held for two weeks",
        "who was freed within 24 hours",
        "what happened three days after the attack",
        "how many rebels are there today",
        "what will happen next week",
        "what happens tomorrow",
        "was it 9/11 or 24/7",
        "what happened at 14:30",
        "attacks on 31 november 2022",
        "attacks on 45/45/2022",
        "",
    ],
)
def test_other_words_and_numbers_are_no_dates(question: str) -> None:
    assert read(question) == ("", "") == read(question.upper())


@given(
    st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from(["%d %B %Y", "%b %d, %Y", "%Y-%m-%d", "%d/%m/%Y"])
)
def test_every_day_is_read_in_every_notation(named_day: date, notation: str) -> None:
    period = period_of(f"who was hurt on {named_day.strftime(notation)}?", today=TODAY)

    assert period is not None
    assert (period.first, period.last, period.yearly) == (named_day, named_day, False)


WORDS = re.findall(
    r"\S+",
    "in on of the since before after by until last this past between and from to early mid late end ago day week year "
    "days may march december feb sunday today 1989 2000 1980s 29 30th 5 18/12/2022 - , ? three a is",
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), st.dates(date(1970, 1, 1), date(2100, 12, 31)))
def test_whatever_is_said_a_period_is_in_order_and_where_it_is_said(question: str, today: date) -> None:
    period = period_of(question, today=today)

    if period is not None:
        start, end = period.span
        assert 0 <= start < end <= len(question)
        assert (period.first or date.min) <= (period.last or date.max)
        assert not period.yearly or (period.first is not None and period.last is not None)


@pytest.mark.parametrize(
    ("period", "inside", "outside"),
    [
        (named(first="2022-12-01", last="2022-12-31"), ["2022-12-01", "2022-12-31"], ["2022-11-30", "2021-12-15"]),
        (named(first="", last="1989-12-31"), ["1989-12-31", "0001-01-01"], ["1990-01-01"]),
        (named(first="1989-03-06", last=""), ["1989-03-06", "9999-12-31"], ["1989-03-05"]),
        (
            named(first="2025-12-01", last="2025-12-31", yearly=True),
            ["2025-12-01", "2022-12-31", "1989-12-15", "9999-12-31"],
            ["2022-11-30", "2023-01-01", "0001-01-01"],
        ),
        (
            named(first="2025-11-01", last="2026-02-28", yearly=True),
            ["1989-11-01", "1990-01-15", "1992-02-29"],
            ["1990-03-01", "1989-10-31"],
        ),
        (named(first="2026-02-28", last="2026-02-28", yearly=True), ["2024-02-28"], ["2024-02-29"]),
        (named(first="2026-01-01", last="2026-12-31", yearly=True), ["2024-02-29", "2024-12-31"], []),
    ],
)
def test_a_period_matches_its_days(period: Period, inside: list[str], outside: list[str]) -> None:
    assert [each for each in inside if not period.matches(date.fromisoformat(each))] == []
    assert [each for each in outside if period.matches(date.fromisoformat(each))] == []


@pytest.mark.parametrize("yearly", [False, True])
def test_news_of_a_day_comes_on_that_day_or_soon_after(yearly: bool) -> None:  # noqa: FBT001 - pytest gives it by name
    event = date(2022, 12, 30)
    period = Period(event, event, (0, 0), yearly=yearly)
    covered = [lag for lag in range(-30, 31) if period.covers(event + timedelta(days=lag))]

    assert covered == list(range(-KNOWN_EARLY_DAYS, REPORTED_WITHIN_DAYS + 1))


def test_the_december_asked_about_in_2026_may_be_that_of_2022() -> None:
    period = period_of("what happened in Bannu in december?", today=TODAY)

    assert period is not None
    assert period.covers(date(2022, 12, 19))
    assert not period.covers(date(2022, 9, 19))


def test_before_a_year_covers_nothing_of_that_year() -> None:
    period = period_of("attacks before 1990", today=TODAY)

    assert period is not None
    assert period.covers(date(1989, 12, 31))
    assert not period.covers(date(1990, 1, 1))


def test_an_article_without_a_day_is_neither_covered_nor_not() -> None:
    assert named(first="2022-12-01", last="2022-12-31").covers(None) is None


def test_a_question_that_names_no_date_does_not_load_dateparser() -> None:
    asked = "import datetime, index.dates\nindex.dates.period_of({!r}, today=datetime.date(2026, 11, 23))"

    assert "dateparser" not in loaded_by(asked.format("who may have led the march of the 14 march movement?"))
    assert "dateparser" in loaded_by(asked.format("who led the march on 14 march 1989?"))
