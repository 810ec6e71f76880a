import numpy as np

from tests.bench.listwise import Choice, Rows, cross_validated, fit, right_first


def choices(count: int = 40) -> list[Choice]:
    """Each of three articles, of which the one whose second signal is largest is right; the first signal is noise."""
    random = np.random.default_rng(1)
    rows = [random.normal(size=(3, 2)) for _ in range(count)]
    return [choice(each, int(each[:, 1].argmax()), f"{number}") for number, each in enumerate(rows)]


def choice(rows: Rows, right: int, group: str = "") -> Choice:
    return Choice(rows, np.arange(len(rows)) == right, group)


def test_the_signal_that_tells_what_is_right_weighs_most() -> None:
    noise, telling = fit(choices())

    assert telling > 10 * abs(noise)


def test_what_is_put_first_is_what_the_weights_say() -> None:
    one = choice(np.array([[0.0, 1.0], [1.0, 0.0]]), right=0)

    assert right_first([one], np.array([0.0, 1.0])).tolist() == [True]
    assert right_first([one], np.array([1.0, 0.0])).tolist() == [False]


def test_a_choice_where_nothing_is_right_changes_no_weight() -> None:
    nothing = Choice(np.array([[5.0, 0.0], [0.0, 5.0]]), np.array([False, False]), "nothing")

    assert fit([*choices(), nothing]).tolist() == fit(choices()).tolist()


def test_choices_of_different_lengths_are_fitted_together() -> None:
    longer = choice(np.array([[0.0, 0.1], [0.0, 0.2], [0.0, 0.3], [0.0, 0.9]]), right=3)

    assert right_first([longer], fit([*choices(), longer])).all()


def test_no_choice_is_judged_by_a_fit_to_its_own_group() -> None:
    rows = np.array([[1.0], [0.0]])
    for_it = [choice(rows, right=0, group="many") for _ in range(20)]
    against = [choice(rows, right=1, group=f"{number}") for number in range(9)]

    judged = cross_validated([*for_it, *against])

    assert judged[:20].tolist() == [False] * 20  # by the others alone, though they are fewer
