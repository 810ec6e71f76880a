"""make container-check: whether a bot in a container answers, is well, and stops as it should.

    python -m tests.container.check COMMAND...

COMMAND runs the image; the bot's commands (`run`, `health`) are put after it. It has to share the host's network, as
the strict Bot API server is there, to keep one /data, and to hand on the three variables:

    docker run --rm --network host --read-only --tmpfs /tmp --volume check:/data \
        --env TELEGRAM_TOKEN --env TELEGRAM_BASE_URL --env HEALTH_FILE incident-bot

Prints a line for each thing that is as it should be; exit status 1, with what is wrong and the bot's log, else.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence

from tests.telegram_server import BotProcess, FakeTelegram

QUESTION = "what did the TTP demand in Bannu?"
QUOTED = "Waziristan"
"""In the demands that the shipped articles tell of."""

START_S = 300.0
"""A busy machine takes long to unpack an image; the first start also builds the index."""
REPLY_S = 60.0
STOP_S = 10.0
"""After it containers are killed."""
HEALTHY_S = 120.0

HEALTH_FILE = "/data/health.json"
"""On the volume, so that another container can read it."""


async def check(command: Sequence[str]) -> None:
    """Ask a bot in a container, as a person on Telegram would; raises AssertionError."""
    async with FakeTelegram() as tg:
        env = {"TELEGRAM_TOKEN": tg.token, "TELEGRAM_BASE_URL": tg.root_url, "HEALTH_FILE": HEALTH_FILE}
        started = time.monotonic()
        async with BotProcess([*command, "run"], env) as bot:
            await tg.ready(START_S)
            _say(f"polls {time.monotonic() - started:.1f} s after its start")
            await _check_answer(tg)
            _say(f"healthy: {await _health(command, bot.env)}")
            await _check_stop(bot)
        tg.assert_clean()
        assert tg.token not in bot.log, "the bot logged its token"


async def _check_answer(tg: FakeTelegram) -> None:
    alice = tg.user(1001, "Alice", "en")
    asked = time.monotonic()
    await alice.send(None, QUESTION)
    reply = await alice.chat.expect(REPLY_S)
    quotes = reply.parts("blockquote") + reply.parts("expandable_blockquote")
    assert any(QUOTED in quote for quote in quotes), f"no quote with {QUOTED!r} in the reply to {QUESTION!r}: {reply}"
    _say(f"quotes {quotes[0]!r} after {time.monotonic() - asked:.2f} s")


async def _health(command: Sequence[str], env: dict[str, str]) -> str:
    """What `health` prints once the bot is well."""
    until = time.monotonic() + HEALTHY_S
    while True:
        health = [*command, "health"]
        run = await asyncio.to_thread(subprocess.run, health, env=env, capture_output=True, text=True, check=False)
        if not run.returncode:
            return run.stdout.strip()
        assert time.monotonic() < until, f"not healthy after {HEALTHY_S:.0f} s: {run.stderr.strip()}"
        await asyncio.sleep(1)


async def _check_stop(bot: BotProcess) -> None:
    asked = time.monotonic()
    status = await bot.stop(timeout_s=3 * STOP_S)
    took_s = time.monotonic() - asked
    assert not status, f"exit status {status} after SIGTERM"
    assert took_s < STOP_S, f"it took {took_s:.1f} s to stop"
    _say(f"stopped {took_s:.1f} s after SIGTERM, exit status 0")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(command: Sequence[str]) -> int:
    """Check; say what is wrong."""
    try:
        asyncio.run(check(command))
    except AssertionError as error:
        sys.stderr.write("\n".join(["container-check: " + str(error), *getattr(error, "__notes__", ())]) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
