import pytest

from bot.messages import MAX_QUESTION_CHARS, MessageKind, kind_of


@pytest.mark.parametrize(
    "text",
    [
        "what did the TTP demand in Bannu?",
        "Bannu",
        "hello, who attacked the station?",
        "thanks, and who was killed",
        "hello?",
        "کس نے حملہ کیا",
        "7",
        "what about good friday",
        "salam khan arrested",
        "ok",
        "to whom",
    ],
)
def test_anything_with_words_is_a_question(text: str) -> None:
    assert kind_of(text) is MessageKind.QUESTION


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "Hi!",
        "HEY 👋",
        "hiii",
        "good morning",
        "hello there",
        "Assalamu alaikum",
        "salam",
        "السلام عليكم",
    ],
)
def test_a_greeting_is_no_question(text: str) -> None:
    assert kind_of(text) is MessageKind.GREETING


@pytest.mark.parametrize("text", ["thanks", "Thank you very much!", "ok thx", "hello, thank you", "many thanks 🙏"])
def test_thanks_are_no_question(text: str) -> None:
    assert kind_of(text) is MessageKind.THANKS


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "?!...",
        "👍🏽",
        "\u200b\u200d\ufeff",
        "1\ufe0f\u20e3",
        "\u2139\ufe0f",
        "\u3164",
        "🏴\U000e0067\U000e007f",
    ],
)
def test_without_a_letter_or_digit_there_are_no_words(text: str) -> None:
    assert kind_of(text) is MessageKind.NO_WORDS


def test_the_limit_is_in_characters_without_the_spaces_around() -> None:
    longest = "a" * MAX_QUESTION_CHARS

    assert kind_of(f"  {longest}  ") is MessageKind.QUESTION
    assert kind_of(longest + "a") is MessageKind.TOO_LONG
