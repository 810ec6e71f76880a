"""What admins read: in English only, in words that need no decoding. Short lines, the decisive words first.

What is in braces is filled in by name, with `str.format`. Fields and stages are named as their enums have them.
"""

from bot.texts.wording import Commands

ADMIN_COMMANDS: Commands = (
    ("add", "Add an article: send it, or /add and its text"),
    ("articles", "Find, correct or withdraw an article"),
    ("withdraw", "Withdraw an article"),
    ("rebuild", "Take new articles into the answers"),
    ("rollback", "Go back to an earlier index"),
    ("gaps", "What people asked in vain"),
    ("status", "The index, today's questions, the disk"),
)
"""Beside those that everyone has."""

# Refusals and hints

PRIVATE_ONLY = "Please do that in our private chat: here everyone would read along."

ADD_HELP = """\
Send me what to add:
• a file: txt, md, html, pdf, docx, jsonl, or a zip of them, up to 20 MB
• a link to an article
• a forwarded channel post
• /add and the text, its title on the first line

I show you each article first. Nothing is added before you tap Add."""

HELP = f"""\
{ADD_HELP}

/articles bannu: find, correct or withdraw
/rebuild: take changes into the answers
/rollback: go back to an earlier index
/gaps: what people asked in vain
/status: the index, today's questions, the disk

Any other text is a question, as everyone asks it."""

TOO_LARGE = (
    "That file is too large: Telegram gives me at most 20 MB. "
    "Send it in parts, or use incident-bot add on the machine where I run."
)
NOT_DOWNLOADED = "Telegram did not hand over that file. Please send it again."
CARD_STAYS = "The card stays as it was. To change it, use its buttons; or discard it and send the text again."
TOO_MANY = "{left_out} articles left out: I take {most} at once; send the others by themselves"
THE_TEXT = "the text"
NO_SUCH_ARTICLE = "There is no such article any more. /articles lists those that are there."
NO_SUCH_SNAPSHOT = "That index is no longer kept. /rollback lists those that are."

# An article, and what is missing of it

NO_TITLE = "no title"
NO_OUTLET = "no outlet"
NO_DATE = "no date"
NO_PLACE = "no place"
NO_LINK = "no link"
NO_LANGUAGE = "language unclear"
SAME = "{share} the same"
SAME_AS = " as “{title}”"
REPLACES = "Replaces"
REPLACED_ONE = " “{title}”; the old text is kept."
REPLACES_OLDER = "replaces an older one"
LEFT_OUT = "left out"
AND_MORE = "and {count} more"

# What is about to be added

TO_ADD = "{articles} to add"
ITEM_OF = "{number} of {count}"
REFUSED = "Refused: {count}"
NOTHING_TO_ADD = "Nothing to add."

ADD = "Add"
ADD_CORRECTION = "Add as correction"
ADD_MANY = "Add {count}"
EDIT = {
    "title": "Edit title",
    "published": "Edit date",
    "source": "Edit outlet",
    "place": "Edit place",
    "url": "Edit link",
}
REPLACE = "Replace the old one"
ADD_AS_NEW = "Add as a new one"
LEAVE_OUT = "Leave out"
TAKE_IN = "Take in"
DISCARD = "Discard"
DISCARD_ALL = "Discard all"
BACK = "Back"
NEXT = "Next"
MORE = "More"

# What became of it

ADDED = "Added"
CORRECTED = "Corrected"
NOT_YET = "Not in the answers yet: that takes a rebuild."
NOTHING_ADDED = "Nothing was added."
NOT_ADDED = "Not added: {count}"
DISCARDED = "Discarded:"
DISCARDED_MANY = "Discarded: {articles}"
CLOSED = "That was added or discarded already. To add it now, send it again."

# Editing

FIELD_NAMES = {
    "title": "title",
    "published": "date",
    "source": "outlet",
    "place": "place",
    "url": "link",
}
FIELD_EXAMPLES = {
    "title": "Siege in Bannu ends",
    "published": "2022-12-19",
    "source": "Dawn",
    "place": "Bannu",
    "url": "https://dawn.com/news/1727120",
}
"""Also fit for the empty line that one writes into."""

EDIT_HEAD = "The {field} of “{title}”"
EDIT_NOW = "Now: {value}"
EDIT_PROMPT = "Reply with the right one, for example: {example}"
EDIT_CLEAR = "Or with - to leave it empty."
EDIT_OVER = "I no longer wait for that. Tap the Edit button once more, then reply to my newest question."
EDIT_REFUSED = "The {field} stays as it was. {reason}"

# Rebuilding

