import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.passages import MAX_SENTENCE_CHARS, passages_of, sentences_of
from index.records import Article
from tests.index.small_corpus import article_of, texts


def sentences(text: str, *, body_start: int = 0) -> list[str]:
    return [text[s.start : s.end] for s in sentences_of(article_of(text, body_start=body_start))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("Did he leave? No! She stayed.", ["Did he leave?", "No!", "She stayed."]),
        ("Mr. Khan left. She stayed.", ["Mr. Khan left.", "She stayed."]),
        ("Gen. J. R. Ruiz left. Lt. Col. Vega stayed.", ["Gen. J. R. Ruiz left.", "Lt. Col. Vega stayed."]),
        ("The U.S. Embassy closed. It reopened.", ["The U.S. Embassy closed.", "It reopened."]),
        ("The U.N. Council met in New York. It voted.", ["The U.N. Council met in New York.", "It voted."]),
        ("On Dec. 19 he left. On Nov. 3 he came.", ["On Dec. 19 he left.", "On Nov. 3 he came."]),
        ("Police station No. 5 burnt. No. He denied it.", ["Police station No. 5 burnt.", "No.", "He denied it."]),
        ("His car, plate No. A-3037, was hit. He left.", ["His car, plate No. A-3037, was hit.", "He left."]),
        ("They took car No. CH-02. He left.", ["They took car No. CH-02.", "He left."]),
        ("He is enemy No. One here. He left.", ["He is enemy No. One here.", "He left."]),
        ("He said no. In 1989 he left.", ["He said no.", "In 1989 he left."]),
        ("He said no. One of them left.", ["He said no.", "One of them left."]),
        ("It began with the U.S.' Operation Just Cause.", ["It began with the U.S.' Operation Just Cause."]),
        (
            "It sold ca. 2 million (max. 6.5 million). It ended.",
            ["It sold ca. 2 million (max. 6.5 million).", "It ended."],
        ),
        (
            "Pfc. Diaz met Insp. Gen. Ruiz on Mt. Elgon. He left.",
            ["Pfc. Diaz met Insp. Gen. Ruiz on Mt. Elgon.", "He left."],
        ),
        ("It cost 3.5 million. Nobody paid.", ["It cost 3.5 million.", "Nobody paid."]),
        ("He left... and came back. She stayed.", ["He left... and came back.", "She stayed."]),
        ("1. Free the men. 2. Open the road.", ["1. Free the men.", "2. Open the road."]),
        ("(3) Free the men. IV. Open the road.", ["(3) Free the men.", "IV. Open the road."]),
        ('He said: "We left." Then he went.', ['He said: "We left."', "Then he went."]),
        ("\u201cWe left.\u201d \u201cYou did?\u201d", ["\u201cWe left.\u201d", "\u201cYou did?\u201d"]),
        ("(They left.) [The mayor said so.] Nobody saw it.", ["(They left.)", "Nobody saw it."]),
        ("He went to St. Gallen. 14 men were hurt.", ["He went to St. Gallen.", "14 men were hurt."]),
        ("حمله وشوه\u06d4 پولیس راغلل\u06d4", ["حمله وشوه\u06d4", "پولیس راغلل\u06d4"]),
        ("One line\nand its other half. Next.", ["One line\nand its other half.", "Next."]),
        ("No full stop at the end of this paragraph of news, which is longer than any headline would ever be", None),
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text: str, expected: list[str] | None) -> None:
    assert sentences(text) == (expected or [text])


def test_headings_are_not_sentences() -> None:
    text = "## What happened\n\nHe left.\n\nThe day after\n\nPolice: siege of 'compound'\n\nShe stayed."

    assert sentences(text) == ["He left.", "She stayed."]


def test_what_stands_before_the_body_is_not_a_sentence() -> None:
    assert sentences("Siege ends. Police relieved.\n\nHe left.", body_start=30) == ["He left."]


@pytest.mark.parametrize("first", ["LIMA, 3 JAN 90 (EFE) -- [TEXT] ", "LIMA, NO DATE (EFE) -- [REPORT] [TEXT]\n\n"])
def test_a_wire_dateline_is_not_part_of_the_first_sentence(first: str) -> None:
    assert sentences(first + "[KHAN] Gunmen fled. Nobody was hurt.")[-1:] == ["Nobody was hurt."]
    assert "LIMA" not in sentences(first + "Gunmen fled.")[0]


