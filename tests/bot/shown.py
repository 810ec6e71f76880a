"""What is to be seen of a reply: the words that an entity covers, the labels of the buttons."""

from bot.reply import Reply


def covered(reply: Reply, kind: str) -> list[str]:
    raw = reply.text.encode("utf-16-le")
    return [
        raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")  # raises on half a pair
        for entity in reply.entities
        if entity.type == kind
    ]


def labels(reply: Reply) -> list[list[str]]:
    rows = reply.keyboard.inline_keyboard if reply.keyboard else ()
    return [[button.text for button in row] for row in rows]
