from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from telegram import MessageEntity

from bot.buttons import Back, Context, More, TellAdmins, press_of
from bot.excerpt import utf16_units
from bot.render import Reply, render_answer, render_in_context, render_quote, render_stored
from bot.reply import MAX_UNITS, plain
from bot.store.records import StoredAnswer
from bot.texts import ENGLISH, LANGUAGES
from index.coverage import Coverage
from index.places import place_of
from index.records import Answer, Article, Quote
from tests.bot.shown import covered, labels

TOKEN = "Ab3_-678901z"  # noqa: S105 - it names an answer
COVERAGE = Coverage(1_499, date(1988, 1, 3), date(1991, 12, 30), ())
SIEGE = Article(
    "siege",
    "Siege of the compound enters its second day",
    "On Monday, the gunmen\nasked for a free way out. Talks went on.",
    source="The Gazette",
    url="https://gazette.example/siege",
    published=date(2022, 12, 9),
)
BARE = Article("bare", "Ambush on the road", "Six policemen were killed on the road.")
DEMAND, TALKS, AMBUSH = Quote(SIEGE, 0, 47, ((22, 46),)), Quote(SIEGE, 48, 62), Quote(BARE, 0, 38)


def answer_of(*quotes: Quote, answered: bool = True) -> Answer:
    return Answer("question", answered, 0.5, quotes, "snapshot", 1.0)


def stored(*quotes: Quote, answered: bool = True, context: str | None = None) -> StoredAnswer:
    places = tuple(map(place_of, quotes))
    return StoredAnswer(TOKEN, "question", context, answered, places, datetime.now(UTC))


def shown(*quotes: Quote, answered: bool = True) -> Reply:
    return render_answer(answer_of(*quotes, answered=answered), ENGLISH)


