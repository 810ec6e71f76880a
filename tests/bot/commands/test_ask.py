import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.chat import PROMPT
from bot.terminal import TERMINAL_START
from bot.texts import ENGLISH
from index.corpus import read_corpus
from index.model_cache import load_encoder
from index.rebuild import rebuild
from index.snapshot import current_name, snapshot_folder
from tests.bot.conftest import CommandLine
from tests.bot.terminal_session import CTRL_D, ENTER, UP, terminal_session
from tests.conftest import MODEL_CACHE
from tests.index.tiny_cross_encoder import save_cross_encoder

BANNU = "what did the TTP demand in Bannu?"
LAKKI = "how many policemen were killed in Lakki Marwat in November?"
NOT_THERE = "who won the world cup"

ANSWER_KEYS = ["question", "answered", "confidence", "elapsed_ms", "snapshot", "quotes"]
QUOTE_KEYS = ["article", "title", "source", "url", "published", "text", "start", "end", "highlights", "score", "also"]


def objects(out: str) -> list[dict[str, Any]]:
    assert out.endswith("\n")
    return [json.loads(line) for line in out[:-1].split("\n")]


def stored_articles(index: Path, snapshot: str) -> dict[str, dict[str, Any]]:
    lines = (snapshot_folder(index, snapshot) / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return {article["id"]: article for article in map(json.loads, lines)}


def test_each_question_gets_one_object_of_the_contract_and_nothing_else(
    incident_bot: CommandLine, shipped_index: Path
) -> None:
    done = incident_bot("ask", "--json", BANNU, NOT_THERE, "")

    assert (done.status, done.err) == (0, "")
    answers = objects(done.out)
    assert [answer["question"] for answer in answers] == [BANNU, NOT_THERE, ""]
    assert [answer["answered"] for answer in answers] == [True, False, False]
    for answer in answers:
        assert list(answer) == ANSWER_KEYS
        assert 0 <= answer["confidence"] <= 1
        assert answer["elapsed_ms"] >= 0
        assert answer["snapshot"] == current_name(shipped_index)
        scores = [quote["score"] for quote in answer["quotes"]]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) <= 10
    assert answers[0]["quotes"]
    assert answers[1]["quotes"]  # the nearest passages
    assert answers[2]["quotes"] == []


def test_every_quote_is_the_slice_that_it_says_of_the_article_as_stored(
    incident_bot: CommandLine, shipped_index: Path
) -> None:
    answers = objects(incident_bot("ask", "--json", BANNU, LAKKI, NOT_THERE).out)
    articles = stored_articles(shipped_index, answers[0]["snapshot"])
    quotes = [quote for answer in answers for quote in answer["quotes"]]

    assert any(quote["highlights"] for quote in quotes)
    for quote in quotes:
        article = articles[quote["article"]]
        assert list(quote) == QUOTE_KEYS
        assert quote["text"] == article["text"][quote["start"] : quote["end"]] != ""
        assert [quote[key] for key in ("title", "source", "url", "published")] == [
            article[key] for key in ("title", "source", "url", "published")
        ]
        edges = [edge for highlight in quote["highlights"] for edge in highlight]
        assert all(type(edge) is int and 0 <= edge <= len(quote["text"]) for edge in edges)
        assert edges == sorted(edges)
        assert type(quote["score"]) is float


def test_what_a_source_does_not_say_is_null(incident_bot: CommandLine, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "raid.txt").write_text("Raid on a bank\n\nFour masked men robbed a bank in Quetta.", encoding="utf-8")
    rebuild(read_corpus(corpus), index, load_encoder(cache=MODEL_CACHE))
    (answer,) = objects(incident_bot("ask", "--json", "who robbed the bank?", "--index", index).out)

    (quote,) = answer["quotes"]
    assert [quote[key] for key in ("article", "title", "source", "url", "published")] == [
        "raid",
        "Raid on a bank",
        None,
        None,
        None,
    ]


def test_questions_on_stdin_are_one_a_line_and_an_empty_line_is_one_too(incident_bot: CommandLine) -> None:
    done = incident_bot("ask", "--json", stdin=f"  {BANNU} \n\n{LAKKI}")

    assert (done.status, done.err) == (0, "")
    assert [answer["question"] for answer in objects(done.out)] == [BANNU, "", LAKKI]


def test_no_question_at_all_prints_nothing(incident_bot: CommandLine) -> None:
    done = incident_bot("ask", "--json")

    assert (done.status, done.out, done.err) == (0, "", "")


def test_a_line_may_be_an_object_with_the_earlier_question(incident_bot: CommandLine) -> None:
    line = json.dumps({"question": "and what did they call it afterwards?", "context": BANNU})
    alone = json.dumps({"question": "and what did they call it afterwards?", "context": None})
    with_context, without = objects(incident_bot("ask", "--json", stdin=f"{line}\n{alone}\n").out)

    assert with_context["question"] == without["question"] == "and what did they call it afterwards?"
    assert with_context["quotes"] != without["quotes"]


def test_the_option_context_is_that_of_every_question_without_its_own(incident_bot: CommandLine) -> None:
    follow_up = "and what did they call it afterwards?"
    objects_own = json.dumps({"question": follow_up, "context": BANNU})
    (own,) = objects(incident_bot("ask", "--json", stdin=objects_own).out)
    (of_argument,) = objects(incident_bot("ask", "--json", "--context", BANNU, follow_up).out)
    of_line, overridden = objects(
        incident_bot("ask", "--json", "--context", BANNU, stdin=f"{follow_up}\n{objects_own}\n").out
    )

    assert own["quotes"] == of_argument["quotes"] == of_line["quotes"] == overridden["quotes"]


