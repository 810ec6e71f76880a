"""The JSON form of an answer: the contract that tools outside use. Pure."""

import json
from typing import Any

from index.records import Answer, Article, Quote


def answer_json(answer: Answer) -> str:
    """One line of JSON in ASCII, which any pipe carries: the answer and up to ten quotes, best first."""
    return json.dumps(
        {
            "question": answer.question,
            "answered": answer.answered,
            "confidence": round(answer.confidence, 4),
            "elapsed_ms": round(answer.elapsed_ms, 1),
            "snapshot": answer.snapshot,
            "quotes": [_quote(quote) for quote in answer.quotes],
        }
    )


def _quote(quote: Quote) -> dict[str, Any]:
    return _article(quote.article) | {
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "highlights": [list(span) for span in quote.highlights],
        "score": round(quote.score, 4),
        "also": [_article(other) for other in quote.also],
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "article": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
    }