REBUILD_NOW = "Rebuild now"
REBUILD_ANYWAY = "Rebuild anyway"
TRY_AGAIN = "Try again"
REBUILDING = "Rebuilding"
STEP = "Step {number} of {count}: {stage}"
STAGES = {
    "reading": "reading articles",
    "embedding": "indexing what is new",
    "writing": "writing the index",
    "checking": "checking the new index",
}
PASSAGES_DONE = "{done} of {total} new passages"
LEFT = "{time} left"
MEANWHILE = "I go on answering meanwhile."

REBUILT = "Done. I know {articles} now."
NOTHING_CHANGED = "Nothing has changed."
CHANGED = "Changed"
WITHDRAWN = "Withdrawn"
SKIPPED = "Skipped"
SKIPPED_AND_WHY = "Skipped, and why"
EFFORT = "{time}; {new} of {passages} new"
STAYS = "The earlier index goes on answering."
LOST = "Not rebuilt: too much would be lost."
LOST_HINT = "If that is what you want, tap Rebuild anyway. If not, put back what is gone first."
RUNNING = "A rebuild is running already."
RUNNING_HINT = "Wait for it to end, then send /rebuild again."
FAILED = "The rebuild failed."
INTERRUPTED = "The rebuild was cut short: I was restarted."
INTERRUPTED_HINT = "/status says whether changes still wait for one."

ROLL_BACK = "Go back to an earlier index?"
ROLL_BACK_NOW = "Now: {snapshot}"
ROLL_BACK_HINT = "No article is lost: the next rebuild brings all of them back. Times are UTC."
NO_ROLL_BACK = "There is no earlier index to go back to. The next rebuild keeps this one."
ROLLED_BACK = "Back at the index of {moment} UTC."
ROLLED_BACK_HINT = "Articles added since stay in the corpus; the next rebuild brings them back."

# How the bot is doing

NO_INDEX = "There is no index yet."
NO_INDEX_HINT = "Add articles, then send /rebuild."
IN_ANSWERS = "{articles} in the answers"
CHANGES_WAIT = "Changes wait for a rebuild."
BUILT = "built {moment} UTC"
MODEL = "model {model}"
SNAPSHOT = "snapshot "
TODAY = "Today: {questions}"
FROM_PEOPLE = " from {people}"
REFUSED_TODAY = "{count} not answered ({share})"
ALL_ANSWERED = "all answered"
WAITING = "{questions} waiting now"
GAPS_OPEN = "asked in vain: {count}, see /gaps"
DISK = "{free} free on the disk"
DISK_LOW = "Only {free} free on the disk: make room"
INDEX_TAKES = "the index takes {size}"

GAPS = "What people asked in vain"
GAPS_HINT = "With an article about it, the next one who asks gets an answer."
NO_GAPS = "No gaps: nothing was asked in vain."
GAP_ONCE = "asked once"
GAP_ASKED = "asked {count} times"
GAP_LAST = "last {day}"
GAP_TOLD = "{people} told you"
GAP_ALSO = "also: {question}"
GAP_AFTER = "after: {question}"

# Articles

FOUND = "{articles} with “{query}”"
FIND_HINT = "Tap a number to correct or withdraw one.\nTo search: /articles and a word"
NONE_FOUND = "No article has “{query}”."
NONE_FOUND_HINT = "Try one word of its title, its outlet or its place."
NO_ARTICLES = "There are no articles yet."
NO_ARTICLES_HINT = "Send me one: /add says how."
EARLIER = "{versions} kept"
CORRECT = "Correct"
WITHDRAW = "Withdraw"
WITHDRAW_YES = "Yes, withdraw"
WITHDRAW_NO = "No, keep it"
WITHDRAW_SURELY = "Withdraw this article?"
WITHDRAW_EFFECT = "After the next rebuild no answer quotes it. Its text is kept in the history."
CORRECT_NOW = "Send the corrected version of:"
CORRECT_HOW = (
    "Reply with its whole text, the title on the first line; or send a file, a link or a forwarded post. "
    "I show it to you before it replaces the old one."
)
UNTIL_REBUILD = "Until the next rebuild, I still quote the old text."
SENT_ANSWERS = "{count} answers that I have sent quote it. Flag them as outdated?"
ONE_SENT_ANSWER = "1 answer that I have sent quotes it. Flag it as outdated?"
FLAG = "Flag {answers}"
LEAVE_THEM = "Leave them"
LEAVE_IT = "Leave it"
FLAGGED = "{answers} flagged."
NOT_FLAGGED = "{answers} could not be edited: deleted, or in a chat that I am no longer in."
NONE_FLAGGED = "No answer was flagged."
