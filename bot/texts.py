"""Every sentence that a person reads in Telegram. Short, plain, and true of what the bot does."""

from bot.messages import MAX_QUESTION_CHARS, MessageKind

START = """\
I answer questions about security incidents from a collection of news articles.
You get short quotes, word for word, each with its source. I never make anything up.
Ask away."""

HELP = """\
Ask in your own words: who, what, where, when, how many. Names of people, groups and places help.

I reply with up to three quotes from news articles, the best first. The line under a quote is its source: \
tap the title to read the article.

You can ask a follow-up: for a few minutes I keep your last question in mind.

If the articles do not say, I tell you so and show what comes nearest."""

COMMANDS = (
    ("start", "What this bot does"),
    ("help", "How to ask"),
)
"""The commands that Telegram lists, with what they are for."""

NOT_ANSWERED = "The corpus does not say."
NOT_ANSWERED_HINT = "Try other words, or the name of a person, group or place."
NEAREST = "Nearest passages, not an answer:"
SAME_ARTICLE = "same article"
NEWEST = "newest"
ALSO_IN = "also in"
ALSO_IN_REPORTS = "also in {} other reports"
ANOTHER_REPORT = "another report"

GREETING = "Hello! Ask me about a security incident, and I will quote what the news articles say."
THANKS = "You are welcome. Ask me anything else."
NO_WORDS = "Send me a question in words, for example: who claimed the attack?"
TOO_LONG = f"That is too long for me. Please ask in at most {MAX_QUESTION_CHARS:,} characters."

TEXT_ONLY = "I read text only. Please write your question."
UNKNOWN_COMMAND = "I do not know that command. Just write your question, or send /help."

BUSY = "Many people are asking right now. Please try again in a moment."
ERROR = "Something went wrong on my side. Please try again in a moment."

IN_TERMINAL = "TELEGRAM_TOKEN is not set, so the answers come here in the terminal; set it to run the Telegram bot."
TERMINAL_START = "Ask about the incidents in the corpus. Up-arrow: earlier questions. Ctrl-D: leave."

REPLIES = {
    MessageKind.GREETING: GREETING,
    MessageKind.THANKS: THANKS,
    MessageKind.NO_WORDS: NO_WORDS,
    MessageKind.TOO_LONG: TOO_LONG,
}
"""The fixed reply to each kind of message that is not a question."""
