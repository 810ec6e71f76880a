import json
from pathlib import Path

import pytest

from index.metrics import GoldQuestion, find
from index.records import Article
from tests.bench.peers.answers import (
    PEERS,
    REQUIREMENTS,
    PeersError,
    article_line,
    ask_peer,
    pinned_versions,
    question_line,
    read_answers,
    write_input,
)

PEER = PEERS[0]
ROBBERS = GoldQuestion("who robbed the bank?", "answerable", ("four men",), ("raid",))
FOLLOW_UP = GoldQuestion("and how?", "followup", ("by car",), ("raid",), context="who robbed the bank?")


def printed(question: str, *quotes: tuple[str, str], **changes: object) -> str:
    shown = [{"article": article, "text": text, "score": 0.5} for article, text in quotes]
    return json.dumps({"question": question, "answered": None, "confidence": 0.5, "quotes": shown} | changes)


def test_the_answers_of_a_peer_are_measured_as_ours_are() -> None:
    line = printed(ROBBERS.question, ("flood", "Four men drowned."), ("raid", "On Friday FOUR\nmen robbed it."))

    (answer,) = read_answers(PEER, [line], [ROBBERS])

    finding = find(ROBBERS, answer)
    assert (finding.rank, finding.read_chars) == (2, len("Four men drowned.") + len("On Friday four men"))
    assert (answer.confidence, answer.answered) == (0.5, False)
    assert [quote.text for quote in answer.quotes] == ["Four men drowned.", "On Friday FOUR\nmen robbed it."]


def test_an_answer_without_quotes_is_one() -> None:
    (answer,) = read_answers(PEER, [printed(ROBBERS.question, confidence=0)], [ROBBERS])

    assert (answer.quotes, answer.confidence) == ((), 0.0)


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ([], "LangChain FAISS gave 0 answers to 1 questions"),
        (["Traceback"], "LangChain FAISS, answer 1: Invalid JSON"),
        ([printed("something else?")], "answer 1: answers 'something else?', asked was 'who robbed the bank?'"),
        ([printed(ROBBERS.question, ("raid", ""))], "answer 1: String should have at least 1 character"),
        ([printed(ROBBERS.question, confidence=None)], "answer 1: Input should be a valid number"),
    ],
)
def test_what_is_no_answer_is_named_with_its_peer(lines: list[str], error: str) -> None:
    with pytest.raises(PeersError) as raised:
        read_answers(PEER, lines, [ROBBERS])

    assert error in str(raised.value)


def test_a_peer_is_given_the_whole_article() -> None:
    text = "Four men robbed a bank on\nFriday. They fled."

    assert json.loads(article_line(Article("raid", "Four men robbed a bank on Friday", text))) == {
        "id": "raid",
        "text": text,
    }
    assert json.loads(article_line(Article("raid", "Four men robbed…", text)))["text"] == text
    assert json.loads(article_line(Article("raid", "Bank raid", text)))["text"] == f"Bank raid\n\n{text}"


def test_a_peer_is_given_nothing_of_what_a_right_answer_would_be() -> None:
    assert json.loads(question_line(FOLLOW_UP)) == {"question": "and how?", "context": "who robbed the bank?"}
    assert json.loads(question_line(ROBBERS)) == {"question": "who robbed the bank?", "context": None}


def test_a_peer_without_its_environment_is_one_line_that_says_what_to_run(tmp_path: Path) -> None:
    files = write_input(tmp_path / "new" / "cache", [Article("raid", "Raid", "Raid.")], [ROBBERS, FOLLOW_UP])

    with pytest.raises(PeersError, match=r"no environment of the peers at .*; run: make bench-quality"):
        ask_peer(PEER, tmp_path / "bin" / "python", files, tmp_path)

    assert [len(path.read_text(encoding="utf-8").splitlines()) for path in files] == [1, 2]


def test_every_package_of_the_peers_is_pinned() -> None:
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith("#")]

    assert len(packages) >= 5
    assert [name.replace(" ", "==") for name in pinned_versions("\n".join(lines))] == packages