@pytest.mark.parametrize("line", ['{"context": "x"}', '{"question": 5}', '{"question": "x", "context": [1]}', "{}"])
def test_an_object_that_is_no_question_is_told_with_its_line(incident_bot: CommandLine, line: str) -> None:
    done = incident_bot("ask", "--json", stdin=f"{NOT_THERE}\n{line}\n{NOT_THERE}\n")

    assert done.status == 1
    assert len(objects(done.out)) == 1  # what came before it is answered
    assert done.err == 'incident-bot: line 2 of standard input: write {"question": "...", "context": "..."}\n'


@pytest.mark.parametrize("line", ["{who} did it?", '{"question": "who', '{"a":' * 5_000])
def test_a_line_that_only_begins_like_an_object_is_a_question(incident_bot: CommandLine, line: str) -> None:
    (answer,) = objects(incident_bot("ask", "--json", stdin=f"{line}\n").out)

    assert answer["question"] == line


def test_bytes_that_are_no_text_are_marked_and_stop_nothing(incident_bot: CommandLine) -> None:
    done = incident_bot("ask", "--json", stdin=b"who \xff\xfe did it?\n" + BANNU.encode())

    assert done.status == 0
    assert [answer["question"] for answer in objects(done.out)] == ["who \ufffd\ufffd did it?", BANNU]


@pytest.mark.parametrize("question", ["who \udcff did it?", "x" * 5_000, "😀", "\x00\x1b[31m", "من فاز؟"])
def test_no_question_is_too_odd(incident_bot: CommandLine, question: str) -> None:
    as_json, as_text = incident_bot("ask", "--json", question), incident_bot("ask", question)

    assert (as_json.status, as_text.status) == (0, 0)
    assert objects(as_json.out)[0]["question"] == question
    assert as_text.out
    assert as_json.err == as_text.err == ""


def test_for_people_the_answer_is_quotes_over_their_sources_in_plain_text(incident_bot: CommandLine) -> None:
    done = incident_bot("ask", BANNU, NOT_THERE)

    assert (done.status, done.err) == (0, "")
    assert "\x1b" not in done.out
    assert done.out.startswith("> ")
    assert " · 19 Dec 2022\n" in done.out
    assert ENGLISH.not_answered in done.out


def test_without_an_index_it_says_what_to_run(incident_bot: CommandLine, tmp_path: Path) -> None:
    done = incident_bot("ask", BANNU, "--index", tmp_path / "none")

    assert (done.status, done.out) == (1, "")
    assert done.err == f"incident-bot: there is no index in {tmp_path / 'none'}; run: incident-bot rebuild\n"


def test_the_option_index_wins_over_the_setting(
    incident_bot: CommandLine, shipped_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDEX_DIR", "nowhere")

    assert incident_bot("ask", NOT_THERE).status == 1
    assert incident_bot("ask", NOT_THERE, "--index", shipped_index).status == 0


def test_a_reranker_gives_another_order_and_without_one_nothing_changes(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (without,) = objects(incident_bot("ask", "--json", BANNU).out)
    monkeypatch.setenv("RERANKER_MODEL", "")
    (unset,) = objects(incident_bot("ask", "--json", BANNU).out)
    monkeypatch.setenv("RERANKER_MODEL", str(save_cross_encoder(tmp_path)))
    done = incident_bot("ask", "--json", BANNU)

    (reranked,) = objects(done.out)
    assert (done.status, done.err) == (0, "")
    assert (unset["quotes"], unset["confidence"]) == (without["quotes"], without["confidence"])
    assert [quote["text"] for quote in reranked["quotes"]] != [quote["text"] for quote in without["quotes"]]


@pytest.mark.usefixtures("own_settings")
async def test_at_a_terminal_it_is_a_chat_in_colour_with_follow_ups_and_history(shipped_index: Path) -> None:
    env, prompt = {"INDEX_DIR": str(shipped_index)}, f"\n{PROMPT.strip()}"
    async with terminal_session([sys.executable, "-m", "bot", "ask"], env) as terminal:
        await terminal.reads(TERMINAL_START)
        for typed, question, answer in (
            (BANNU, BANNU, "Waziristan"),
            ("and who claimed it?", "and who claimed it?", "TTP"),
            (UP + UP, BANNU, "Waziristan"),
        ):
            await terminal.reads(prompt)
            terminal.type(typed)
            await terminal.reads(question)
            terminal.type(ENTER)
            await terminal.reads(answer)
            await terminal.reads(" · ")  # of the source
        await terminal.reads(prompt)
        terminal.type(CTRL_D)

        assert await terminal.status() == 0
        assert "\x1b[1;33m" in terminal.shown  # the decisive words
        assert "Traceback" not in terminal.shown


@pytest.mark.usefixtures("own_settings")
async def test_in_a_pipe_nothing_but_answers_is_on_stdout(shipped_index: Path) -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "ask", "--json", "--index", str(shipped_index)),
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
    )
    out, err = await process.communicate(f"{BANNU}\n\nwho \u00fc \u0645\u0646?\n".encode())

    assert (process.returncode, err) == (0, b"")
    assert [list(json.loads(line)) for line in out.splitlines()] == [ANSWER_KEYS] * 3


def test_a_greeting_is_no_question_whatever_the_articles_hold(incident_bot: CommandLine) -> None:
    greeted = objects(incident_bot("ask", "--json", stdin="hello\nthanks\n").out)
    shown = incident_bot("ask", stdin="hello\n\n")

    assert [(answer["answered"], answer["quotes"]) for answer in greeted] == [(False, []), (False, [])]
    assert shown.out == f"{ENGLISH.greeting}\n\n{ENGLISH.no_words}\n"
