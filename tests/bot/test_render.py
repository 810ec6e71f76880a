from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import MessageEntity

from bot import texts
from bot.excerpt import utf16_units
from bot.render import MAX_UNITS, Reply, plain, render_answer
from index.records import Answer, Article, Quote

SIEGE = Article(
    "siege",
    "Siege of the compound enters its second day",
    "On Monday, the gunmen\nasked for a free way out. Talks went on.",
    source="The Gazette",
    url="https://gazette.example/siege",
    published=date(2022, 12, 9),
)
BARE = Article("bare", "Ambush on the road", "Six policemen were killed on the road.")


def answer_of(*quotes: Quote, answered: bool = True) -> Answer:
    return Answer("question", answered, 0.5, quotes, "snapshot", 1.0)


def covered(reply: Reply, kind: str) -> list[str]:
    raw = reply.text.encode("utf-16-le")
    return [
        raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        for entity in reply.entities
        if entity.type == kind
    ]


def test_the_quote_comes_first_and_its_source_below() -> None:
    reply = render_answer(answer_of(Quote(SIEGE, 0, 47, ((22, 46),))))

    assert reply.text == (
        "On Monday, the gunmen asked for a free way out.\n"
        "Siege of the compound enters its second day · The Gazette · 9 Dec 2022"
    )
    assert covered(reply, MessageEntity.BLOCKQUOTE) == ["On Monday, the gunmen asked for a free way out."]
    assert covered(reply, MessageEntity.BOLD) == ["asked for a free way out"]
    assert covered(reply, MessageEntity.TEXT_LINK) == ["Siege of the compound enters its second day"]


def test_the_title_links_to_the_quoted_words() -> None:
    reply = render_answer(answer_of(Quote(SIEGE, 48, 62)))

    assert [entity.url for entity in reply.entities if entity.url] == [
        "https://gazette.example/siege#:~:text=Talks%20went%20on."
    ]


def test_another_outlet_with_the_same_words_is_a_link_of_its_own() -> None:
    dawn = Article(
        "dawn", "Siege", SIEGE.text, source="Dawn", url="https://dawn.example/siege", published=date(2022, 12, 10)
    )
    reply = render_answer(answer_of(Quote(SIEGE, 48, 62, also=(dawn,))))

    assert reply.text.endswith("The Gazette · 9 Dec 2022 · also in Dawn (10 Dec)")
    assert covered(reply, MessageEntity.TEXT_LINK) == ["Siege of the compound enters its second day", "Dawn"]
    assert reply.entities[-1].url == "https://dawn.example/siege"


def test_what_is_not_known_of_a_source_is_left_out() -> None:
    reply = render_answer(answer_of(Quote(BARE, 0, 38)))

    assert reply.text == "Six policemen were killed on the road.\nAmbush on the road"
    assert covered(reply, MessageEntity.TEXT_LINK) == []


def test_a_source_is_named_once_for_quotes_in_a_row() -> None:
    reply = render_answer(answer_of(Quote(SIEGE, 0, 47), Quote(SIEGE, 48, 62), Quote(BARE, 0, 38)))
    blocks = reply.text.split("\n\n")

    assert blocks[1] == "Talks went on.\nsame article"
    assert blocks[2].endswith("\nAmbush on the road")
    assert covered(reply, MessageEntity.TEXT_LINK)[1] == "same article"


def test_a_source_is_named_again_after_another() -> None:
    reply = render_answer(answer_of(Quote(SIEGE, 48, 62), Quote(BARE, 0, 38), Quote(SIEGE, 0, 47)))

    assert "same article" not in reply.text


def test_a_fourth_quote_is_not_shown() -> None:
    reply = render_answer(answer_of(*[Quote(SIEGE, 0, 47)] * 10))

    assert len(covered(reply, MessageEntity.BLOCKQUOTE)) == 3


def test_offsets_count_utf16_units() -> None:
    article = Article("a", "T", "😀😀 said so")
    reply = render_answer(answer_of(Quote(article, 0, 10, ((3, 7),))))

    assert covered(reply, MessageEntity.BOLD) == ["said"]


def test_a_quote_longer_than_a_message_is_cut_and_keeps_its_source() -> None:
    article = Article("a", "Title", "word " * 2_000)
    reply = render_answer(answer_of(Quote(article, 0, len(article.text))))

    assert MAX_UNITS - 5 < utf16_units(reply.text) <= MAX_UNITS
    assert reply.text.endswith("word…\nTitle")


