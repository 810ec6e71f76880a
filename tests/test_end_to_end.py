"""The bot as people meet it: a real process, a real index, and a strict Bot API server that shows what they see."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot import texts
from bot.cli import main
from index.corpus import read_corpus
from index.encoder import load_encoder
from index.rebuild import rebuild
from tests.conftest import SHIPPED_CORPUS
from tests.running_bot import REPLY_S, START_S, Running, bot_process, only_reply, running_bot
from tests.telegram_server import FakeTelegram, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"

BANNU = "what did the TTP demand in Bannu?"
LAKKI = "how many policemen were killed in Lakki Marwat in November?"
NOT_THERE = "who won the world cup"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(shipped_index: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """The bot over a copy of the shipped articles, telling all that it can tell in its log."""
    folder = tmp_path_factory.mktemp("bot")
    corpus = Path(shutil.copytree(SHIPPED_CORPUS, folder / "corpus"))
    index = Path(shutil.copytree(shipped_index, folder / "index"))
    async with running_bot(corpus, index, LOG_LEVEL="DEBUG") as running:
        yield running


def assert_states_the_demands(reply: Message, *, waziristan: str) -> None:
    quotes, bold = reply.parts("blockquote"), " ".join(reply.parts("bold"))
    first = " ".join(quotes[:2])
    assert "Afghanistan" in first
    assert "mistake" in first
    assert waziristan in first
    assert reply.text.startswith(quotes[0])  # the quote first
    assert "Waziristan" in bold
    assert "Afghanistan" in bold


@pytest.mark.parametrize(("command", "reply"), [("/start", texts.START), ("/help", texts.HELP)])
async def test_the_bot_says_what_it_is_and_how_to_ask(bot: Running, command: str, reply: str) -> None:
    assert (await only_reply(bot.person(), command)).text == reply
    bot.tg.assert_clean()


async def test_the_commands_are_in_the_menu(bot: Running) -> None:
    asker = bot.person()
    await only_reply(asker, "/start")

    assert bot.tg.commands_for(asker, asker.chat) == [name for name, _ in texts.COMMANDS]


async def test_the_demands_are_quoted_from_the_shipped_articles(bot: Running) -> None:
    reply = await only_reply(bot.person(), BANNU)

    assert_states_the_demands(reply, waziristan="Waziristan")
    source = reply.text.splitlines()[1]
    assert source.endswith(" · 19 Dec 2022")
    bot.tg.assert_clean()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not here")
async def test_the_demands_are_quoted_from_the_raw_news_text(tmp_path: Path) -> None:
    index = tmp_path / "index"
    await asyncio.to_thread(rebuild, read_corpus(SEEDS), index, load_encoder())
    async with running_bot(SEEDS, index) as running:
        reply = await only_reply(running.person(), BANNU)
        running.tg.assert_clean()

    assert_states_the_demands(reply, waziristan="North or South Waziristan")
    assert "Security official killed" in reply.text.splitlines()[1]
    assert len(reply.parts("blockquote")[0].encode("utf-16-le")) < 2 * 400  # with its source, fits a phone's screen


async def test_what_the_articles_do_not_say_is_said_and_the_nearest_is_folded(bot: Running) -> None:
    reply = await only_reply(bot.person(), NOT_THERE)

    assert reply.text.startswith(f"{texts.NOT_ANSWERED}\n{texts.NOT_ANSWERED_HINT}\n\n{texts.NEAREST}\n")
    assert len(reply.parts("expandable_blockquote")) == 1
    assert reply.parts("blockquote") == reply.parts("bold") == []
    bot.tg.assert_clean()


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("hello", texts.GREETING),
        ("thank you!", texts.THANKS),
        ("🤷‍♂️ 👍", texts.NO_WORDS),
        ("\u3164", texts.NO_WORDS),
        ("?!", texts.NO_WORDS),
        ("why " * 1_024, texts.TOO_LONG),
        ("/rebuild now", texts.UNKNOWN_COMMAND),
    ],
)
async def test_what_is_no_question_gets_one_friendly_line(bot: Running, text: str, reply: str) -> None:
    assert (await only_reply(bot.person(), text)).text == reply
    bot.tg.assert_clean()


@pytest.mark.parametrize(
    "text",
    [
        "asdf",
        "من فاز بكأس العالم؟",
        "<b>who</b> *won* the _cup_ [x](tg://user?id=1) `z` \\ & &amp; <script>",
        "SELECT * FROM articles; --",
        "whö wön thé cüp 😀😀 \u202eevil\u202c",
        "hello hello",
        "0",
        "{who} %s {0}",
        "was " * 200,
    ],
)
async def test_any_other_text_gets_one_reply_and_no_exception(bot: Running, text: str) -> None:
    reply = await only_reply(bot.person(), text)

    assert reply.text not in {"", texts.ERROR, texts.BUSY}
    assert "Traceback" not in bot.process.log
    bot.tg.assert_clean()


async def test_a_follow_up_is_answered_in_the_light_of_the_question_before(bot: Running) -> None:
    alone, in_context = bot.person(), bot.person()
    without = await only_reply(alone, "what did they call it afterwards?")
    await only_reply(in_context, BANNU)
    reply = await only_reply(in_context, "what did they call it afterwards?")

    assert "mistake" in reply.text
    assert reply.text != without.text


async def test_while_many_questions_wait_quick_replies_overtake_them(bot: Running) -> None:
    askers, helped = [bot.person() for _ in range(12)], bot.person()
    for asker in askers:
        await asker.send(None, LAKKI)
    await helped.send(None, "/help")
    help_ = await helped.chat.expect(REPLY_S)
    answers = [await asker.chat.expect(REPLY_S) for asker in askers]

    assert sum(answer.time > help_.time for answer in answers) >= len(answers) / 2
    bot.tg.assert_clean()


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("sendMessage", "error"),
        ("getUpdates", "error"),
        ("getUpdates", "bad_gateway"),
        ("getUpdates", "drop"),
        ("sendChatAction", "drop"),
    ],
)
async def test_a_failure_of_telegram_costs_nobody_an_answer(bot: Running, method: str, kind: str) -> None:
    fault = bot.tg.inject(method, kind)  # type: ignore[arg-type]  # the names of kinds are above
    reply = await only_reply(bot.person(), LAKKI)
    fault.times = 0

    assert "policemen" in reply.text
    bot.tg.assert_clean()


@pytest.mark.parametrize("kind", ["drop", "bad_gateway"])
async def test_an_answer_that_arrived_is_not_sent_again_when_that_is_not_known(bot: Running, kind: str) -> None:
    bot.tg.inject("sendMessage", kind, after=True)  # type: ignore[arg-type]  # the names of kinds are above
    reply = await only_reply(bot.person(), LAKKI)

    assert "policemen" in reply.text


async def test_a_flood_limit_is_waited_out(bot: Running) -> None:
    bot.tg.inject("sendMessage", "error", retry_after=1)
    reply = await only_reply(bot.person(), LAKKI)

    assert "policemen" in reply.text
    assert not any(call.early for call in bot.tg.calls)


async def test_after_an_outage_what_was_asked_meanwhile_is_answered(bot: Running) -> None:
    outage = asyncio.create_task(bot.tg.outage(1.0))
    await asyncio.sleep(0.2)
    reply = await only_reply(bot.person(), LAKKI)
    await outage

    assert "policemen" in reply.text


async def test_a_rebuild_is_picked_up_at_the_next_question(bot: Running) -> None:
    asker, question = bot.person(), "who robbed the bank in Quetta?"
    before = await only_reply(asker, question)
    article = "Raid on a bank\n\nFour masked men robbed a bank in Quetta on Friday."
    (bot.corpus / "raid.txt").write_text(article, encoding="utf-8")
    folders = ["--corpus", str(bot.corpus), "--index", str(bot.index)]
    assert await asyncio.to_thread(main, ["rebuild", *folders]) == 0
    after = await only_reply(asker, question)

    assert "masked" not in before.text
    assert after.parts("blockquote")[0].startswith("Four masked men")
    bot.tg.assert_clean()


async def test_the_token_is_nowhere_in_the_fullest_log(bot: Running) -> None:
    await bot.process.logged(" DEBUG ")

    assert bot.tg.token.partition(":")[2] not in bot.process.log
    assert "Traceback" not in bot.process.log


async def test_questions_in_flight_are_answered_before_the_bot_stops(shipped_index: Path) -> None:
    async with running_bot(SHIPPED_CORPUS, shipped_index) as running:
        askers = [running.person() for _ in range(8)]
        for asker in askers:
            await asker.send(None, LAKKI)
        await running.tg.wait_for(lambda: all(update.delivered for update in running.tg.updates))
        status = await running.process.stop(signal.SIGTERM, timeout_s=30.0)

    assert status == 0
    for asker in askers:
        assert "policemen" in (await asker.chat.expect(0.1)).text
    running.tg.assert_clean()


async def test_a_token_that_telegram_refuses_ends_the_bot_with_one_clear_line(shipped_index: Path) -> None:
    async with FakeTelegram() as tg:
        wrong = f"{tg.token}wrong"
        settings = {"TELEGRAM_TOKEN": wrong, "LOG_LEVEL": "DEBUG"}
        async with bot_process(tg, SHIPPED_CORPUS, shipped_index, **settings) as process:
            await process.logged("refuses the token", START_S)
            status = await asyncio.wait_for(process.process.wait(), 15)

    assert status == 1
    said = [line for line in process.lines if line.startswith("incident-bot: ")]
    assert len(said) == 1
    assert said[0].startswith("incident-bot: Telegram refuses the token: check TELEGRAM_TOKEN")
    assert "Traceback" not in process.log
    assert wrong.partition(":")[2] not in process.log
