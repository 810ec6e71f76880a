"""A bot's name, descriptions and menu button."""

from telegram import Bot, MenuButtonCommands, MenuButtonDefault

from tests.telegram_server import FakeTelegram
from tests.telegram_server.conftest import ALICE, Refusal


async def test_descriptions_are_kept_by_language_and_have_limits(bot: Bot, refusal: Refusal) -> None:
    await bot.set_my_description("d" * 512)
    await bot.set_my_short_description("kurz", "de")

    assert (await bot.get_my_description("de")).description == "d" * 512
    assert (await bot.get_my_short_description("de")).short_description == "kurz"
    assert (await bot.get_my_short_description()).short_description == ""
    assert await refusal(bot.set_my_description("d" * 513)) == "BOT_DESCRIPTION_TOO_LONG"
    assert await refusal(bot.set_my_short_description("d" * 121)) == "BOT_SHORT_DESCRIPTION_TOO_LONG"


async def test_a_name_is_kept_by_language_and_else_is_the_bot_s_own(bot: Bot, refusal: Refusal) -> None:
    await bot.set_my_name("Vorfälle", "de")

    assert (await bot.get_my_name("de")).name == "Vorfälle"
    assert (await bot.get_my_name("en")).name == "Test Bot"
    assert await refusal(bot.set_my_name("n" * 65)) == "BOT_TITLE_INVALID"


async def test_the_menu_button_is_kept_by_chat(bot: Bot, refusal: Refusal) -> None:
    assert await bot.get_chat_menu_button() == MenuButtonCommands()
    await bot.set_chat_menu_button(ALICE, MenuButtonDefault())

    assert await bot.get_chat_menu_button(ALICE) == MenuButtonDefault()
    assert await bot.get_chat_menu_button() == MenuButtonCommands()
    wrong = bot.set_chat_menu_button(ALICE, {"type": "shiny"})  # type: ignore[arg-type]  # what no class of it offers
    assert await refusal(wrong) == "can't parse menu button: MenuButton has unsupported type"


async def test_the_bot_s_flags_are_those_of_the_settings(tg: FakeTelegram, bot: Bot) -> None:
    default = await bot.get_me()
    tg.settings.supports_guest_queries = tg.settings.can_read_all_group_messages = True
    tg.settings.can_join_groups = tg.settings.supports_inline_queries = False
    other = await bot.get_me()

    assert (default.can_join_groups, default.supports_inline_queries) == (True, True)
    assert (default.can_read_all_group_messages, default.supports_guest_queries) == (False, False)
    assert (other.can_join_groups, other.supports_inline_queries) == (False, False)
    assert (other.can_read_all_group_messages, other.supports_guest_queries) == (True, True)
