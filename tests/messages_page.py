"""docs/messages.md: every message and keyboard of the bot, as a phone shows it, in every language.

`python -m tests.messages_page` writes it; a test keeps it current.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape

from bot.buttons import Context, NotUseful, reasons_keyboard
from bot.inline_results import inline_results
from bot.phrases import too_many_questions
from bot.render import (
    Reply,
    plain,
    render_about,
    render_answer,
    render_gap,
    render_group_not_allowed,
    render_in_context,
    render_latest,
    render_no_access,
    render_quote,
    render_sources,
    render_start,
    render_stored,
)
from bot.store.records import StoredAnswer
from bot.texts import LANGUAGES, Texts
from index.corpus import read_corpus
from index.coverage import Coverage, Outlet
from index.places import place_of
from index.records import Answer, Article, Quote
from tests.conftest import SHIPPED_CORPUS
from tests.phone_html import bubble
from tests.phone_page import DOCS, Messages, listed, menu, section, write_page

PAGE = DOCS / "messages.md"
COMMAND = "python -m tests.messages_page"

TOKEN = "Ab3_-678901z"  # noqa: S105 - it names an answer
QUESTION = "what did the TTP demand in Bannu?"
GAP = "who won the world cup?"
USERNAME = "incident_bot"
COVERAGE = Coverage(
    1_499, date(1988, 1, 3), date(1991, 12, 30), (Outlet("Dawn", 1_024), Outlet("The Gazette", 401), Outlet("AFP", 50))
)

_HEAD = f"""\
# What the bot says

