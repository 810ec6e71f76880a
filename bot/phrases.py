"""Phrases with a number or a date in them, in the words of a language. Pure."""

from datetime import date

from bot.texts import Texts
from index.coverage import Coverage


def day_words(day: date, texts: Texts, *, with_year: bool = True) -> str:
    """A date, with the name of its month."""
    template = texts.date if with_year else texts.date_without_year
    return template.format(day=day.day, month=texts.months[day.month - 1], year=day.year)


def counted_articles(count: int, texts: Texts) -> str:
    """How many articles."""
    return texts.one_article if count == 1 else texts.articles.format(count=f"{count:,}")


def coverage_sentence(coverage: Coverage, texts: Texts) -> str:
    """What the corpus covers: how many articles, from when to when as far as known."""
    articles = counted_articles(coverage.articles, texts)
    if not coverage.articles:
        return texts.coverage_none
    if coverage.first is None or coverage.last is None:
        return texts.coverage_undated.format(articles=articles)
    first, last = (day_words(day, texts) for day in (coverage.first, coverage.last))
    if first == last:
        return texts.coverage_of_a_day.format(articles=articles, day=first)
    return texts.coverage.format(articles=articles, first=first, last=last)


def too_many_questions(seconds: int, texts: Texts) -> str:
    """The notice to someone who asks too fast; `seconds` to wait, at least one."""
    wait = texts.one_second if seconds <= 1 else texts.seconds.format(count=f"{seconds:,}")
    return texts.too_many_questions.format(seconds=wait)
