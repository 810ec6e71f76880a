"""The server's cache of inline results: the same query is answered from it without asking the bot."""

import time

from tests.telegram_server.json_types import Json
from tests.telegram_server.world import World

ANYBODY = 0


def keep_answer(world: World, asked: Json, answer: Json) -> None:
    """Keep an answer for its cache_time, for everybody unless it is personal."""
    if world.settings.caches_inline_results and answer["cache_time"]:
        user = asked["from"]["id"] if answer["is_personal"] else ANYBODY
        expires = time.monotonic() + answer["cache_time"]
        world.inline_cache[asked["query"], asked["offset"], user] = (expires, answer)


def cached_answer(world: World, asked: Json) -> Json | None:
    for user in (asked["from"]["id"], ANYBODY):
        expires, answer = world.inline_cache.get((asked["query"], asked["offset"], user), (0.0, None))
        if answer is not None and time.monotonic() < expires:
            return answer
    return None
