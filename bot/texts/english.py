"""English."""

from bot.texts.wording import Texts

_START = """\
I answer questions about security incidents.
You get quotes from news articles, word for word, each with its source. I never make anything up."""

_HELP_PRIVATE = """\
Ask in your own words: who, what, where, when, how many. Names of people, groups and places help.

I reply with quotes from news articles, the best first. The line under a quote is its source: tap the title to read \
the article. If the articles do not say, I tell you so.

You can ask a follow-up ("and who claimed it?"): for a few minutes I keep your last question in mind. If you edit a \
question, I edit my answer.

/latest: the newest incidents
/sources: which outlets I quote
/about: what I know, and what I store about you
/forget: delete it"""

_HELP_GROUP = """\
Ask me in one of these ways:
• /ask who claimed the attack?
• @{username} who claimed the attack?
• reply to one of my messages

I reply with quotes from news articles, the best first, each with its source. To anything else in this group I \
say nothing."""

_ABOUT = """\
I quote news articles about security incidents, word for word, and say where each quote is from. \
I write no answers myself, so I make nothing up."""

_ABOUT_PEOPLE = """\
What I store about you: your questions, where each quote of my answers stands, and what you say with 👍, 👎 and \
“Tell the admins”. Buttons, links and follow-ups need it. /forget deletes it for this chat."""

_COMMANDS = (
    ("ask", "Ask a question"),
    ("latest", "The newest incidents"),
    ("sources", "Which outlets I quote"),
    ("about", "What I know and what I store"),
    ("forget", "Delete what I store about you"),
    ("help", "How to ask"),
)

_PRIVACY_MODE = """\
Telegram shows me only some messages of “{group}”: commands such as /ask, and replies to me. \
That is its group privacy, and those two always work.

For questions that only mention @{username}, do one of these:
• make me an admin of the group
• or send /setprivacy to @BotFather, choose @{username} and Disable; then remove me from the group and add me again"""

TEXTS = Texts(
    code="en",
    right_to_left=False,
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    date="{day} {month} {year}",
    date_without_year="{day} {month}",
    one_article="1 article",
    articles="{count} articles",
    one_second="1 second",
    seconds="{count} seconds",
    start=_START,
    ask_away="Ask away.",
    ask_away_with_examples="Ask away, for example:",
    ask_placeholder="Your question",
    help_private=_HELP_PRIVATE,
    help_group=_HELP_GROUP,
    commands=(*_COMMANDS, ("start", "What this bot does")),
    group_commands=_COMMANDS,
    ask_without_question="What is your question? Write it after the command, like this:\n/ask who claimed the attack?",
    greeting="Hello! Ask me about a security incident, and I will quote what the news articles say.",
    thanks="You are welcome. Ask me anything else.",
    no_words="Send me a question in words, for example:\nwho claimed the attack?",
    too_long="That is too long for me. Please ask in at most {max_chars} characters.",
    text_only="I read text only. Please write your question.",
    admins_only="Only the admins of this bot can add or change articles. You can ask me a question.",
    unknown_command="I do not know that command. Just write your question, or send /help.",
    not_answered="The articles do not say.",
    not_answered_hint="Try other words, or the name of a person, group or place.",
    nearest="Nearest passages, not an answer:",
    same_article="same article",
    newest="newest",
    remark_separator="; ",
    also_in="also in {outlet}",
    also_in_reports="also in {count} other reports",
    another_report="another report",
    quote_gone="That article was changed or withdrawn.",
    answer_gone="I no longer have that answer. Please ask again.",
    inline_no_answer="The articles do not say. Ask me in a chat",
    more="More",
    in_context="In context",
    next_quote="Next quote",
    back="Back",
    share="Share",
    useful="👍",
    not_useful="👎",
    wrong="Wrong",
    old="Old",
    not_asked="Not what I asked",
    tell_admins="Tell the admins",
    told="Thank you. The admins now know that this is missing.",
    told_already="You have told them already. Thank you.",
    thanked="Thank you for telling me.",
    reason_asked="What is wrong with it?",
    coverage="I know {articles}, from {first} to {last}.",
    coverage_of_a_day="I know {articles}, of {day}.",
    coverage_undated="I know {articles}.",
    coverage_none="I know no articles yet.",
    about=_ABOUT,
    about_newest="The newest:",
    about_people=_ABOUT_PEOPLE,
    latest="The newest incidents that I know of:",
    sources="{articles} from these outlets:",
    sources_more="and {count} more outlets",
    sources_unknown="outlet not known: {count}",
    sources_none="Which outlets they are from is not known.",
    forgot="Done. I have deleted your questions in this chat, my answers and what you told me about them. "
    "Links to those answers no longer work.",
    nothing_to_forget="I have nothing stored about you in this chat.",
    gap="Someone asked this, and the articles do not say:\n{question}\n"
    "With an article about it, the next one who asks gets an answer.",
    too_many_questions="You ask faster than I can answer. Please wait {seconds}.",
    queue_full="Many people are asking: {waiting} questions wait in front of yours, too many for now. "
    "Please ask again in a minute.",
    was_away="I was away when you asked. If you still want to know, please ask again.",
    error="Something went wrong on my side. Please try again in a moment.",
    no_access="I am not open to everyone. To ask for access, send my operator your number: {number}",
    group_not_allowed="I am not allowed to work in this group, so I will leave. "
    "My operator can allow it, by its number: {number}. Goodbye!",
    group_greeting="Hello! I answer questions about security incidents with quotes from news articles.\n\n"
    "Ask me like this:\n/ask who claimed the attack?\n"
    "Or reply to one of my messages. To anything else here I say nothing.",
    privacy_mode=_PRIVACY_MODE,
)
