"""Everything that the bot says, as one value a language. Pure.

What is in braces is filled in by name, with `str.format`; every language uses the same names. In a language written
from right to left, what is foreign in a line (a command, a name) stands between U+2068 and U+2069, which keep it
from turning the order of the line around (https://www.unicode.org/reports/tr9/).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages import MAX_QUESTION_CHARS, MessageKind

Commands = tuple[tuple[str, str], ...]
"""Commands, without the slash, with what each is for."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language; `code` is its IETF language tag, as in Telegram's `language_code`."""

    code: str
    right_to_left: bool

    # Numbers and dates
    months: tuple[str, ...]
    date: str
    date_without_year: str
    one_article: str
    articles: str
    one_second: str
    seconds: str

    # First words
    start: str
    ask_away: str
    ask_away_with_examples: str
    ask_placeholder: str
    help_private: str
    help_group: str
    commands: Commands
    group_commands: Commands
    ask_without_question: str
    greeting: str
    thanks: str
    no_words: str
    too_long: str
    text_only: str
    unknown_command: str
    admins_only: str

    # Answers
    not_answered: str
    not_answered_hint: str
    nearest: str
    same_article: str
    newest: str
    remark_separator: str
    also_in: str
    also_in_reports: str
    another_report: str
    quote_gone: str
    answer_gone: str
    inline_no_answer: str

    # Buttons
    more: str
    in_context: str
    next_quote: str
    back: str
    share: str
    useful: str
    not_useful: str
    wrong: str
    old: str
    not_asked: str
    tell_admins: str

    # What a button says back, in at most 200 characters
    told: str
    told_already: str
    thanked: str
    reason_asked: str

    # The corpus and what is stored
    coverage: str
    coverage_of_a_day: str
    coverage_undated: str
    coverage_none: str
    about: str
    about_newest: str
    about_people: str
    latest: str
    sources: str
    sources_more: str
    sources_unknown: str
    sources_none: str
    forgot: str
    nothing_to_forget: str
    gap: str

    # Manners
    too_many_questions: str
    queue_full: str
    was_away: str
    error: str

    # Access and groups
    no_access: str
    group_not_allowed: str
    group_greeting: str
    privacy_mode: str

    @property
    def replies(self) -> Mapping[MessageKind, str]:
        """The fixed reply to each kind of message that is not a question."""
        return {
            MessageKind.GREETING: self.greeting,
            MessageKind.THANKS: self.thanks,
            MessageKind.NO_WORDS: self.no_words,
            MessageKind.TOO_LONG: self.too_long.format(max_chars=f"{MAX_QUESTION_CHARS:,}"),
        }
