"""What a real bot process tells of itself in bad weather: JSON lines, and metrics that count what happened."""

import asyncio
import json
import math
from pathlib import Path

from tests.conftest import SHIPPED_CORPUS
from tests.metrics_page import fetched, free_port
from tests.running_bot import REPLY_S, running_bot
from tests.telegram_server.faults import Kind

ASKED = "what did the TTP demand in Bannu?"
REFUSED = "who won the xylophone cup"
FAULTS: tuple[tuple[str, Kind], ...] = (
    ("sendMessage", "error"),
    ("sendMessage", "drop"),
    ("getUpdates", "error"),
    ("getUpdates", "bad_gateway"),
    ("getUpdates", "drop"),
)


async def test_logs_and_metrics_of_a_process_in_bad_weather(shipped_index: Path) -> None:
    port = free_port()
    async with running_bot(
        SHIPPED_CORPUS, shipped_index, LOG_FORMAT="json", LOG_LEVEL="DEBUG", METRICS_PORT=str(port)
    ) as bot:
        faults = [bot.tg.inject(method, kind) for method, kind in FAULTS]
        asker = bot.person()
        asked = [await asker.send(None, text) for text in (ASKED, REFUSED)]
        await bot.tg.wait_for(lambda: all(asker.chat.replies_to(message) for message in asked), REPLY_S)
        await bot.tg.wait_for(lambda: not any(fault.times for fault in faults), REPLY_S)
        await bot.process.logged('"answered": false', REPLY_S)
        end = await asker.send(None, "/help")
        await bot.tg.wait_for(lambda: asker.chat.replies_to(end), REPLY_S)
        found = await asyncio.to_thread(fetched, port)
        status = await bot.process.stop()

    told = [json.loads(line) for line in bot.process.lines]
    questions = [line for line in told if line.get("event") == "question"]
    assert status == 0
    assert [(line["chat"], line["answered"]) for line in questions] == [("private", True), ("private", False)]
    assert all(line["total_ms"] > line["answering_ms"] > 0 for line in questions)
    assert found['incident_bot_questions_total{answered="true",kind="private"}'] == 1
    assert found['incident_bot_questions_total{answered="false",kind="private"}'] == 1
    assert found['incident_bot_question_seconds_count{stage="sending"}'] == 2
    assert found['incident_bot_updates_total{kind="message"}'] == 3
    assert found['incident_bot_telegram_errors_total{kind="server"}'] == 3
    assert found['incident_bot_telegram_errors_total{kind="network"}'] == 2
    assert found["incident_bot_telegram_retries_total"] == len(faults)
    assert found["incident_bot_queue"] == 0
    assert 0 < found["incident_bot_snapshot_age_seconds"] < 3600
    assert "<not logged>" in bot.process.log  # where the library logs what people write
    for secret in (bot.tg.token.partition(":")[2], "demand in Bannu", "xylophone", f"Asker {asker.id}", "Traceback"):
        assert secret not in bot.process.log


async def test_in_json_what_is_told_of_building_the_index_and_the_last_line_are_records_too(tmp_path: Path) -> None:
    async with running_bot(SHIPPED_CORPUS, tmp_path, LOG_FORMAT="json", LOG_QUESTIONS="1") as bot:
        asker = bot.person()
        await asker.send(None, ASKED)
        await asker.chat.expect(REPLY_S)
        await bot.process.logged('"question": ', REPLY_S)
        bot.tg.inject("getUpdates", "error", math.inf, code=401, description="Unauthorized")
        status = await asyncio.wait_for(bot.process.process.wait(), REPLY_S)
        await bot.process.logged("incident-bot: ")

    assert status == 1
    told = [json.loads(line) for line in bot.process.lines]
    assert any("building it" in line["message"] for line in told)
    assert any(line["message"].startswith("indexed 8 articles") for line in told)
    assert [line["question"] for line in told if line.get("event") == "question"] == [ASKED]
    assert told[-1]["level"] == "ERROR"
    assert told[-1]["message"].startswith("incident-bot: Telegram refuses the token")