def long_quote(name: str, chars: int) -> Quote:
    """A quote of sentences that are no heading."""
    return Quote(Article(name, f"Title {name}", "Somebody said so. " * (chars // 18)), 0, chars // 18 * 18 - 1)


def test_the_quote_comes_first_and_its_source_below() -> None:
    reply = shown(DEMAND)

    assert reply.text == (
        "On Monday, the gunmen asked for a free way out.\n"
        "Siege of the compound enters its second day · The Gazette · 9 Dec 2022 (Monday: 5 Dec 2022)"
    )
    assert covered(reply, MessageEntity.BLOCKQUOTE) == ["On Monday, the gunmen asked for a free way out."]
    assert covered(reply, MessageEntity.BOLD) == ["asked for a free way out"]
    assert covered(reply, MessageEntity.TEXT_LINK) == ["Siege of the compound enters its second day"]
    assert reply.keyboard is None


def test_the_title_links_to_the_quoted_words() -> None:
    assert [entity.url for entity in shown(TALKS).entities if entity.url] == [
        "https://gazette.example/siege#:~:text=Talks%20went%20on."
    ]


def test_another_outlet_with_the_same_words_is_a_link_of_its_own() -> None:
    dawn = Article(
        "dawn", "Siege", SIEGE.text, source="Dawn", url="https://dawn.example/siege", published=date(2022, 12, 10)
    )
    reply = shown(replace(TALKS, also=(dawn,)))

    assert reply.text.endswith("The Gazette · 9 Dec 2022 · also in Dawn (10 Dec)")
    assert covered(reply, MessageEntity.TEXT_LINK) == ["Siege of the compound enters its second day", "Dawn"]
    assert reply.entities[-1].url == "https://dawn.example/siege"


def test_what_is_not_known_of_a_source_is_left_out() -> None:
    reply = shown(AMBUSH)

    assert reply.text == "Six policemen were killed on the road.\nAmbush on the road"
    assert covered(reply, MessageEntity.TEXT_LINK) == []


def test_the_first_quote_is_open_and_the_others_are_folded() -> None:
    reply = shown(DEMAND, TALKS, AMBUSH)

    assert covered(reply, MessageEntity.BLOCKQUOTE) == ["On Monday, the gunmen asked for a free way out."]
    assert covered(reply, MessageEntity.EXPANDABLE_BLOCKQUOTE) == ["Talks went on.", AMBUSH.text]


def test_a_source_is_named_once_for_quotes_in_a_row() -> None:
    reply = shown(DEMAND, TALKS, AMBUSH)
    blocks = reply.text.split("\n\n")

    assert blocks[1] == "Talks went on.\nsame article"
    assert blocks[2].endswith("\nAmbush on the road")
    assert covered(reply, MessageEntity.TEXT_LINK)[1] == "same article"
    assert "same article" not in shown(TALKS, AMBUSH, DEMAND).text


def test_offsets_count_utf16_units() -> None:
    article = Article("a", "T", "😀😀 said so")

    assert covered(shown(Quote(article, 0, 10, ((3, 7),))), MessageEntity.BOLD) == ["said"]


def test_a_quote_longer_than_a_message_is_cut_after_a_sentence_and_keeps_its_source() -> None:
    reply = shown(long_quote("a", 9_000))

    assert MAX_UNITS - 20 < utf16_units(reply.text) <= MAX_UNITS
    assert reply.text.endswith("said so. …\nTitle a")


def test_a_single_sentence_longer_than_a_message_is_cut_after_a_word() -> None:
    article = Article("a", "Title", "word," * 2_000)

    assert shown(Quote(article, 0, 9_999)).text.endswith("…\nTitle")


def test_a_quote_that_does_not_fit_is_whole_on_the_next_page() -> None:
    answer = answer_of(TALKS, long_quote("b", 3_000), long_quote("c", 3_000), AMBUSH)
    pages = [render_answer(answer, ENGLISH, token=TOKEN, page=page) for page in range(2)]

    assert [page.text.count("Title") for page in pages] == [1, 1]
    assert "…" not in pages[0].text + pages[1].text
    assert pages[1].text.endswith("Ambush on the road")
    assert labels(pages[0])[0] == ["More", "In context"]
    assert labels(pages[1])[0] == ["Back", "In context"]


def test_a_page_has_three_quotes_and_its_buttons_lead_to_the_others() -> None:
    quotes = [replace(AMBUSH, article=replace(BARE, id=str(number), title=f"Report {number}")) for number in range(7)]
    pages = [render_answer(answer_of(*quotes), ENGLISH, token=TOKEN, page=page) for page in range(3)]

    assert [[title for title in range(7) if f"Report {title}" in page.text] for page in pages] == [
        [0, 1, 2],
        [3, 4, 5],
        [6],
    ]
    assert [covered(page, MessageEntity.BLOCKQUOTE) for page in pages] == [[AMBUSH.text]] * 3
    assert [press_of(str(data)) for data in data_of_first_row(pages[1])] == [
        Back(TOKEN, 0),
        More(TOKEN, 2),
        Context(TOKEN, 3, 1),
    ]


def data_of_first_row(reply: Reply) -> list[object]:
    assert reply.keyboard is not None
    return [button.callback_data for button in reply.keyboard.inline_keyboard[0]]


@pytest.mark.parametrize(("page", "same_as"), [(-1, 0), (9, 1)])
def test_a_page_that_is_not_there_is_the_nearest(page: int, same_as: int) -> None:
    answer = answer_of(DEMAND, TALKS, AMBUSH, DEMAND)

    assert render_answer(answer, ENGLISH, token=TOKEN, page=page) == render_answer(
        answer, ENGLISH, token=TOKEN, page=same_as
    )


def test_many_highlights_stay_within_telegrams_limit() -> None:
    text = "ab " * 200
    highlights = tuple((start, start + 2) for start in range(0, 600, 3))
    article = Article("a", "Title", text, url="https://x.org")
    quote = Quote(article, 0, 600, highlights, also=(article,))
    reply = shown(quote, quote, quote)

    assert len(covered(reply, MessageEntity.EXPANDABLE_BLOCKQUOTE)) == 2
    assert 90 < len(reply.entities) <= 100


def test_an_answer_can_be_shared_as_its_question_and_one_to_a_follow_up_as_its_link() -> None:
    def shared(*, inline_allowed: bool, username: str | None, context: str | None) -> str | None:
        reply = render_stored(
            [TALKS], stored(TALKS, context=context), ENGLISH, inline_allowed=inline_allowed, username=username
        )
        assert reply.keyboard is not None
        last = reply.keyboard.inline_keyboard[-1][-1]
        return "inline" if last.switch_inline_query_chosen_chat else last.url and last.url[:23]

    assert shared(inline_allowed=True, username="bot", context=None) == "inline"
    assert shared(inline_allowed=True, username="bot", context="who?") == "https://t.me/share/url?"
    assert shared(inline_allowed=True, username=None, context="who?") == "inline"
    assert shared(inline_allowed=False, username="bot", context=None) == "https://t.me/share/url?"
    assert shared(inline_allowed=False, username=None, context=None) is None


def test_not_answered_says_so_first_and_folds_what_comes_nearest() -> None:
    reply = render_answer(answer_of(replace(TALKS, highlights=((0, 5),)), AMBUSH, answered=False), ENGLISH, token=TOKEN)
    first, _, fold = reply.text.partition("\n\n")

    assert first.splitlines() == [ENGLISH.not_answered, ENGLISH.not_answered_hint]
    assert covered(reply, MessageEntity.EXPANDABLE_BLOCKQUOTE) == [fold]
    assert fold.startswith(f"{ENGLISH.nearest}\n“Talks went on.”\nSiege of the compound")
    assert covered(reply, MessageEntity.BOLD) == covered(reply, MessageEntity.BLOCKQUOTE) == []
    assert [press_of(str(data)) for data in data_of_first_row(reply)] == [TellAdmins(TOKEN)]
    assert labels(reply) == [["Tell the admins"]]


def test_not_answered_tells_what_the_corpus_covers() -> None:
    reply = render_answer(answer_of(TALKS, answered=False), ENGLISH, coverage=COVERAGE)

    assert reply.text.splitlines()[:3] == [
        "The articles do not say.",
        "I know 1,499 articles, from 3 Jan 1988 to 30 Dec 1991.",
        ENGLISH.not_answered_hint,
    ]


def test_nearest_passages_that_are_too_long_leave_room_for_what_is_said_first() -> None:
    reply = render_answer(
        answer_of(long_quote("a", 3_900), long_quote("b", 5_000), answered=False), ENGLISH, coverage=COVERAGE
    )

    assert utf16_units(reply.text) <= MAX_UNITS
    assert reply.text.endswith("Title a")


def test_an_empty_corpus_gets_the_plain_sentences() -> None:
    no = plain(f"{ENGLISH.not_answered}\n{ENGLISH.not_answered_hint}")

    assert shown(answered=False) == shown() == no


def test_a_stored_answer_is_shown_as_it_was_and_gone_quotes_say_so() -> None:
    quotes = (DEMAND, TALKS, AMBUSH)
    again = render_stored([DEMAND, None, AMBUSH], stored(*quotes), ENGLISH)
    whole = render_stored(quotes, stored(*quotes), ENGLISH)

    assert whole == render_answer(answer_of(*quotes), ENGLISH, token=TOKEN)
    assert again.text.split("\n\n")[1] == ENGLISH.quote_gone
    assert covered(again, MessageEntity.ITALIC) == [ENGLISH.quote_gone]
    assert "same article" not in again.text


def test_where_all_quotes_are_gone_it_is_said_once_and_there_is_nothing_to_judge() -> None:
    reply = render_stored([None, None, None], stored(DEMAND, TALKS, AMBUSH), ENGLISH)

    assert reply.text == ENGLISH.quote_gone
    assert reply.keyboard is None


def test_what_was_no_answer_is_none_after_a_restart_either() -> None:
    reply = render_stored([TALKS, None], stored(TALKS, AMBUSH, answered=False), ENGLISH, coverage=COVERAGE)

    assert reply == render_answer(answer_of(TALKS, answered=False), ENGLISH, token=TOKEN, coverage=COVERAGE)


def test_in_context_the_quote_is_framed_between_its_neighbours() -> None:
    article = replace(SIEGE, text="It began at dawn. Talks went on.\n\nNobody was hurt.")
    quote, around = Quote(article, 18, 32, ((0, 5),)), Quote(article, 0, 50)
    reply = render_in_context(quote, around, ENGLISH, shown=Context(TOKEN, 1, 0), places=3)

    assert reply.text == (
        "It began at dawn.\nTalks went on.\nNobody was hurt.\n\n"
        "Siege of the compound enters its second day · The Gazette · 9 Dec 2022"
    )
    assert covered(reply, MessageEntity.BLOCKQUOTE) == ["Talks went on."]
    assert covered(reply, MessageEntity.BOLD) == ["Talks"]
    assert labels(reply) == [["Back", "Next quote"], ["👍", "👎"]]


def test_a_quote_without_neighbours_stands_alone_in_context() -> None:
    reply = render_in_context(AMBUSH, AMBUSH, ENGLISH)

    assert reply.text == "Six policemen were killed on the road.\n\nAmbush on the road"
    assert reply.keyboard is None


def test_neighbours_that_do_not_fit_are_left_out_whole() -> None:
    text = "It began. " * 250 + "Talks went on. " + "Nobody was hurt."
    article = Article("a", "Title", text)
    reply = render_in_context(Quote(article, 2_500, 2_514), Quote(article, 0, len(text)), ENGLISH)

    assert reply.text == "Talks went on.\nNobody was hurt.\n\nTitle"


def test_one_quote_alone_has_its_source_and_no_buttons() -> None:
    assert render_quote(DEMAND, ENGLISH) == shown(DEMAND)


def test_in_urdu_all_but_the_quote_is_urdu() -> None:
    urdu = LANGUAGES["ur"]
    reply = render_answer(answer_of(DEMAND, TALKS), urdu, token=TOKEN)

    assert covered(reply, MessageEntity.BLOCKQUOTE) == ["On Monday, the gunmen asked for a free way out."]
    assert covered(reply, MessageEntity.TEXT_LINK) == [SIEGE.title, urdu.same_article]
    assert "9 دسمبر 2022" in reply.text
    assert labels(reply)[0] == [urdu.in_context]
