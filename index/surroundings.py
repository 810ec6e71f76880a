"""A quote with what stands around it in its article. Pure: it needs the article alone, of whatever snapshot."""

from dataclasses import replace
from itertools import chain, islice, zip_longest

from index.passages import Sentence, sentences_of
from index.records import Quote

MAX_PARAGRAPH_CHARS = 900
"""A longer paragraph is not shown whole: on a phone it fills the screen."""

NEIGHBOURS = 2
"""Sentences on either side, where the paragraph is too long or holds nothing but the quote."""

MAX_CHARS = 2000
"""Of a quote and its neighbours: half a message, so that its source and buttons fit too."""


def around(quote: Quote) -> Quote:
    """The quote with its neighbour sentences, verbatim in one piece, the same words highlighted.

    That is its whole paragraph of up to `MAX_PARAGRAPH_CHARS`, else up to `NEIGHBOURS` sentences on either side; the
    quote itself where it stands alone.
    """
    sentences = sentences_of(quote.article)
    inside = [n for n, each in enumerate(sentences) if each.start < quote.end and quote.start < each.end]
    if not inside:
        return quote
    own = sentences[inside[0] : inside[-1] + 1]
    paragraphs = {each.paragraph for each in own}
    paragraph = [each for each in sentences if each.paragraph in paragraphs]
    if len(paragraph) > len(own) and paragraph[-1].end - paragraph[0].start <= MAX_PARAGRAPH_CHARS:
        return _widened(quote, paragraph[0].start, paragraph[-1].end)
    before, after = sentences[: inside[0]], sentences[inside[-1] + 1 :]
    return _with_neighbours(quote, before[::-1][:NEIGHBOURS], after[:NEIGHBOURS])


def _with_neighbours(quote: Quote, before: tuple[Sentence, ...], after: tuple[Sentence, ...]) -> Quote:
    """Take in the nearest first, from both sides in turn, until `MAX_CHARS`."""
    start, end = quote.start, quote.end
    for neighbour in filter(None, islice(chain.from_iterable(zip_longest(before, after)), 2 * NEIGHBOURS)):
        first, last = min(start, neighbour.start), max(end, neighbour.end)
        if last - first > MAX_CHARS:
            break
        start, end = first, last
    return _widened(quote, start, end)


def _widened(quote: Quote, start: int, end: int) -> Quote:
    start, end = min(start, quote.start), max(end, quote.end)
    moved = quote.start - start
    highlights = tuple((begin + moved, stop + moved) for begin, stop in quote.highlights)
    return replace(quote, start=start, end=end, highlights=highlights)
