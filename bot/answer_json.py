"""The JSON form of an answer: the contract that tools outside use. Pure."""

import json
from typing import Any

from index.records import Answer, Quote


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
    article = quote.article
    return {
        "article": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "highlights": [list(span) for span in quote.highlights],
        "score": round(quote.score, 4),
    }
