"""Where in a chat a message belongs: the topics of a forum, and the chains of replies of any supergroup."""

from tests.telegram_server.errors import NotEmulatedError, bad_request
from tests.telegram_server.json_types import Json
from tests.telegram_server.records import Chat, Topic

GENERAL = 1  # of chat actions only: a message to General must name no thread at all


def thread_fields(chat: Chat, topic: Topic | None, reply_to: Json | None) -> Json:
    """The fields of a message that tell its topic and the message it replies to.

    A message in a topic that replies to nothing replies to the service message that opened the topic. Outside
    topics a reply in a supergroup has a message_thread_id too, that of the first message of the chain, which
    nothing can be sent to (tdlib/telegram-bot-api, issues 356 and 447).
    """
    if topic:
        replied = reply_to or chat.messages.get(topic.id)
        thread: Json = {"message_thread_id": topic.id, "is_topic_message": True}
    else:
        replied, thread = reply_to, {}
        if reply_to and chat.type == "supergroup":
            thread = {"message_thread_id": reply_to.get("message_thread_id", reply_to["message_id"])}
    if not replied:
        return thread
    return thread | {"reply_to_message": {k: v for k, v in replied.items() if k != "reply_to_message"}}


def topic_of(chat: Chat, message: Json | None) -> Topic | None:
    """The topic that a message stands in; None for General, and where there are no topics."""
    return chat.topics.get(message["message_thread_id"]) if message and "is_topic_message" in message else None


def topic_to_send_to(chat: Chat, thread_id: int, reply_to: Json | None) -> Topic | None:
    """The topic of a message of the bot: the one it names, else that of the message it replies to."""
    replied = topic_of(chat, reply_to)
    topic = replied
    if thread_id > 0:
        if thread_id not in chat.topics:
            raise bad_request("message thread not found")
        topic = chat.topics[thread_id]
    if topic and topic.is_closed and chat.bot_status != "administrator":
        raise bad_request("TOPIC_CLOSED")
    if reply_to and topic is not replied:
        raise NotEmulatedError("a reply to a message of another topic is not emulated")
    return topic
