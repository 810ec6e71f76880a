"""Questions and answers in the terminal, as in Telegram: follow-ups, history on the up-arrow, Ctrl-D to leave."""

from prompt_toolkit import PromptSession
from prompt_toolkit.history import InMemoryHistory
from rich.console import Console

from bot.answering import Answers
from bot.messages import MessageKind, kind_of
from bot.terminal import ASIDE, TERMINAL_START, show
from bot.texts import ENGLISH
from index.question import next_context

PROMPT = "? "


def chat(answers: Answers) -> None:
    """Answer what is typed until the end of input."""
    console = Console()
    console.print(TERMINAL_START, style=ASIDE)
    session: PromptSession[str] = PromptSession(history=InMemoryHistory())
    context: str | None = None
    while True:
        try:
            text = session.prompt(f"\n{PROMPT}").strip()
        except EOFError:
            return
        except KeyboardInterrupt:
            continue
        if not text:
            continue
        context = reply(console, answers, text, context)


def reply(console: Console, answers: Answers, text: str, context: str | None) -> str | None:
    """Print the reply; the context of the next question."""
    kind = kind_of(text)
    if kind is not MessageKind.QUESTION:
        console.print(ENGLISH.replies[kind], style=ASIDE, soft_wrap=not console.is_terminal)
        return context
    show(console, answers.answer(text, context=context))
    return next_context(context, text)
