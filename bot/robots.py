"""What a site's robots.txt allows, as RFC 9309 has it. Pure.

The standard library's reader takes the first rule that fits and knows no wildcards, so it would open what many
sites close.
"""

from collections.abc import Iterator
from urllib.parse import unquote

MAX_BYTES = 500 * 1024
"""How much of the file is read: what RFC 9309 (2.5) asks for at least."""

_ANYBODY = "*"


def may_fetch(robots: str, path: str, *, agent: str) -> bool:
    """Tell whether `agent` may ask for a path with its query: the longest rule that fits decides, then the kinder.

    The rules are those for the agent by name, else those for anybody.
    """
    agent, path = agent.lower(), unquote(path)
    found: dict[str, list[tuple[bool, str]]] = {}
    for names, rules in _groups(robots):
        for name in names & {agent, _ANYBODY}:
            found.setdefault(name, []).extend(rules)
    rules = found.get(agent, found.get(_ANYBODY, []))
    fitting = [(len(pattern), is_allowed) for is_allowed, pattern in rules if _fits(unquote(pattern), path)]
    return max(fitting, default=(0, True))[1]


def _groups(robots: str) -> Iterator[tuple[set[str], list[tuple[bool, str]]]]:
    """The agents that are named together, in lower case, with the rules below: whether allowed, and the pattern."""
    agents: set[str] = set()
    rules: list[tuple[bool, str]] = []
    for line in [*robots.removeprefix("\ufeff").splitlines(), "user-agent:"]:
        key, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        if key.lower() == "user-agent":
            if rules:
                yield agents, rules
                agents, rules = set(), []
            agents.add(value.partition("/")[0].strip().lower())
        elif key.lower() in ("allow", "disallow") and value:
            rules.append((key.lower() == "allow", value))
        elif key.lower() == "disallow":
            rules.append((True, ""))  # "Disallow:" with nothing behind it closes nothing, and ends the names above


def _fits(pattern: str, path: str) -> bool:
    """Match from the start of the path: `*` stands for anything, `$` at the end for the path's end.

    Part by part, each at its first place: a regular expression could be made to take hours.
    """
    is_to_the_end = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    last = others.pop() if others and is_to_the_end else None
    for part in others:
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    if not is_to_the_end:
        return True
    return place == len(path) if last is None else path.endswith(last) and len(path) - len(last) >= place
