"""Answers as nobody would write them: texts of every script and direction, of specials, of joiners, far too long."""

from datetime import date

from hypothesis import strategies as st

from index.coverage import Coverage, Outlet
from index.records import Answer, Article, Quote

ALPHABET = (
    "abcdé攻ßΩ .,:;!?'\"()-"  # plain
    "بنوںمحاصرשלום\u06d4؟"  # right to left
    "😀👍🏽👨\u200d👩\u200d👧🇵🇰❤\ufe0f"  # emoji, joined and modified
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u0301\u3164"  # of no width, or blank
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # direction
    "<>&/\\*_`~[]{}|#@+=$%^"  # HTML, Markdown, mentions, commands
    "\x00\x07\x1f\x7f\x85\u2028\u2029\t\r\n\ud83d\udc00\uffff"  # control characters, halves of pairs
)

words = st.text(st.sampled_from(ALPHABET), min_size=1, max_size=24)
days = st.none() | st.dates(date(1, 1, 10), date(9999, 12, 20))
names = st.one_of(words, st.just(""), st.sampled_from(["Dawn " * 30, "بنوں " * 30, "on Sunday <b>[x](y)</b>"]))
links = st.sampled_from([None, "https://x.org/a", "https://x.org/#b", "no address", "https://x.org/" + "a" * 500])
texts = st.builds(
    lambda parts, times: "".join(parts) * times,
    st.lists(words | st.sampled_from([" ", "\n\n", ". They fled on Sunday. "]), min_size=1, max_size=6),
    st.sampled_from([1] * 18 + [9, 60]),
)
questions = texts.map(lambda text: text[:4_096])
coverages = st.none() | st.builds(
    Coverage,
    st.integers(0, 99_999),
    days,
    days,
    st.lists(st.builds(Outlet, words, st.integers(1, 9_999)), max_size=60).map(tuple),
)


@st.composite
def articles(draw: st.DrawFn, text: str) -> Article:
    name = draw(st.sampled_from("abc"))
    return Article(name, draw(names), text, source=draw(st.none() | names), url=draw(links), published=draw(days))


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    text = draw(texts)
    start = draw(st.integers(0, min(len(text) - 1, 9)))
    size = len(text) - start
    step = draw(st.sampled_from([0, 0, 1, 2, 5]))  # every few characters, or here and there
    edges = range(0, size, step) if step else sorted(draw(st.sets(st.integers(0, size), max_size=8)))
    highlights = tuple(zip(edges[::2], edges[1::2], strict=False))
    also = draw(st.lists(articles(text), max_size=2)) if draw(st.booleans()) else []
    return Quote(draw(articles(text)), start, len(text), highlights, also=tuple(also))


answers = st.builds(
    lambda question, answered, given: Answer(question, answered, 0.5, tuple(given), "snapshot", 1.0),
    questions,
    st.booleans(),
    st.lists(quotes(), max_size=10),
)
