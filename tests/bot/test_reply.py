from telegram import MessageEntity

from bot.reply import Piece, filled, plain


def test_offsets_are_code_points_in_a_piece_and_utf16_units_in_the_reply() -> None:
    piece = Piece("😀 ") + Piece("said").framed(MessageEntity.BOLD)

    assert [(entity.offset, entity.length) for entity in piece.entities] == [(2, 4)]
    assert [(entity.offset, entity.length) for entity in piece.reply().entities] == [(3, 4)]
    assert piece.units == 7


def test_a_frame_goes_around_what_is_there() -> None:
    piece = Piece("a").framed(MessageEntity.BOLD).framed(MessageEntity.TEXT_LINK, "https://x.example")

    assert [entity.type for entity in piece.entities] == [MessageEntity.TEXT_LINK, MessageEntity.BOLD]


def test_fields_of_a_text_are_filled_with_formatted_pieces() -> None:
    piece = filled("Number: {number}.", number=Piece("7").framed(MessageEntity.CODE))

    assert piece.text == "Number: 7."
    assert [(entity.offset, entity.length) for entity in piece.entities] == [(8, 1)]


def test_a_plain_reply_has_no_entities() -> None:
    assert plain("{as it is}").entities == ()
