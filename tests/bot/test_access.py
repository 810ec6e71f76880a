import pytest

from bot.access import Access

LISTED = Access(admins=frozenset({1}), users=frozenset({2}), chats=frozenset({-5}))


@pytest.mark.parametrize(
    ("person", "chat", "allowed"),
    [(1, 1, True), (2, 2, True), (2, -9, True), (3, -5, True), (None, -5, True), (3, 3, False), (3, -9, False)],
)
def test_with_a_list_only_the_people_and_chats_on_it_and_the_admins_may_ask(
    person: int | None, chat: int, *, allowed: bool
) -> None:
    assert LISTED.allows(person=person, chat=chat) is allowed


def test_without_a_list_everybody_may_ask() -> None:
    assert Access(admins=frozenset({1})).allows(person=3, chat=-9)


def test_a_list_of_chats_closes_the_bot_to_other_people() -> None:
    assert not Access(chats=frozenset({-5})).allows(person=3, chat=3)
