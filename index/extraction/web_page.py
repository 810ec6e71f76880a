"""The article of a web page, text only; the only import of trafilatura.

Trafilatura (Barbaresi 2021, https://aclanthology.org/2021.acl-demo.15/) leaves out menus, advertisements and comments.
The date is taken from the markup only, never guessed from the text: a wrong date is worse than none.
"""

import re
import sys
from configparser import ConfigParser
from copy import deepcopy
from datetime import date
from urllib.parse import urlsplit

sys.modules["py3langid"] = None  # type: ignore[assignment]  # loaded by trafilatura where there is one; a second of work

from trafilatura import bare_extraction, baseline  # noqa: E402 - after the line above
from trafilatura.settings import DEFAULT_CONFIG, Document  # noqa: E402

from index.errors import ArticleError  # noqa: E402
from index.extraction.charsets import decoded_page  # noqa: E402
from index.extraction.extract import Extract, Origin, line_of, paragraphs  # noqa: E402

_WHOLE = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_MARKS = re.compile(r"^- |^[|\s]+|[|\s]+$|^[-|\s]+$")  # of list items and table rows: trafilatura's, not the page's
_TAG = re.compile(r"<[^<>]*>")
_SCRIPT = re.compile(r"<script\b[^<>]*>[^<]*", re.IGNORECASE)
_MAX_CHARS = 4_000_000  # of text and scripts; what is longer takes the parser more time than it gets
_SHORT_CHARS = (
    250  # trafilatura takes less for a failure and then takes the menu too; of a short notice it is all there is
)
_OF_SHORT_PAGES = deepcopy(DEFAULT_CONFIG)
_OF_SHORT_PAGES["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "1"
_DATES = {"extensive_search": False, "original_date": True}


def extract(data: bytes, origin: Origin) -> Extract:
    """Read a page; raises ArticleError where there is no article."""
    markup = _checked(decoded_page(data, origin.charset))
    found = _found(markup, origin, DEFAULT_CONFIG)
    if found and len(found.text or "") < _SHORT_CHARS:
        found = _found(markup, origin, _OF_SHORT_PAGES) or found
    text = (found.text if found else baseline(markup)[1]) or ""
    if "\ufffd" in text:
        raise ArticleError("its characters cannot be read; save the page as UTF-8")
    metadata = found or Document()
    return Extract(
        text=paragraphs([_MARKS.sub("", line) for line in text.split("\n")]),
        title=line_of(metadata.title),
        source=line_of((metadata.sitename or "").lstrip("@")),
        published=date.fromisoformat(metadata.date)
        if metadata.date and _is_marked(metadata.date, markup, text)
        else None,
        url=_web_address(metadata.url),
    )


def _checked(markup: str) -> str:
    """Refuse what is no page to read, before it is parsed; make a piece of a page whole."""
    if "<!entity" in markup.lower():
        raise ArticleError("not as web pages are written (it declares entities); paste its text instead")
    if len(_TAG.sub("", markup)) > _MAX_CHARS:
        raise ArticleError("more text than an article has; send the article itself")
    return markup if _WHOLE.search(markup) else f"<html><body>{markup}</body></html>"


def _found(markup: str, origin: Origin, config: ConfigParser) -> Document | None:
    found = bare_extraction(
        markup,
        url=origin.url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params=_DATES,
        config=config,
    )
    return found if isinstance(found, Document) else None


def _is_marked(day: str, markup: str, text: str) -> bool:
    """Whether a date (2022-12-19) is said in the markup, and not only in the text: there it may be any day."""
    in_markup = any(day in part for part in (*_TAG.findall(markup), *_SCRIPT.findall(markup)))
    return in_markup or day not in text


def _web_address(url: str | None) -> str | None:
    parts = urlsplit(url or "")
    known = parts.scheme in {"http", "https"} and parts.hostname
    return url if url and known and url.isprintable() and " " not in url else None
