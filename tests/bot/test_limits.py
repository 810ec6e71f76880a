from bot.limits import MAX_REMEMBERED, PER_CHAT, PER_PERSON, WINDOW_S, QuestionLimits, Refusal


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def asked(limits: QuestionLimits, times: int, *, person: int = 1, chat: int = 1) -> list[Refusal | None]:
    return [limits.refusal(person=person, chat=chat) for _ in range(times)]


def test_what_a_person_asks_in_a_minute_is_answered_and_one_more_is_refused_once_with_a_word() -> None:
    limits = QuestionLimits(clock=Clock())
    refusals = asked(limits, PER_PERSON + 3)

    assert refusals[:PER_PERSON] == [None] * PER_PERSON
    assert refusals[PER_PERSON:] == [Refusal(60, is_first=is_first) for is_first in (True, False, False)]


def test_after_the_time_told_the_next_question_is_answered() -> None:
    clock = Clock()
    limits = QuestionLimits(clock=clock)
    asked(limits, PER_PERSON)
    clock.now = 20.0
    (refusal,) = asked(limits, 1)

    assert refusal == Refusal(40, is_first=True)
    clock.now += refusal.seconds
    assert asked(limits, 1) == [None]


def test_who_is_refused_again_later_is_told_again() -> None:
    clock = Clock()
    limits = QuestionLimits(clock=clock)
    asked(limits, PER_PERSON + 1)
    clock.now = WINDOW_S
    refusals = asked(limits, PER_PERSON + 1)

    assert refusals[-1] == Refusal(60, is_first=True)


def test_other_people_are_not_refused() -> None:
    limits = QuestionLimits(clock=Clock())
    asked(limits, PER_PERSON + 1, person=1, chat=1)

    assert asked(limits, 1, person=2, chat=2) == [None]


def test_a_chat_has_a_limit_of_its_own() -> None:
    limits = QuestionLimits(clock=Clock())
    refusals = [limits.refusal(person=person, chat=-1) for person in range(PER_CHAT + 1)]

    assert refusals[:-1] == [None] * PER_CHAT
    assert refusals[-1] == Refusal(60, is_first=True)


def test_people_who_asked_long_ago_are_forgotten() -> None:
    clock = Clock()
    limits = QuestionLimits(clock=clock)
    for person in range(2 * MAX_REMEMBERED):
        clock.now += 1.0
        limits.refusal(person=person, chat=person)

    assert len(limits._counts) <= MAX_REMEMBERED + 1
