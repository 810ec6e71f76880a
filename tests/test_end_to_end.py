"""The bot in good and bad weather: a real process, a real index, and a strict Bot API server.

What people do with it is told in `tests/conversations`; here, odd texts, failures of Telegram, and how the bot ends.
"""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.messages import MessageKind
from bot.texts import ENGLISH
from index.corpus import read_corpus
from index.model_cache import load_encoder
from index.rebuild import rebuild
from tests.conftest import MODEL_CACHE, SHIPPED_CORPUS
from tests.metrics_page import free_port
from tests.running_bot import REPLY_S, START_S, Running, bot_process, only_reply, running_bot, webhook_settings
from tests.telegram_server import FakeTelegram, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"

BANNU = "what did the TTP demand in Bannu?"
LAKKI = "how many policemen were killed in Lakki Marwat in November?"


MODES = pytest.mark.parametrize("is_called", [False, True], ids=["polling", "webhook"])


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[False, True], ids=["polling", "webhook"])
async def bot(
    shipped_index: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Running]:
    """The bot over a copy of the shipped articles, telling all that it can tell in its log."""
    folder = tmp_path_factory.mktemp("bot")
    corpus = Path(shutil.copytree(SHIPPED_CORPUS, folder / "corpus"))
    index = Path(shutil.copytree(shipped_index, folder / "index"))
    async with running_bot(corpus, index, is_called=request.param, LOG_LEVEL="DEBUG", LOG_QUESTIONS="1") as running:
        yield running


def assert_states_the_demands(reply: Message, *, waziristan: str) -> None:
    quotes = reply.parts("blockquote") + reply.parts("expandable_blockquote")
    bold = " ".join(reply.parts("bold"))
    first = " ".join(quotes[:2])
    assert "Afghanistan" in first
    assert "mistake" in first
    assert waziristan in first
    assert reply.text.startswith(quotes[0])  # the quote first
    assert "Waziristan" in bold
    assert "Afghanistan" in bold


async def test_the_demands_are_quoted_from_the_shipped_articles(bot: Running) -> None:
    reply = await only_reply(bot.person(), BANNU)

    assert_states_the_demands(reply, waziristan="Waziristan")
    source = reply.text.splitlines()[1]
    assert source.endswith(" · 19 Dec 2022")
    bot.tg.assert_clean()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not here")
async def test_the_demands_are_quoted_from_the_raw_news_text(tmp_path: Path) -> None:
    index = tmp_path / "index"
    await asyncio.to_thread(rebuild, read_corpus(SEEDS), index, load_encoder(cache=MODEL_CACHE))
    async with running_bot(SEEDS, index) as running:
        reply = await only_reply(running.person(), BANNU)
        running.tg.assert_clean()

    assert_states_the_demands(reply, waziristan="North or South Waziristan")
    assert "Security official killed" in reply.text.splitlines()[1]
    assert len(reply.parts("blockquote")[0].encode("utf-16-le")) < 2 * 400  # with its source, fits a phone's screen


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("hello", ENGLISH.greeting),
        ("thank you!", ENGLISH.thanks),
        ("🤷‍♂️ 👍", ENGLISH.no_words),
        ("\u3164", ENGLISH.no_words),
        ("?!", ENGLISH.no_words),
        ("why " * 1_024, ENGLISH.replies[MessageKind.TOO_LONG]),
        ("/reboot now", ENGLISH.unknown_command),
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

    assert reply.text not in {"", ENGLISH.error}
    assert "Traceback" not in bot.process.log
    bot.tg.assert_clean()


async def test_while_many_questions_wait_quick_replies_overtake_them(bot: Running) -> None:
    askers, helped = [bot.person() for _ in range(12)], bot.person()
    for number, asker in enumerate(askers):
        await asker.send(None, f"{LAKKI} {number}")  # an answer that was given before would take no time
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
    if bot.is_called and method == "getUpdates":
        pytest.skip("a bot that is called does not call it")
    fault = bot.tg.inject(method, kind)  # type: ignore[arg-type]  # the names of kinds are above
    reply = await only_reply(bot.person(), LAKKI)
    fault.times = 0

    assert "policemen" in reply.text
    bot.tg.assert_clean()


@pytest.mark.parametrize("kind", ["drop", "bad_gateway"])
@pytest.mark.parametrize("times", [1, 2])
async def test_an_answer_that_perhaps_arrived_is_repeated_exactly_once(bot: Running, kind: str, times: int) -> None:
    asker = bot.person()
    bot.tg.inject("sendMessage", kind, times, after=True)  # type: ignore[arg-type]  # the names of kinds are above
    asked = await asker.send(None, LAKKI)
    end = await asker.send(None, "/help")
    await bot.tg.wait_for(lambda: asker.chat.replies_to(end), REPLY_S)
    replies = asker.chat.replies_to(asked)

    assert "policemen" in replies[0].text
    assert [reply.text for reply in replies] == [replies[0].text] * 2
    assert len(asker.chat.replies_to(end)) == 1
    bot.tg.assert_clean()


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


async def test_no_secret_is_anywhere_in_the_fullest_log(bot: Running) -> None:
    await bot.process.logged(" DEBUG ")

    assert bot.tg.token.partition(":")[2] not in bot.process.log
    if webhook := bot.tg.world.updates.webhook:
        assert webhook.secret not in bot.process.log
    assert "Traceback" not in bot.process.log


@MODES
async def test_told_to_stop_the_bot_does_so_politely_and_answers_what_is_left_when_it_is_back(
    shipped_index: Path,
    is_called: bool,  # noqa: FBT001 - pytest's own way
) -> None:
    async with running_bot(SHIPPED_CORPUS, shipped_index, is_called=is_called) as running:
        askers = [running.person() for _ in range(12)]
        asked = [await asker.send(None, f"{LAKKI} {number}") for number, asker in enumerate(askers)]
        await running.tg.wait_for(lambda: all(update.delivered for update in running.tg.updates))
        stopped = asyncio.get_running_loop().time()
        status = await running.process.stop(signal.SIGTERM, timeout_s=30.0)
        late = await askers[0].send(None, "/help")
        await running.process.restart()
        await running.tg.ready(START_S, since=stopped)
        await running.tg.wait_for(lambda: late.chat.replies_to(late), REPLY_S)
        await running.tg.wait_for(lambda: all(message.chat.replies_to(message) for message in asked), REPLY_S)

        assert status == 0
        for message in (*asked, late):
            assert len(message.chat.replies_to(message)) == 1
        running.tg.assert_clean()


@MODES
async def test_a_token_that_telegram_refuses_ends_the_bot_with_one_clear_line(
    shipped_index: Path,
    is_called: bool,  # noqa: FBT001 - as above
) -> None:
    async with FakeTelegram() as tg:
        wrong = f"{tg.token}wrong"
        settings = {"TELEGRAM_TOKEN": wrong, "LOG_LEVEL": "DEBUG"} | (
            webhook_settings(free_port()) if is_called else {}
        )
        async with bot_process(tg, SHIPPED_CORPUS, shipped_index, **settings) as process:
            await process.logged("refuses the token", START_S)
            status = await asyncio.wait_for(process.process.wait(), 15)

    assert status == 1
    said = [line for line in process.lines if line.startswith("incident-bot: ")]
    assert len(said) == 1
    assert said[0].startswith("incident-bot: Telegram refuses the token: check TELEGRAM_TOKEN")
    assert "Traceback" not in process.log
    assert wrong.partition(":")[2] not in process.log
