import math

from tests.bench.quality_table import System, comparison, table

FIGURES = ("hit@1", "hit@3", "hit@10", "read@300", "read@500", "read@1500", "article@1")


def system(name: str, share: float, *, auroc: float, has_verdict: bool = False) -> System:
    found = dict.fromkeys(FIGURES, share) | {"chars": 257.5}
    verdict = {"auroc": auroc, "answered": 0.9, "refused": 0.634}
    return System(name, {"answerable": found, "followup": found, "unanswerable": verdict}, has_verdict)


HEAD = (
    "|  | hit@1 | hit@3 | hit@10 | read@300 | read@500 | read@1500 | article@1 | chars "
    "| follow-up hit@1 | follow-up hit@3 | auroc | answered | refused |"
)
OURS = system("ours", 0.521, auroc=0.81, has_verdict=True)
SLOW, FAST = system("slow", 0.333, auroc=0.7), system("fast", 1.0, auroc=0.6)


def test_the_table_has_a_row_for_each_system_and_no_verdict_where_there_is_none() -> None:
    assert table([OURS, SLOW]).splitlines() == [
        HEAD,
        "| " + " | ".join(["---"] * 14) + " |",
        "| ours | .52 | .52 | .52 | .52 | .52 | .52 | .52 | 258 | .52 | .52 | .81 | .90 | .63 |",
        "| slow | .33 | .33 | .33 | .33 | .33 | .33 | .33 | 258 | .33 | .33 | .70 |  |  |",
    ]


def test_a_figure_that_was_not_measured_is_an_empty_cell() -> None:
    row = table([System("ours", {"unanswerable": {"auroc": math.nan, "answered": math.nan}}, has_verdict=True)])

    assert row.splitlines()[-1] == "| ours |" + "  |" * 13


def test_ours_is_compared_with_the_best_of_the_others_figure_by_figure() -> None:
    assert comparison(OURS, [SLOW, FAST]).splitlines() == [
        "Not above the best of the others: read@300, read@500, read@1500.",
        "",
        "- read@300: .52, best of the others 1.00 (fast): not above",
        "- read@500: .52, best of the others 1.00 (fast): not above",
        "- read@1500: .52, best of the others 1.00 (fast): not above",
        "- auroc: .81, best of the others .70 (slow): above",
    ]


def test_it_is_said_where_all_of_ours_is_above() -> None:
    first, _, *lines = comparison(OURS, [SLOW]).splitlines()

    assert first == "Every read@N and auroc of ours that could be compared is above the best of the others."
    assert all(line.endswith(": above") for line in lines)
    assert len(lines) == 4


def test_the_same_figure_is_not_above() -> None:
    assert comparison(OURS, [OURS]).splitlines()[0].startswith("Not above")


def test_what_only_one_of_them_has_is_not_compared() -> None:
    assert comparison(OURS, [System("empty", {})]).splitlines()[0] == "Nothing could be compared."
