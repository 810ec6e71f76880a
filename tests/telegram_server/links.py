"""Which links the server stores, and in which form."""

import re
from urllib.parse import SplitResult, urlsplit

from tests.telegram_server.errors import ParameterError
from tests.telegram_server.json_types import Json

OWN_SCHEMES = ("tg", "ton", "tonsite")
USER_LINK = re.compile(r"tg:(?://)?user/?\?id=(\d+)(?:&|$)", re.IGNORECASE)


def check_link(link: str) -> str:
    """The link as the server stores it. A host needs a dot: http://localhost is refused."""
    scheme, _, rest = link.partition(":")
    if scheme.lower() in OWN_SCHEMES:
        return f"{scheme.lower()}://{rest.removeprefix('//')}"
    parts, host, port = _split(link)
    if parts.scheme not in {"http", "https"}:
        raise ParameterError(f"URL '{link}' is invalid: Unsupported URL protocol")
    if not re.search("[.:]", host) or re.search(r"\s", parts.netloc) or link[0].isspace() or port == 0:
        raise ParameterError(f"URL '{link}' is invalid: Wrong HTTP URL")
    user, at, address = parts.netloc.rpartition("@")
    stored = parts._replace(netloc=user + at + address.lower(), path=parts.path or "/")
    return stored.geturl().replace(" ", "%20")


def _split(link: str) -> tuple[SplitResult, str, int | None]:
    try:
        parts = urlsplit(link if "://" in link else f"http://{link}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ParameterError(f"URL '{link}' is invalid: {error}") from error
    return parts, host, port


def link_details(url: str) -> tuple[str, Json] | None:
    """Kind and details of a text link's entity; None where the server drops the entity in silence."""
    if user := USER_LINK.match(url):
        return "text_mention", {"user": {"id": int(user[1])}}
    try:
        return "text_link", {"url": check_link(url)}
    except ParameterError:
        return None
