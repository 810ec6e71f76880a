from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from index.current_search import CurrentSearch
from index.example_questions import MAX_TRIES, candidates_of, example_questions
from index.records import Answer, Article, Quote
from tests.index.small_corpus import article_of

TOWNS = ("Aarau", "Bern", "Chur", "Davos", "Elm", "Fribourg", "Glarus")


def report(text: str, *, number: int, day: int | None = None) -> Article:
    published = date(2022, 12, day) if day else None
    return replace(article_of(text, number=number), published=published)


def killings(count: int) -> tuple[Article, ...]:
    return tuple(
        report(f"Nine soldiers were killed in {town}.", number=number, day=28 - number)
        for number, town in enumerate((TOWNS * count)[:count])
    )


def answering(articles: Iterable[Article], *, answered: bool = True) -> Callable[[str], Answer]:
    """Answers with the whole first article whose town the question names."""

    def answer(question: str) -> Answer:
        found = [each for each in articles if each.text.rpartition(" ")[2].rstrip(".") in question]
        quotes = tuple(Quote(each, 0, len(each.text)) for each in found)
        return Answer(question, answered, 0.9, quotes, "snapshot", 1.0)

    return answer


def test_questions_come_from_different_articles_the_newest_first() -> None:
    articles = killings(3)

    assert example_questions(articles[::-1], answering(articles), 2) == (
        "How many soldiers were killed in Aarau?",
        "How many soldiers were killed in Bern?",
    )


def test_different_kinds_of_questions_are_preferred() -> None:
    articles = (*killings(3), report("Rebels blew up nine cars in Geneva.", number=9, day=1))

    assert example_questions(articles, answering(articles), 2) == (
        "How many soldiers were killed in Aarau?",
        "What did the rebels blow up in Geneva?",
    )


def test_an_article_is_asked_about_twice_only_where_there_is_no_other() -> None:
    both = report("Nine soldiers were killed in Bern. Rebels blew up nine cars in Bern.", number=0, day=9)
    other = report("Rebels burned nine cars in Chur.", number=1)

    assert example_questions((both, other), answering((both, other)), 2) == (
        "How many soldiers were killed in Bern?",
        "What did the rebels burn in Chur?",
    )
    assert len(example_questions((both,), answering((both,)), 3)) == 2


def test_only_what_is_answered_by_its_own_sentence_is_kept() -> None:
    articles = killings(3)
    cut = [replace(article, text=article.text + " Bern.") for article in articles]

    assert example_questions(articles, answering(articles, answered=False), 2) == ()
    assert example_questions(articles, answering(articles[1:]), 2) == (
        "How many soldiers were killed in Bern?",
        "How many soldiers were killed in Chur?",
    )
    assert example_questions(articles, answering([replace(cut[0], id="another")]), 2) == ()


def test_few_questions_are_tried() -> None:
    asked: list[str] = []
    articles = [report(f"Nine soldiers were killed in Elm{'a' * number}.", number=number) for number in range(30)]

    def answer(question: str) -> Answer:
        asked.append(question)
        return replace(answering([])(question), answered=False)

    assert example_questions(articles, answer, 2) == ()
    assert len(asked) == MAX_TRIES == len(set(asked))


def test_the_same_question_is_made_once() -> None:
    articles = killings(len(TOWNS) + 2)

    assert len({candidate.question for candidate in candidates_of(articles)}) == len(TOWNS)
    assert len(list(candidates_of(articles))) == len(TOWNS)


def test_a_day_counted_from_the_report_is_named_and_the_day_of_telling_is_not() -> None:
    happened = report("A shell exploded on Sunday in Bern.", number=0, day=19)
    told = report("The police reported today that a shell exploded in Bern.", number=1, day=19)

    assert [each.question for each in candidates_of([happened])] == ["What happened in Bern on 18 December 2022?"]
    assert list(candidates_of([told])) == []


def test_a_corpus_that_no_pattern_fits_gets_none() -> None:
    assert example_questions([article_of("It rained."), article_of("")], answering([]), 2) == ()


def test_the_articles_that_ship_answer_their_example_questions(shipped_search: CurrentSearch) -> None:
    questions = shipped_search.example_questions(2)

    assert len(set(questions)) == 2
    for question in questions:
        answer = shipped_search.answer(question)
        assert question[0].isupper()
        assert question.endswith("?")
        assert answer.answered
        assert answer.quotes
    assert shipped_search.example_questions(2) is questions
