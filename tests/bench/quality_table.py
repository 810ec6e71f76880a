"""The figures of several systems as one table, and where ours stand beside the best of the others. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

COMPARED = (
    ("answerable", "read@300"),
    ("answerable", "read@500"),
    ("answerable", "read@1500"),
    ("unanswerable", "auroc"),
)
"""By kind of question: what can be compared between systems whose quotes differ in length."""

_ANSWERABLE = ("hit@1", "hit@3", "hit@10", "read@300", "read@500", "read@1500", "article@1", "chars")
_COLUMNS = (
    *((name, "answerable", name) for name in _ANSWERABLE),
    *((f"follow-up {name}", "followup", name) for name in ("hit@1", "hit@3")),
    *((name, "unanswerable", name) for name in ("auroc", "answered", "refused")),
)
_OF_A_VERDICT = ("answered", "refused")
_COUNTS = ("chars",)


@dataclass(frozen=True, slots=True)
class System:
    """A system and its figures as `index.metrics.quality` gives them; one without a verdict never refuses."""

    name: str
    figures: Mapping[str, Mapping[str, float]]
    has_verdict: bool = False

    def figure(self, kind: str, name: str) -> float | None:
        """One figure, None where it was not measured."""
        if name in _OF_A_VERDICT and not self.has_verdict:
            return None
        value = self.figures.get(kind, {}).get(name)
        return None if value is None or value != value else value  # noqa: PLR0124 - nan is not measured either


def table(systems: Sequence[System]) -> str:
    """A Markdown table, a system a row; a figure that does not exist is an empty cell."""
    rows = [["", *(title for title, _, _ in _COLUMNS)], ["---"] * (1 + len(_COLUMNS))]
    rows += [
        [system.name, *(_shown(name, system.figure(kind, name)) for _, kind, name in _COLUMNS)] for system in systems
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def comparison(ours: System, peers: Sequence[System]) -> str:
    """A line for each compared figure that all have, and one that says whether all of ours are above."""
    lines, not_above = [], []
    for kind, name in COMPARED:
        own = ours.figure(kind, name)
        others = [(value, peer.name) for peer in peers if (value := peer.figure(kind, name)) is not None]
        if own is None or not others:
            continue
        best, holder = max(others)
        if own <= best:
            not_above.append(name)
        shown = f"{_shown(name, own)}, best of the others {_shown(name, best)} ({holder})"
        lines.append(f"- {name}: {shown}: {'above' if own > best else 'not above'}")
    return "\n".join([_summary(ours, lines, not_above), "", *lines])


def _summary(ours: System, lines: Sequence[str], not_above: Sequence[str]) -> str:
    if not lines:
        return "Nothing could be compared."
    if not_above:
        return f"Not above the best of the others: {', '.join(not_above)}."
    return f"Every read@N and auroc of {ours.name} that could be compared is above the best of the others."


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if name in _COUNTS else f"{value:.2f}".removeprefix("0")
