import json
from datetime import date

from bot.answer_json import answer_json
from index.records import Answer, Article, Quote

SIEGE = Article(
    "siege",
    "Siege “enters” its second day",
    "The gunmen asked for a free way out. Talks\nwent on.",
    source="The Gazette",
    url="https://gazette.example/siege",
    published=date(2022, 12, 9),
    place="Bannu",
)
BARE = Article("bare", "Ambush", "Six policemen were killed.")


def answer_of(question: str, *quotes: Quote, answered: bool = False) -> Answer:
    return Answer(question, answered, 0.93456, quotes, "20221219", 12.34)


def test_an_answer_is_one_object_with_the_keys_of_the_contract_in_order() -> None:
    quotes = (Quote(SIEGE, 37, 51, ((0, 5), (6, 10)), score=0.912345, also=(BARE,)), Quote(BARE, 0, 26))
    line = answer_json(answer_of("did talks go on?", *quotes, answered=True))

    assert line == json.dumps(json.loads(line))  # in one line
    assert json.loads(line) == {
        "question": "did talks go on?",
        "answered": True,
        "confidence": 0.9346,
        "elapsed_ms": 12.3,
        "snapshot": "20221219",
        "quotes": [
            {
                "article": "siege",
                "title": "Siege “enters” its second day",
                "source": "The Gazette",
                "url": "https://gazette.example/siege",
                "published": "2022-12-09",
                "text": "Talks\nwent on.",
                "start": 37,
                "end": 51,
                "highlights": [[0, 5], [6, 10]],
                "score": 0.9123,
                "also": [{"article": "bare", "title": "Ambush", "source": None, "url": None, "published": None}],
            },
            {
                "article": "bare",
                "title": "Ambush",
                "source": None,
                "url": None,
                "published": None,
                "text": "Six policemen were killed.",
                "start": 0,
                "end": 26,
                "highlights": [],
                "score": 0.0,
                "also": [],
            },
        ],
    }
    assert list(json.loads(line)) == ["question", "answered", "confidence", "elapsed_ms", "snapshot", "quotes"]


def test_no_answer_has_an_empty_list_of_quotes() -> None:
    values = json.loads(answer_json(answer_of("")))

    assert (values["answered"], values["quotes"]) == (False, [])


def test_any_pipe_carries_it_and_half_a_surrogate_pair_too() -> None:
    question = "чего они требовали? 😀 \ud800"
    line = answer_json(answer_of(question, Quote(SIEGE, 0, 36)))

    assert line.isascii()
    assert json.loads(line)["question"] == question
