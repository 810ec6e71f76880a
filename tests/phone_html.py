"""A reply as a phone shows it, in the HTML that a page of Markdown may hold. Pure.

Each line runs the way of its first strong character, as on a phone (`dir="auto"`); a folded quote shows its first
three lines until it is opened.
"""

from html import escape

from telegram import MessageEntity, ReplyKeyboardMarkup

from bot.reply import Reply

LINE_CHARS = 42
"""About what a phone shows in a line of a message."""
FOLDED_LINES = 3

_TAGS = {
    MessageEntity.BOLD: ("<b>", "</b>"),
    MessageEntity.ITALIC: ("<i>", "</i>"),
    MessageEntity.CODE: ("<code>", "</code>"),
}
_BLOCKS = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)


def bubble(reply: Reply) -> str:
    """The message and, below it, its keyboard."""
    rows = [[button.text for button in row] for row in reply.keyboard.inline_keyboard] if reply.keyboard else []
    if isinstance(reply.suggested, ReplyKeyboardMarkup):
        rows += [[button.text for button in row] for row in reply.suggested.keyboard]
    keys = [f'<div align="center">{" ".join(f"<kbd>{escape(label)}</kbd>" for label in row)}</div>' for row in rows]
    return "\n".join([*_blocks(reply), *(["<hr>", *keys] if keys else [])])


def _blocks(reply: Reply) -> list[str]:
    """The lines between the framed quotes, and these."""
    units = reply.text.encode("utf-16-le")
    frames = sorted((entity for entity in reply.entities if entity.type in _BLOCKS), key=lambda one: one.offset)
    found, begin = [], 0
    for frame in frames:
        end = frame.offset + frame.length
        found += _lines(reply, begin, frame.offset)
        found.append(_framed(reply, frame))
        begin = end
    return [*found, *_lines(reply, begin, len(units) // 2)]


def _lines(reply: Reply, begin: int, end: int) -> list[str]:
    """A gap between blocks stays a gap; the line break beside a frame shows nothing."""
    html = _styled(reply, begin, end)
    if begin and html.startswith("\n"):
        html = html[1:]
    html = html.removesuffix("\n")
    return [f'<div dir="auto">{line}</div>' if line else "<br>" for line in html.split("\n")] if html else []


def _framed(reply: Reply, frame: MessageEntity) -> str:
    html = _styled(reply, frame.offset, frame.offset + frame.length)
    text = reply.text.encode("utf-16-le")[2 * frame.offset : 2 * (frame.offset + frame.length)].decode("utf-16-le")
    lines = "".join(f'<div dir="auto">{line}</div>' if line else "<br>" for line in html.split("\n"))
    top = _first_lines(text)
    if frame.type == MessageEntity.BLOCKQUOTE or top == text:
        return f"<blockquote>{lines}</blockquote>"
    shown = "".join(f'<div dir="auto">{escape(line)}</div>' for line in f"{top} … ⌄".split("\n"))
    return f"<blockquote><details><summary>{shown}</summary>{lines}</details></blockquote>"


def _first_lines(text: str) -> str:
    """What is seen of a folded text."""
    kept, room = [], FOLDED_LINES
    for line in text.split("\n"):
        if room <= 0:
            break
        if len(line) > room * LINE_CHARS:
            kept.append(line[: room * LINE_CHARS].rpartition(" ")[0])
            break
        kept.append(line)
        room -= max(1, -(-len(line) // LINE_CHARS))
    return "\n".join(kept)


def _styled(reply: Reply, begin: int, end: int) -> str:
    """The text between two UTF-16 offsets with what is bold, linked and the like in it."""
    marks: dict[int, list[str]] = {}
    for entity in reply.entities:
        if entity.type not in _BLOCKS and begin <= entity.offset < end:
            before, after = _tags(entity)
            marks.setdefault(entity.offset, []).append(before)
            marks.setdefault(entity.offset + entity.length, []).insert(0, after)
    raw, html, last = reply.text.encode("utf-16-le"), "", begin
    for offset in sorted(marks):
        html += escape(raw[2 * last : 2 * offset].decode("utf-16-le"), quote=False) + "".join(marks[offset])
        last = offset
    return html + escape(raw[2 * last : 2 * end].decode("utf-16-le"), quote=False)


def _tags(entity: MessageEntity) -> tuple[str, str]:
    if entity.type == MessageEntity.TEXT_LINK:
        return f'<a href="{escape(entity.url or "")}">', "</a>"
    return _TAGS[entity.type]
