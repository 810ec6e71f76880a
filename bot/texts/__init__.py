"""Every sentence that a person reads in Telegram, in every language that a module of this package holds.

A new language is a new module with `TEXTS`; it is found by itself. Whose language is not here reads English.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from bot.texts.wording import Commands, Texts

__all__ = ["ENGLISH", "LANGUAGES", "Commands", "Texts", "texts_for"]


def _found() -> Iterator[Texts]:
    for module in iter_modules(__path__, f"{__name__}."):
        texts = getattr(import_module(module.name), "TEXTS", None)
        if isinstance(texts, Texts):
            yield texts


LANGUAGES: Mapping[str, Texts] = {texts.code: texts for texts in _found()}
"""The languages by their code."""

ENGLISH = LANGUAGES["en"]


def texts_for(language_code: str | None) -> Texts:
    """The words for a `language_code` as Telegram gives it ("ur", "ur-PK"); English where it is unknown or missing."""
    language = (language_code or "").replace("_", "-").lower()
    while language and language not in LANGUAGES:
        language = language.rpartition("-")[0]  # "ur-arab-pk" is at least "ur"
    return LANGUAGES.get(language, ENGLISH)
