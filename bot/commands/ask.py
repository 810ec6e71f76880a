"""ask: answer questions from the command line, from standard input, or in a chat."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rich.console import Console

from bot.answer_json import answer_json
from bot.answering import Answers
from bot.chat import chat, reply
from bot.messages import MessageKind, kind_of
from bot.settings import Settings
from index.cross_encoder import load_reranker
from index.current_search import CurrentSearch
from index.errors import IncidentError
from index.model_cache import load_encoder
from index.records import Answer


class QuestionError(IncidentError):
    """A line of standard input is no question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the earlier question of its chat where there is one."""

    question: str
    context: str | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The questions, and how to print the answers."""
    parser.add_argument(
        "questions", nargs="*", metavar="QUESTION", help="none: one a line on standard input, or a chat"
    )
    parser.add_argument("--context", metavar="QUESTION", help="the earlier question that the questions follow up on")
    parser.add_argument("--json", action="store_true", help="one JSON object a question on standard output")


def main(options: argparse.Namespace, settings: Settings) -> int:
    """Answer every question."""
    encoder = load_encoder(settings.model, cache=settings.model_cache)
    search = CurrentSearch(settings.index_dir, encoder, reranker=load_reranker(settings.reranker_model))
    if not options.questions and not options.json and sys.stdin.isatty():
        chat(search)
        return 0
    asked: Iterable[Asked]
    if options.questions:
        asked = [Asked(question, options.context) for question in options.questions]
    else:
        asked = read_questions(sys.stdin, context=options.context)
    answer_all(search, asked, as_json=options.json)
    return 0


def answer_all(answers: Answers, asked: Iterable[Asked], *, as_json: bool) -> None:
    """Print the answer to each question, one JSON object a line or as text for a person."""
    console = Console()
    for number, one in enumerate(asked):
        if as_json:
            sys.stdout.write(answer_json(_answer(answers, one)) + "\n")
            sys.stdout.flush()
            continue
        if number:
            console.print()
        reply(console, answers, one.question, one.context)


def _answer(answers: Answers, asked: Asked) -> Answer:
    """The answer; none to a greeting or thanks, which the corpus may well contain."""
    answer = answers.answer(asked.question, context=asked.context)
    if kind_of(asked.question) in (MessageKind.GREETING, MessageKind.THANKS):
        return replace(answer, answered=False, confidence=0.0, quotes=())
    return answer


def read_questions(lines: Iterable[str], *, context: str | None = None) -> Iterator[Asked]:
    """One question a line, as it is or as a JSON object with `question` and `context`; an empty line is one too.

    Raises QuestionError for an object without a question.
    """
    for number, line in enumerate(lines, 1):
        text = line.strip()
        yield _from_json(text, number, context) if text.startswith("{") else Asked(text, context)


def _from_json(text: str, number: int, context: str | None) -> Asked:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return Asked(text, context)  # a question may begin with a brace
    question, earlier = values.get("question"), values.get("context", context)
    if not isinstance(question, str) or not isinstance(earlier, str | None):
        raise QuestionError(f'line {number} of standard input: write {{"question": "...", "context": "..."}}')
    return Asked(question, earlier)