def test_a_later_quote_that_does_not_fit_is_dropped_whole() -> None:
    article = Article("a", "Title", "word " * 600)
    reply = render_answer(answer_of(Quote(SIEGE, 0, 47), Quote(article, 0, 2_999), Quote(article, 0, 2_998)))

    assert len(covered(reply, MessageEntity.BLOCKQUOTE)) == 2
    assert "…" not in reply.text


def test_many_highlights_stay_within_telegrams_limit() -> None:
    text = "ab " * 200
    highlights = tuple((start, start + 2) for start in range(0, 600, 3))
    article = Article("a", "Title", text, url="https://x.org")
    quote = Quote(article, 0, 600, highlights, also=(article,))
    reply = render_answer(answer_of(quote, quote, quote))

    assert len(covered(reply, MessageEntity.BLOCKQUOTE)) == 3
    assert len(reply.entities) <= 100


def test_not_answered_says_so_first_and_folds_what_comes_nearest() -> None:
    reply = render_answer(answer_of(Quote(SIEGE, 48, 62, ((0, 5),)), Quote(BARE, 0, 38), answered=False))
    first, _, fold = reply.text.partition("\n\n")

    assert first.splitlines() == [texts.NOT_ANSWERED, texts.NOT_ANSWERED_HINT]
    assert covered(reply, MessageEntity.EXPANDABLE_BLOCKQUOTE) == [fold]
    assert fold.startswith(f"{texts.NEAREST}\n“Talks went on.”\nSiege of the compound")
    assert covered(reply, MessageEntity.BOLD) == covered(reply, MessageEntity.BLOCKQUOTE) == []


def test_an_empty_corpus_gets_the_plain_sentence() -> None:
    assert render_answer(answer_of(answered=False)) == plain(texts.NOT_ANSWERED)
    assert render_answer(answer_of()) == plain(texts.NOT_ANSWERED)


words = st.text(st.sampled_from("abcdeé攻😀.,-\ud800"), min_size=1, max_size=12)
spaces = st.sampled_from([" ", "\n", "\n\n", "  ", "\t", "\u00a0"])


@st.composite
def articles(draw: st.DrawFn, *, text: str) -> Article:
    return Article(
        draw(st.sampled_from("ab")),
        draw(st.text(max_size=100)),
        text,
        source=draw(st.none() | st.text(max_size=60)),
        url=draw(st.sampled_from([None, "https://x.org/a", "https://x.org/#b", "no address"])),
        published=draw(st.none() | st.dates()),
    )


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    parts = draw(st.lists(st.tuples(words, spaces), min_size=1, max_size=8))
    text = "".join(word + space for word, space in parts) * draw(st.sampled_from([1, 1, 1, 40, 900]))
    article, also = draw(articles(text=text)), draw(st.lists(articles(text=text), max_size=2))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    highlights = tuple(zip(edges[::2], edges[1::2], strict=False))
    return Quote(article, 0, len(text), highlights, also=tuple(also))


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(quotes(), max_size=5), st.booleans())
def test_every_message_is_one_that_telegram_takes(given_quotes: list[Quote], answered: bool) -> None:  # noqa: FBT001
    reply = render_answer(answer_of(*given_quotes, answered=answered))
    raw = reply.text.encode("utf-16-le")

    assert 0 < len(raw) // 2 <= MAX_UNITS
    assert len(reply.entities) <= 100
    for entity in reply.entities:
        assert 0 <= entity.offset < entity.offset + entity.length <= len(raw) // 2
        part = raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")  # raises on half a pair
        assert part == part.strip()
    assert _nested_or_apart(reply.entities)


def _nested_or_apart(entities: tuple[MessageEntity, ...]) -> bool:
    spans = [(entity.offset, entity.offset + entity.length) for entity in entities]
    return not any(a < c < b < d for a, b in spans for c, d in spans)


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(quotes(), min_size=1, max_size=3), st.booleans())
def test_quotes_are_shown_word_for_word(given_quotes: list[Quote], answered: bool) -> None:  # noqa: FBT001
    reply = render_answer(answer_of(*given_quotes, answered=answered))
    said = [" ".join(quote.text.split()).replace("\ud800", "\ufffd") for quote in given_quotes]
    shown = covered(reply, MessageEntity.BLOCKQUOTE)

    if utf16_units(said[0]) < MAX_UNITS - 400:
        assert said[0] in reply.text
    if answered:
        assert all(
            quote in (text, text[:-1]) or text.startswith(quote[:-1]) for quote, text in zip(shown, said, strict=False)
        )
        assert shown[1:] == said[1 : len(shown)]
        assert all(any(bold in text for text in shown) for bold in covered(reply, MessageEntity.BOLD))