def test_the_speaker_of_the_paragraph_below_a_dateline_stays() -> None:
    assert sentences("LIMA, NO DATE (EFE) -- [TEXT]\n\n[KHAN] We left.") == ["[KHAN] We left."]


def test_stage_directions_of_a_wire_are_not_sentences() -> None:
    assert sentences("He left the town. [Words indistinct]. She stayed.") == ["He left the town.", "She stayed."]
    assert sentences("He left.\n\n[KHAN] [Question indistinct]\n\nShe stayed.") == ["He left.", "She stayed."]


def test_paragraphs_are_counted_without_the_headings() -> None:
    found = sentences_of(article_of("He left. She stayed.\n\n# Later\n\nThey met again."))

    assert [sentence.paragraph for sentence in found] == [0, 0, 1]


def test_a_list_without_a_full_stop_is_split_where_it_reads_well() -> None:
    names = "; ".join(f"number {n} of the men whom the guards took away that night" for n in range(60))

    pieces = sentences(f"They took {names}.")

    assert len(pieces) > 3
    assert all(len(piece) <= MAX_SENTENCE_CHARS for piece in pieces)
    assert all(piece.endswith((";", ".")) for piece in pieces)
    assert " ".join(pieces) == f"They took {names}."


@given(texts, st.integers(0, 10))
@example("x" * 300 + " " * 2000 + "y.", 0)
@example("x" * 898 + " " * 50 + "y" * 500 + ".", 0)
@example("A, 3 JAN 90 (EFE) -- \n\t ", 0)
@example("a" * 5000, 0)
def test_sentences_are_stripped_slices_in_order_that_do_not_overlap(text: str, body_start: int) -> None:
    body_start = min(body_start, len(text))
    found = sentences_of(article_of(text, body_start=body_start))

    ends = [body_start, *(sentence.end for sentence in found)]
    assert all(end <= sentence.start < sentence.end for end, sentence in zip(ends, found, strict=False))
    assert ends[-1] <= len(text)
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() for s in found)
    assert all(s.end - s.start <= MAX_SENTENCE_CHARS for s in found)
    numbers = [sentence.paragraph for sentence in found]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(len(set(numbers))))


plain_words = st.sampled_from(
    ["gunmen", "fled", "Gen.", "U.S.", "3.5", "the", "Bern,", '"not', 'now"', "(EFE)", "a", "of"]
)
plain_sentences = st.builds(
    lambda chosen, end: "The " + " ".join(chosen) + " guards left" + end,
    st.lists(plain_words, max_size=30),
    st.sampled_from([".", "!", "?", '."', ".)", "..."]),
)
plain_paragraphs = st.lists(plain_sentences, min_size=1, max_size=8).map("  ".join)


@given(st.lists(plain_paragraphs, min_size=1, max_size=4).map("\n\n".join))
def test_no_word_of_a_plain_body_is_lost(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.lists(plain_sentences, min_size=1, max_size=8))
def test_a_sentence_never_spans_two_plain_ones(written: list[str]) -> None:
    """Each ends before a capital, so nothing but an abbreviation can hide its end."""
    assert sentences(" ".join(written)) == written


@given(st.lists(st.integers(0, 300), max_size=30), st.integers(1, 200))
def test_every_sentence_is_in_exactly_one_passage_of_bounded_length(counts: list[int], max_tokens: int) -> None:
    passages = passages_of(counts, max_tokens=max_tokens)

    assert [number for first, last in passages for number in range(first, last)] == list(range(len(counts)))
    assert all(last - first == 1 or sum(counts[first:last]) <= max_tokens for first, last in passages)


def test_an_article_without_a_body_has_no_sentence() -> None:
    assert sentences_of(Article(id="a", title="Siege", text="", published=date(2022, 12, 19))) == ()


def test_a_long_row_of_dots_takes_no_time() -> None:
    dots = "." * 100_000
    begun = time.monotonic()

    assert "".join(sentences(f"He left{dots}she stayed. It rained.")) == f"He left{dots}she stayed.It rained."
    assert time.monotonic() - begun < 5
