from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.weekdays import meant_days

MONDAY = date(2022, 12, 19)
SUNDAY = date(2022, 12, 18)
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def days(text: str, published: date = MONDAY) -> dict[str, date]:
    return dict(meant_days(text, published))


@pytest.mark.parametrize(
    "text",
    [
        "At least four policemen were killed in an ambush on Sunday.",
        "Suspects detained at a facility in the district on Sunday managed to break out.",
        "On Sunday, gunmen stormed the bank.",
        "Late on Sunday night a bomb exploded.",
        "Gunmen shot two guards Sunday.",
        "The mayor said on Sunday that talks resume soon.",
        "The army announced Sunday it had freed the hostages.",
        "Nobody was hurt in Sunday's attack.",
        "The road has been closed since Sunday.",
        "ON SUNDAY THE GUERRILLAS ATTACKED THE POST.",
        "A POLICEMAN WAS KILLED SUNDAY NIGHT, THE POLICE SAY.",
    ],
)
def test_a_weekday_of_something_that_happened_is_the_latest_one(text: str) -> None:
    assert meant_days(text, MONDAY) == (("Sunday", SUNDAY),)


def test_the_day_of_the_report_is_meant_by_its_own_name() -> None:
    text = "On Monday, the group, in a statement sent to reporters, claimed the responsibility for the incident."

    assert days(text) == {"Monday": MONDAY}
    assert days("Gunmen killed a guard on Tuesday.") == {"Tuesday": date(2022, 12, 13)}


def test_yesterday_and_today_are_counted_from_the_report() -> None:
    text = "Two guards were killed yesterday. The police arrested nine men today."

    assert meant_days(text, MONDAY) == (("yesterday", SUNDAY), ("today", MONDAY))
    assert days("POLICE SAID TODAY THAT A BOMB EXPLODED YESTERDAY.") == {"today": MONDAY, "yesterday": SUNDAY}


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("Talks will be held next Sunday.", MONDAY, date(2022, 12, 25)),
        ("Talks will be held next Sunday.", SUNDAY, date(2022, 12, 25)),
        ("THE PRESIDENT WILL CLOSE THE MEETING NEXT MONDAY.", date(2022, 12, 17), MONDAY),
        ("Guards were killed last Monday.", MONDAY, date(2022, 12, 12)),
        ("Guards were killed last Friday.", MONDAY, date(2022, 12, 16)),
    ],
)
def test_next_and_last_are_told_where_they_can_mean_only_one_day(text: str, published: date, day: date) -> None:
    assert [meant for _, meant in meant_days(text, published)] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "Talks will be held next Wednesday.",
        "Guards were killed last Sunday.",
        "Schools open again on Sunday.",
        "The union called a strike on Sunday.",
        "The union called on workers to strike on Sunday.",
        "They agreed to meet on Sunday.",
        "The ultimatum ends on Sunday.",
        "He said that he would surrender on Sunday.",
        "On Sunday, the talks resume, officials said.",
        "The siege lasted until Sunday.",
        "Nothing was decided before Sunday.",
        "The vote was set for Sunday.",
        "He was killed on the following Sunday.",
        "He was killed one Sunday.",
        "In 1983 he was killed on a day like Sunday.",
        "Six were killed on Sunday last month.",
        "They met on Sundays.",
        "Guards were killed on Sunday or Monday.",
        "Gunmen shot the editor of the Sunday Times.",
        'The mayor said: "My son was killed on Sunday."',
        "The mayor was heard: \u201cThey came on Sunday and left.\u201d",
        "sunday was taken for a name",
        "Today, the city is a port.",
    ],
)
def test_what_is_not_clear_is_not_told(text: str) -> None:
    assert meant_days(text, MONDAY) == ()


@pytest.mark.parametrize(
    "text", ["On Sunday, 18 December, gunmen killed a guard.", "GUNMEN CAME ON SUNDAY [18 DECEMBER]."]
)
def test_a_day_that_the_text_dates_itself_is_not_told_again(text: str) -> None:
    assert meant_days(text, MONDAY) == ()


def test_a_name_that_is_clear_once_and_unclear_once_is_left_out() -> None:
    text = "Two guards were killed on Sunday and one on Friday night died. The strike goes on until Sunday."

    assert days(text) == {"Friday": date(2022, 12, 16)}


def test_two_days_are_told_each_once_in_order() -> None:
    text = "A guard was killed on Friday. Two were killed on Sunday. It was quiet on Saturday. He died on Friday."

    assert meant_days(text, MONDAY) == (("Friday", date(2022, 12, 16)), ("Sunday", SUNDAY))


@given(st.sampled_from(NAMES), st.dates(date(1980, 1, 1), date(2040, 1, 1)))
def test_a_past_weekday_is_that_day_of_the_week_and_within_the_week_before(name: str, published: date) -> None:
    ((told, day),) = meant_days(f"Gunmen attacked the post on {name}.", published)

    assert (told, NAMES[day.weekday()]) == (name, name)
    assert published - timedelta(days=6) <= day <= published


@given(st.sampled_from(NAMES), st.sampled_from(["last", "next"]), st.dates(date(1980, 1, 1), date(2040, 1, 1)))
def test_last_and_next_never_mean_the_day_of_the_report(name: str, which: str, published: date) -> None:
    for _, day in meant_days(f"Gunmen attacked the post {which} {name}.", published):
        assert NAMES[day.weekday()] == name
        assert 1 <= (published - day).days * (1 if which == "last" else -1) <= 7


@given(st.text(), st.dates(date(1980, 1, 1), date(2040, 1, 1)))
def test_any_text_is_read(text: str, published: date) -> None:
    assert len(meant_days(f"{text} Sunday {text}", published)) <= 2
