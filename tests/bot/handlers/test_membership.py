import logging
from typing import Any

import pytest

from bot.access import Access
from bot.delivery import Delivery
from bot.handlers.membership import Membership
from bot.overview import render_group_not_allowed
from bot.store import Store
from bot.texts import ENGLISH, LANGUAGES
from tests.bot.stand_ins import PERSON, PERSON_ID, NoWait, RecordingRequest, bare_bot, event_of, handle

ME = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "incident_bot"}
GROUP: dict[str, Any] = {"id": -5, "type": "supergroup", "title": "Neighbours {of} Bannu"}
MEMBER = {"status": "member", "user": ME}
LEFT = {"status": "left", "user": ME}
KICKED = {"status": "kicked", "user": ME, "until_date": 0}
RIGHTS = [f"can_{right}_messages" for right in ("post", "edit", "delete", "pin")]
RIGHTS += [f"can_{right}_stories" for right in ("post", "edit", "delete")]
RIGHTS += ["can_be_edited", "can_manage_chat", "can_manage_video_chats", "can_restrict_members", "can_promote_members"]
RIGHTS += ["can_change_info", "can_invite_users", "is_anonymous"]
ADMIN = {"status": "administrator", "user": ME, **dict.fromkeys(RIGHTS, False)}

PRIVACY = ENGLISH.privacy_mode.format(group=GROUP["title"], username="incident_bot")
MESSAGE = {"message_id": 2, "date": 0, "chat": {"id": -5, "type": "supergroup"}, "text": "sent"}
SENT = (200, {"ok": True, "result": MESSAGE})
MAY_NOT_WRITE = (400, {"ok": False, "description": "Bad Request: not enough rights to send text messages to the chat"})
NEVER_STARTED = (400, {"ok": False, "description": "Bad Request: chat not found"})
BLOCKED = (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"})
NOT_A_PERSON = (403, {"ok": False, "description": "Forbidden: bot can't send messages to bots"})


async def changes(
    store: Store,
    request: RecordingRequest,
    before: dict[str, Any] = LEFT,
    after: dict[str, Any] = MEMBER,
    *,
    access: Access = Access(),  # noqa: B008 - a value
    **content: Any,
) -> list[tuple[int, str]]:
    """What the bot says, and where, when its membership changes."""
    membership = Membership(Delivery(store.inbox, NoWait()), access)
    change = {"chat": GROUP, "date": 0, "old_chat_member": before, "new_chat_member": after} | content
    async with bare_bot(request) as application:
        await handle(application, membership.changed, event_of(application, "my_chat_member", **change))
    return [(sent["chat_id"], sent["text"]) for sent in request.sent()]


@pytest.mark.parametrize("before", [LEFT, KICKED])
async def test_a_new_group_is_greeted_and_who_added_the_bot_is_told_of_privacy_mode(
    store: Store, before: dict[str, Any]
) -> None:
    assert await changes(store, RecordingRequest(), before) == [
        (-5, ENGLISH.group_greeting),
        (PERSON_ID, PRIVACY),
    ]


@pytest.mark.parametrize("refusal", [NEVER_STARTED, BLOCKED, NOT_A_PERSON])
async def test_where_the_admin_cannot_be_told_in_private_the_group_is(
    store: Store, caplog: pytest.LogCaptureFixture, refusal: tuple[int, dict[str, Any]]
) -> None:
    request = RecordingRequest(sendMessage=[SENT, refusal])

    assert await changes(store, request) == [(-5, ENGLISH.group_greeting), (PERSON_ID, PRIVACY), (-5, PRIVACY)]
    assert caplog.records == []


async def test_a_bot_that_reads_all_messages_has_nothing_to_explain(store: Store) -> None:
    request = RecordingRequest({"can_read_all_group_messages": True})

    assert await changes(store, request) == [(-5, ENGLISH.group_greeting)]


async def test_a_bot_that_is_added_as_an_admin_reads_all_messages_too(store: Store) -> None:
    assert await changes(store, RecordingRequest(), after=ADMIN) == [(-5, ENGLISH.group_greeting)]


@pytest.mark.parametrize(("before", "after"), [(MEMBER, ADMIN), (ADMIN, MEMBER), (MEMBER, LEFT), (MEMBER, KICKED)])
async def test_other_changes_are_not_talked_about(store: Store, before: dict[str, Any], after: dict[str, Any]) -> None:
    assert await changes(store, RecordingRequest(), before, after) == []


@pytest.mark.parametrize("kind", ["private", "channel"])
async def test_only_groups_are_greeted(store: Store, kind: str) -> None:
    assert await changes(store, RecordingRequest(), chat={"id": 9, "type": kind}) == []


async def test_a_group_that_is_not_allowed_is_told_its_number_and_left(store: Store) -> None:
    request = RecordingRequest()
    said = await changes(store, request, access=Access(chats=frozenset({-6})))

    assert said == [(-5, render_group_not_allowed(-5, ENGLISH).text)]
    assert "-5" in said[0][1]
    assert request.called("leaveChat") == [{"chat_id": -5}]


@pytest.mark.parametrize("failure", [MAY_NOT_WRITE, BLOCKED])
async def test_a_group_that_is_not_allowed_is_left_also_where_the_bot_may_not_say_so(
    store: Store, failure: tuple[int, dict[str, Any]]
) -> None:
    request = RecordingRequest(sendMessage=[failure])
    await changes(store, request, access=Access(chats=frozenset({-6})))

    assert request.called("leaveChat") == [{"chat_id": -5}]


@pytest.mark.parametrize(
    "access",
    [
        Access(chats=frozenset({-5})),
        Access(users=frozenset({PERSON_ID})),
        Access(admins=frozenset({PERSON_ID}), chats=frozenset({-6})),
    ],
)
async def test_an_allowed_group_and_the_group_of_an_allowed_person_are_not_left(store: Store, access: Access) -> None:
    request = RecordingRequest({"can_read_all_group_messages": True})

    assert await changes(store, request, access=access) == [(-5, ENGLISH.group_greeting)]
    assert request.called("leaveChat") == []


async def test_a_group_where_the_bot_may_not_write_is_one_line(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    request = RecordingRequest({"can_read_all_group_messages": True}, sendMessage=[MAY_NOT_WRITE])
    await changes(store, request)

    assert [record.getMessage() for record in caplog.records] == [
        "Chat -5 was not told: Not enough rights to send text messages to the chat"
    ]


async def test_the_group_is_greeted_in_the_language_of_who_added_the_bot(store: Store) -> None:
    someone: dict[str, Any] = {"from": PERSON | {"language_code": "ur"}}
    request = RecordingRequest({"can_read_all_group_messages": True})

    assert await changes(store, request, **someone) == [(-5, LANGUAGES["ur"].group_greeting)]
