"""Commands have limits, scopes and languages."""

from telegram import (
    Bot,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
)

from tests.telegram_server import FakeTelegram, FakeUser
from tests.telegram_server.conftest import Refusal


async def test_commands_are_checked_and_the_narrowest_scope_and_language_is_shown(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, refusal: Refusal
) -> None:
    group, bruno = tg.group("G", alice), tg.user(1002, "Bruno", "de")
    await bot.set_my_commands([("ask", "Ask")])
    await bot.set_my_commands([("fragen", "Fragen")], language_code="de")
    await bot.set_my_commands([("here", "Here")], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands([("rule", "Rule")], scope=BotCommandScopeAllChatAdministrators())
    await bot.set_my_commands([("mine", "Mine")], scope=BotCommandScopeChatMember(group.id, alice.id))

    assert tg.commands_for(alice, alice.chat) == ["ask"]
    assert tg.commands_for(bruno, alice.chat) == ["fragen"]
    assert tg.commands_for(tg.user(1003, "Cem", "ur-PK"), alice.chat) == ["ask"]
    assert tg.commands_for(alice, group) == ["mine"]
    assert tg.commands_for(bruno, group) == ["here"]
    bruno.join(group, "administrator")
    assert tg.commands_for(bruno, group) == ["rule"]
    bruno.join(group)
    await bot.delete_my_commands(scope=BotCommandScopeAllGroupChats())
    assert [command.command for command in await bot.get_my_commands()] == ["ask"]
    assert tg.commands_for(bruno, group) == ["fragen"]
    assert await refusal(bot.set_my_commands([("Ask", "d")])) == "BOT_COMMAND_INVALID"
    assert await refusal(bot.set_my_commands([("a" * 33, "d")])) == "command length must not exceed 32"
    assert await refusal(bot.set_my_commands([("a", " ")])) == "command description must be non-empty"
    assert await refusal(bot.set_my_commands([("a", "d")] * 101)) == "BOT_COMMANDS_TOO_MUCH"
    assert await refusal(bot.set_my_commands([], language_code="deu")) == "invalid language code specified"
    lost = BotCommandScopeChatMember(-5, 1)
    assert await refusal(bot.set_my_commands([("a", "d")], scope=lost)) == "chat not found"


async def test_an_admin_s_private_chat_has_a_menu_of_its_own(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, refusal: Refusal
) -> None:
    bruno = tg.user(1002, "Bruno", "en")
    await bruno.start()
    await bot.set_my_commands([("ask", "Ask")])
    await bot.set_my_commands([("ask", "Ask"), ("rebuild", "Rebuild")], scope=BotCommandScopeChat(alice.id))

    assert tg.commands_for(alice, alice.chat) == ["ask", "rebuild"]
    assert tg.commands_for(bruno, bruno.chat) == ["ask"]
    assert [command.command for command in await bot.get_my_commands(BotCommandScopeChat(alice.id))][-1] == "rebuild"
    await bot.delete_my_commands(BotCommandScopeChat(alice.id))
    assert tg.commands_for(alice, alice.chat) == ["ask"]
    stranger = tg.user(1003, "Cem")  # an admin who has not started the bot: it does not know that chat
    unknown = bot.set_my_commands([("rebuild", "Rebuild")], scope=BotCommandScopeChat(stranger.id))
    assert await refusal(unknown) == "chat not found"
