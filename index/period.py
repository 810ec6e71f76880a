"""A time that a question names, and whether an article is news of it. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

KNOWN_EARLY_DAYS = 1
"""Where the event was it may be a day later than where the article was published."""

REPORTED_WITHIN_DAYS = 5
"""Of the dates a MUC-4 article names of the ten days before it, 75% are at most 3 days old, 88% at most 5."""

DAYS_OF_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Period:
    """Days `first` to `last`, both included, either one open, and the `(start, end)` of the question that says so.

    With `yearly` no year was said: the same days of every year are meant, and these are their latest before today.
    """

    first: date | None
    last: date | None
    span: tuple[int, int]
    yearly: bool = False

    def matches(self, day: date) -> bool:
        """Whether a day is in the period."""
        if not self.yearly or self.first is None or self.last is None:
            return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)
        if (self.last - self.first).days + 1 >= DAYS_OF_A_YEAR:
            return True
        first, last, asked = ((each.month, each.day) for each in (self.first, self.last, day))
        if last == (2, 28) != first:
            last = (2, 29)
        return first <= asked <= last if first <= last else asked >= first or asked <= last

    def covers(self, published: date | None) -> bool | None:
        """Whether an article of that day may be news of the period; None where its day is unknown.

        News comes up to `REPORTED_WITHIN_DAYS` later. The one end of an open period is meant as said: no slack there.
        """
        if published is None:
            return None
        if self.first is None or self.last is None:
            return self.matches(published)
        first = self.first - timedelta(days=KNOWN_EARLY_DAYS)
        return replace(self, first=first, last=self.last + timedelta(days=REPORTED_WITHIN_DAYS)).matches(published)