Every message and keyboard, as a phone shows it. Made by `{COMMAND}` from the words in `bot/texts/`, the renderer of the
bot and the articles in `corpus/`, with addresses and outlets added where a message shows them; do not edit it by hand.
What only admins see is in [admin-messages.md](admin-messages.md).
"""


def page() -> str:
    """The whole page."""
    columns = [list(_messages(texts)) for texts in LANGUAGES.values()]
    sections = (section(versions[0][0], *(html for _, html in versions)) for versions in zip(*columns, strict=True))
    return "\n".join([_HEAD, *sections])


def _messages(texts: Texts) -> Messages:
    yield from _first_words(texts)
    yield from _answers(texts)
    yield from _corpus(texts)
    yield from _groups(texts)
    yield from _manners(texts)


def _first_words(texts: Texts) -> Messages:
    examples = (QUESTION, "how many policemen were killed in Lakki Marwat?")
    yield "/start", bubble(render_start(examples, COVERAGE, texts))
    yield "/start with nothing known yet", bubble(render_start((), Coverage(0, None, None, ()), texts))
    yield "/start while the index cannot be read", bubble(render_start((), None, texts))
    yield "/help", bubble(plain(texts.help_private))
    yield "/ask without a question", bubble(plain(texts.ask_without_question))
    for kind, text in texts.replies.items():
        yield f"To a message that is no question: {kind.name.lower().replace('_', ' ')}", bubble(plain(text))
    yield "To a photo or a voice message", bubble(plain(texts.text_only))
    yield "To an unknown command", bubble(plain(texts.unknown_command))
    yield "The menu of commands", menu(texts.commands)
    yield "In place of the phone's keyboard, before anything is typed", escape(texts.ask_placeholder)


def _answers(texts: Texts) -> Messages:
    demand, made, base, siege = _quotes()
    quotes = (demand, made, base, siege, replace(base, also=(siege.article,)))
    answer = Answer(QUESTION, answered=True, confidence=0.9, quotes=quotes, snapshot="s", elapsed_ms=1.0)
    yield "An answer", bubble(render_answer(answer, texts, token=TOKEN))
    yield "More", bubble(render_answer(answer, texts, token=TOKEN, page=1))
    around = Quote(demand.article, 0, base.end)
    in_context = render_in_context(demand, around, texts, shown=Context(TOKEN, 0), places=5)
    yield "In context", bubble(in_context)
    yield "👎", bubble(Reply(texts.reason_asked, keyboard=reasons_keyboard(NotUseful(TOKEN, 0), texts)))
    stored = StoredAnswer(TOKEN, QUESTION, None, answered=True, places=tuple(map(place_of, quotes)), asked_at=_NOW)
    yield "A quote that is gone", bubble(render_stored([demand, None, siege], stored, texts))
    also = (replace(siege, also=_OTHERS), replace(made, also=_OTHERS[:1]), replace(base, also=_OTHERS[1:]))
    yield (
        "A quote that other outlets print too",
        bubble(render_answer(replace(answer, quotes=also), texts)),
    )
    missing = replace(answer, question=GAP, answered=False, quotes=(siege, made))
    yield "No answer", bubble(render_answer(missing, texts, token=TOKEN, coverage=COVERAGE))
    yield (
        "No answer, from one article",
        bubble(render_answer(replace(missing, quotes=()), texts, token=TOKEN, coverage=Coverage(1, None, None, ()))),
    )
    yield (
        "What pressed buttons say",
        listed(
            (texts.told, texts.told_already, texts.thanked, texts.reason_asked, texts.quote_gone, texts.answer_gone)
        ),
    )
    yield "A question that the articles do not answer, to an admin", bubble(render_gap(GAP, texts))
    yield "Inline: the results, and what the first one sends", _results((siege, demand), texts)
    yield "Inline: no result", f"<kbd>{escape(texts.inline_no_answer)}</kbd>"


def _corpus(texts: Texts) -> Messages:
    demand, _, _, siege = _quotes()
    yield "/latest", bubble(render_latest((demand, siege), texts))
    yield "/sources", bubble(render_sources(COVERAGE, texts))
    many = tuple(Outlet(f"Outlet {number}", 99 - number) for number in range(50))
    yield "/sources, many", bubble(render_sources(replace(COVERAGE, articles=3_725, outlets=many), texts))
    a_day = Coverage(8, date(2022, 12, 19), date(2022, 12, 19), ())
    yield "/sources, none known", bubble(render_sources(a_day, texts))
    yield "/about", bubble(render_about(COVERAGE, texts, siege))
    yield "/forget", bubble(plain(texts.forgot))
    yield "/forget, with nothing stored", bubble(plain(texts.nothing_to_forget))


def _groups(texts: Texts) -> Messages:
    yield "Added to a group", bubble(plain(texts.group_greeting))
    privacy = texts.privacy_mode.format(username=USERNAME, group="Crime reporters")
    yield "To the admin who added it, where group privacy is on", bubble(plain(privacy))
    yield "/help in a group", bubble(plain(texts.help_group.format(username=USERNAME)))
    yield "The menu of commands in a group", menu(texts.group_commands)
    yield "A group that is not allowed", bubble(render_group_not_allowed(-1001234567890, texts))
    yield "A person who is not allowed", bubble(render_no_access(1_234_567, texts))
    yield (
        "To a file, a forwarded post, a link or an admins' command, from who is no admin",
        bubble(plain(texts.admins_only)),
    )


def _manners(texts: Texts) -> Messages:
    yield "Asked too fast", bubble(plain(too_many_questions(12, texts)))
    yield "Asked too fast, nearly over", bubble(plain(too_many_questions(1, texts)))
    yield "The queue is full", bubble(plain(texts.queue_full.format(waiting=512)))
    yield "Asked while the bot was down", bubble(plain(texts.was_away))
    yield "An error", bubble(plain(texts.error))


_NOW = datetime(2022, 12, 20, tzinfo=UTC)
_OTHERS = tuple(Article(outlet, "Siege", "", source=outlet, published=date(2022, 12, 18)) for outlet in ("AFP", ""))


def _quotes() -> tuple[Quote, Quote, Quote, Quote]:
    """Three of one article and one of another, from the shipped articles."""
    articles = {article.id: article for article in read_corpus(SHIPPED_CORPUS).articles}
    demands = replace(
        next(one for one in articles.values() if "two demands" in one.title), url="https://dawn.example/demands"
    )
    siege = next(one for one in articles.values() if "second day" in one.title)
    siege = replace(siege, url="https://gazette.example/siege", source="The Gazette", published=date(2022, 12, 20))
    return (
        _quote(demands, "In a video message", "no longer to Afghanistan.", "first demanded to be let through"),
        _quote(demands, "The militants who hold", "one after the other."),
        _quote(demands, "North Waziristan borders", "base of the TTP."),
        _quote(siege, "The TTP said on Monday", "hostage-taking in Bannu."),
    )


def _quote(article: Article, first: str, last: str, decisive: str = "") -> Quote:
    start = article.text.index(first)
    end = article.text.index(last, start) + len(last)
    at = article.text.index(decisive, start) - start if decisive else 0
    return Quote(article, start, end, ((at, at + len(decisive)),) if decisive else ())


def _results(quotes: tuple[Quote, ...], texts: Texts) -> str:
    results = inline_results(quotes, texts)
    lines = [
        f'<div dir="auto"><b>{escape(result.title)}</b></div>'
        + "".join(f'<div dir="auto">{escape(line)}</div>' for line in (result.description or "").split("\n"))
        for result in results
    ]
    return "\n<hr>\n".join([*lines, bubble(render_quote(quotes[0], texts))])


def main() -> None:
    """Write the page."""
    write_page(PAGE, page())


if __name__ == "__main__":
    main()
