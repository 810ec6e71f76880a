"""Questions to answers over one snapshot."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.candidates import fuse
from index.cross_encoder import Reranker
from index.dates import period_of
from index.encoder import EncodedText, Encoder
from index.example_questions import example_questions
from index.highlights import Asked, decisive_words
from index.period import Period
from index.question import FUNCTION_WORDS, classify_tokens, has_words, leans_on_context
from index.quotes import Excerpt, choose_excerpts
from index.ranking import QueryTokens, Scores, follow_up_tokens, question_tokens, score_sentences
from index.records import Answer, Article, Quote
from index.rerank import Matches, cosines, inverse_document_frequency, match_texts, spread
from index.snapshot import Snapshot
from index.verdict import CALIBRATION, Calibration, Signals
from index.vocabulary import FREQUENT, Vocabulary
from index.windows import rerank

CANDIDATE_PASSAGES = 400
"""From each of FAISS and BM25. With 100, the fusion loses more: too many articles are found by only one of the two."""

MAX_QUESTION_CHARS = 4096


class Search:
    """Answers questions from one snapshot. Not thread-safe: one caller at a time."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder,
        *,
        reranker: Reranker | None = None,
        calibration: Calibration = CALIBRATION,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.snapshot = snapshot
        self._contents = snapshot.contents
        self._encoder = encoder
        self._reranker = reranker
        self._calibration = calibration
        self._today = today
        self._vocabulary = _vocabulary_of(snapshot.contents.articles)
        self._examples: dict[int, tuple[str, ...]] = {}
        self._is_common = lru_cache(lambda word: encoder.count_tokens([word]) == [1])
        self.rarity = inverse_document_frequency(
            self._contents.token_ids, self._contents.sentence_tokens, encoder.vocabulary_size
        )

    def answer(self, question: str, *, context: str | None = None, leans: bool = False) -> Answer:
        """The answer to a question, which may lean on the earlier question `context` of the same chat.

        With `leans` it surely does: `context` is what a person says that it is about.
        """
        begun = time.perf_counter()
        answered, confidence = False, 0.0
        quotes: tuple[Quote, ...] = ()
        if has_words(question):
            signals, quotes = self._find(self._encode(question, context, leans=leans))
            confidence = self._calibration.confidence(signals)
            answered = self._calibration.is_answered(confidence)
        return Answer(
            question=question,
            answered=answered,
            confidence=confidence,
            quotes=quotes,
            snapshot=self.snapshot.name,
            elapsed_ms=(time.perf_counter() - begun) * 1000.0,
        )

    def signals(self, question: str, *, context: str | None = None) -> Signals:
        """What the verdict on a question is made from; for calibration."""
        return self._find(self._encode(question, context))[0]

    def example_questions(self, count: int) -> tuple[str, ...]:
        """Up to `count` questions that the snapshot answers, made once, as `index.example_questions` tells."""
        if count not in self._examples:
            self._examples[count] = example_questions(self._contents.articles, self.answer, count)
        return self._examples[count]

    def _encode(self, question: str, context: str | None, *, leans: bool = False) -> "_Query":
        words, earlier = self._read(question), self._read(context or "")
        period = period_of(words, today=self._today())
        if has_words(earlier) and (leans or leans_on_context(words)):
            encoded, encoded_earlier = self._encoder.encode([words, earlier])
            return _Query(words, encoded, period, encoded_earlier, context=earlier)
        return _Query(words, self._encoder.encode([words])[0], period)

    def _read(self, text: str) -> str:
        """A text as it is encoded: on one line, its mistyped words mended."""
        return self._vocabulary.mend(_one_line(text), known=self._is_common).text

    def _find(self, query: "_Query") -> tuple[Signals, tuple[Quote, ...]]:
        numbers, scores = self._score(self._candidates(query), query)
        totals = self._rerank(numbers, scores.total, query)
        best = int(np.argmax(totals))
        signals = Signals(
            total=float(scores.total[best]),
            weakest=float(scores.weakest[best]),
        )
        excerpts = choose_excerpts(
            list(zip(numbers.tolist(), totals.tolist(), strict=True)),
            self._contents.sentences,
            self._contents.sentence_text,
            lambda article: self._contents.articles[article].published,
        )
        marks = self._decisive_words(excerpts, query)
        return signals, tuple(self._quote(excerpt, marks) for excerpt in excerpts)

    def _candidates(self, query: "_Query") -> NDArray[np.int64]:
        """Numbers of the articles worth a closer look."""
        contents = self._contents
        found = [
            contents.vectors.nearest(query.encoded.vector, k=CANDIDATE_PASSAGES),
            contents.lexical.best(query.question, k=CANDIDATE_PASSAGES),
        ]
        if query.earlier is not None:
            found.append(contents.vectors.nearest(query.earlier.vector, k=CANDIDATE_PASSAGES))
            found.append(contents.lexical.best(query.context, k=CANDIDATE_PASSAGES))
        return fuse(found, contents.passage_articles)

    def _score(self, articles: NDArray[np.int64], query: "_Query") -> tuple[NDArray[np.int64], Scores]:
        """All sentences of the articles and their scores."""
        contents = self._contents
        bounds = contents.article_sentences
        numbers = np.concatenate([np.arange(bounds[article], bounds[article + 1]) for article in articles])
        timely = None
        if query.period is not None:
            timely = np.asarray([query.period.covers(contents.articles[one].published) is True for one in articles])
        return numbers, score_sentences(self._match(articles, query.token_vectors), self._weigh(query), timely=timely)

    def _rerank(self, numbers: NDArray[np.int64], totals: NDArray[np.float32], query: "_Query") -> NDArray[np.floating]:
        """The sentences' scores: as late interaction gives them, or in the order of the reranker where there is one."""
        if self._reranker is None:
            return totals
        question = f"{query.context} {query.question}".strip()
        return rerank(self._reranker, question, numbers, totals, self._contents)

    def _match(self, articles: NDArray[np.int64], token_vectors: NDArray[np.float32]) -> Matches:
        """How the sentences of articles match the query's tokens."""
        texts = self._contents.texts_of(articles)
        return spread(match_texts(texts.tokens, texts.boundaries, token_vectors), texts.headings)

    def _weigh(self, query: "_Query") -> QueryTokens:
        """How much each token of the question, and of the earlier one after it, counts."""
        own = self._weigh_text(query.question, query.encoded)
        if query.earlier is None:
            return own
        return follow_up_tokens(own, self._weigh_text(query.context, query.earlier))

    def _weigh_text(self, text: str, encoded: EncodedText) -> QueryTokens:
        tokens = classify_tokens(text, encoded.token_spans.tolist())
        return question_tokens(tokens, self.rarity[encoded.token_ids])

    def _quote(self, excerpt: Excerpt, marks: Mapping[int, tuple[tuple[int, int], ...]]) -> Quote:
        contents = self._contents
        article, start = (int(value) for value in contents.sentences[excerpt.first, :2])
        marked = [span for number in excerpt.answering for span in marks[number]]
        return Quote(
            article=contents.articles[article],
            start=start,
            end=int(contents.sentences[excerpt.last - 1, 2]),
            highlights=tuple((begin - start, end - start) for begin, end in marked),
            score=excerpt.score,
            also=tuple(contents.articles[other] for other in excerpt.also),
        )

    def _decisive_words(self, excerpts: Sequence[Excerpt], query: "_Query") -> dict[int, tuple[tuple[int, int], ...]]:
        """By sentence, the offsets into the article of what is decisive in it."""
        contents = self._contents
        asked = Asked(query.question, self._weigh_text(query.question, query.encoded).weights)
        numbers = [number for excerpt in excerpts for number in excerpt.answering]
        tokens = [slice(*contents.sentence_tokens[number : number + 2]) for number in numbers]
        found = cosines([contents.tokens[own] for own in tokens], query.encoded.token_vectors)
        ends = np.cumsum([own.stop - own.start for own in tokens], dtype=np.int64)
        marks = {}
        for number, own, cosine in zip(numbers, tokens, np.split(found, ends)[:-1], strict=True):
            start = int(contents.sentences[number, 1])
            words = decisive_words(contents.sentence_text(number), contents.token_spans[own] - start, cosine, asked)
            marks[number] = tuple((start + begin, start + end) for begin, end in words)
        return marks


@dataclass(frozen=True, slots=True, eq=False)
class _Query:
    """A question on one line and, where it leans on one, the earlier question."""

    question: str
    encoded: EncodedText
    period: Period | None
    """The time that it names."""
    earlier: EncodedText | None = None
    context: str = ""

    @property
    def token_vectors(self) -> NDArray[np.float32]:
        """Of the question's tokens, then of the earlier question's."""
        if self.earlier is None:
            return self.encoded.token_vectors
        return np.concatenate([self.encoded.token_vectors, self.earlier.token_vectors])


def _vocabulary_of(articles: Sequence[Article]) -> Vocabulary:
    """The words of articles and, so that "waht" is mended in a small corpus too, those of any question."""
    texts = [text for article in articles for text in (article.title, article.text, article.place or "")]
    return Vocabulary.of([*texts, *[" ".join(sorted(FUNCTION_WORDS))] * FREQUENT])


def _one_line(text: str) -> str:
    """What is encoded: no line breaks, and no half of a surrogate pair, which no tokenizer takes."""
    whole = text[:MAX_QUESTION_CHARS].encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.split())
