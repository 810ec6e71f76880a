"""The settings, from environment variables and `.env` in the working directory (the environment wins).

The only import of pydantic_settings. No message of this module ever holds a value: one of them is the token.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.bundled_model import DEFAULT_CACHE, DEFAULT_MODEL
from index.errors import IncidentError

DOTENV = Path(".env")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("text", "json")
FOREIGN_PREFIX = "INCIDENT_BOT_"
"""Names that start so are meant for us, though none of ours does."""

TELEGRAM = "https://api.telegram.org"
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""The only ones that Telegram's own server calls (https://core.telegram.org/bots/api#setwebhook)."""

DEFAULT_DATABASE_URL = "sqlite:///data/incident-bot.sqlite3"
_SCHEME = re.compile(r"[a-z][a-z0-9+_]*://")
_SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,256}")
_HOST = re.compile(r"(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


class SettingsError(IncidentError):
    """One or more settings cannot be used."""


@dataclass(frozen=True, slots=True)
class SettingHelp:
    """A line of the table of settings."""

    name: str
    default: str
    meaning: str


def _token(value: SecretStr) -> SecretStr:
    token = value.get_secret_value().strip()
    if not token.isascii() or any(char.isspace() or char in "/?#%\"'" for char in token):
        raise ValueError("is not a bot token: copy it from @BotFather, without quotes or spaces")
    return SecretStr(token)


def _token_in_file(value: Any) -> SecretStr | None:
    if value is None:
        return None
    try:
        token = Path(str(value)).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else "it is not text"
        raise ValueError(f"names a file that cannot be read ({reason}): check the path and its permissions") from exc
    if not token:
        raise ValueError("names an empty file: write the token into it")
    return SecretStr(token)


def _base_url(value: str) -> str:
    if not _is_web_address(value):
        raise ValueError("is not a web address: write it like http://127.0.0.1:8081")
    return value.rstrip("/")


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(usable) and not (parts.query or parts.fragment or any(char.isspace() for char in value))


def _webhook_url(value: str, info: ValidationInfo) -> str:
    """A Bot API server of one's own calls any (https://core.telegram.org/bots/api#using-a-local-bot-api-server)."""
    if not _is_web_address(value):
        raise ValueError("is not a web address: write it like https://bot.example.org/telegram")
    parts = urlsplit(value)
    if info.data.get("telegram_base_url") == TELEGRAM:
        if parts.scheme != "https":
            raise ValueError("does not begin with https://, and Telegram calls nothing else")
        if (parts.port or 443) not in WEBHOOK_PORTS:
            raise ValueError(
                f"has a port that Telegram does not call: take one of {', '.join(map(str, WEBHOOK_PORTS))}"
            )
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not _SECRET_TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("is not 16 to 256 letters, digits, _ and -: choose another, or leave it out")
    return value


def _log_level(value: str) -> str:
    level = value.strip().upper()
    if level not in LOG_LEVELS:
        raise ValueError(f"is none of {', '.join(LOG_LEVELS)}: choose one of them")
    return level


def _log_format(value: str) -> str:
    log_format = value.strip().lower()
    if log_format not in LOG_FORMATS:
        raise ValueError(f"is none of {', '.join(LOG_FORMATS)}: choose one of them")
    return log_format


def _database_url(value: SecretStr) -> SecretStr:
    url = value.get_secret_value().strip()
    if not _SCHEME.match(url):
        raise ValueError(f"is not the address of a database: write it like {DEFAULT_DATABASE_URL}")
    return SecretStr(url)


def _ids(value: Any) -> Any:
    """Telegram's numbers of people and chats, written with commas between them."""
    if not isinstance(value, str):
        return value
    parts = value.replace(",", " ").split()
    if not parts:  # an empty list of those who may ask would let everybody ask
        raise ValueError("holds no number: write Telegram's ids with commas, like 12345,-100678, or leave it out")
    if not all(part.removeprefix("-").isdecimal() for part in parts):
        raise ValueError("holds something that is no number: write Telegram's ids with commas, like 12345,-100678")
    return frozenset(map(int, parts))


def _hosts(value: Any) -> Any:
    """Names of web servers, with a port where it matters, written with commas between them."""
    if not isinstance(value, str):
        return value
    hosts = value.lower().replace(",", " ").split()
    if not hosts or not all(map(_HOST.fullmatch, hosts)):
        raise ValueError("is no list of hosts: write them with commas, like intranet.example,127.0.0.1:8765")
    return frozenset(hosts)


Ids = Annotated[frozenset[int], NoDecode, BeforeValidator(_ids)]
Hosts = Annotated[frozenset[str], NoDecode, BeforeValidator(_hosts)]
Folder = Annotated[Path, AfterValidator(Path.expanduser)]


class Settings(BaseSettings):
    """All settings; a field's environment variable is its name in capitals."""

    model_config = SettingsConfigDict(
        env_file=DOTENV,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",  # `misspelt_names` points out what is not ours
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None, description="the bot's token, from @BotFather"
    )
    telegram_token_file: Annotated[SecretStr | None, BeforeValidator(_token_in_file)] = Field(
        default=None, description="a file that holds the token, instead of TELEGRAM_TOKEN"
    )
    telegram_base_url: Annotated[str, AfterValidator(_base_url)] = Field(
        default=TELEGRAM, description="the Bot API server"
    )
    webhook_url: Annotated[str, AfterValidator(_webhook_url)] | None = Field(
        default=None, description="the https address at which Telegram calls the bot; without it the bot polls"
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] = Field(
        default_factory=lambda: SecretStr(token_urlsafe(32)),
        description="what Telegram shows with each call; left out, a new one at each start",
    )
    webhook_host: str = Field(default="127.0.0.1", description="the address at which the bot waits for those calls")
    webhook_port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=8443, description="the port for them, without TLS"
    )
    admin_ids: Ids = Field(default=frozenset(), description="Telegram's ids of the admins, with commas between them")
    allowed_users: Ids = Field(
        default=frozenset(), description="ids of those who may ask; with this or the next, nobody else may"
    )
    allowed_chats: Ids = Field(default=frozenset(), description="ids of the groups where all members may ask")
    corpus_dir: Folder = Field(default=Path("corpus"), description="the folder of articles")
    index_dir: Folder = Field(default=Path("data/index"), description="the folder of the index built from them")
    database_url: Annotated[SecretStr, AfterValidator(_database_url)] = Field(
        default=SecretStr(DEFAULT_DATABASE_URL),
        description="the database of what the bot keeps between restarts, as SQLAlchemy writes it",
    )
    audit_log: Folder = Field(
        default=Path("data/audit.jsonl"), description="the file that says who changed which article, and when"
    )
    health_file: Folder = Field(
        default=Path("data/health.json"), description="the file in which the bot says that it is well, while it is"
    )
    trusted_hosts: Hosts = Field(
        default=frozenset(),
        description="hosts of your own network that articles may be fetched from, with commas between them",
    )
    rebuild_on_change: bool = Field(
        default=False, description="whether the running bot rebuilds the index when the folder of articles changes"
    )
    model: str = Field(default=DEFAULT_MODEL, description="the embedding model: the bundled one, or a folder")
    model_cache: Folder = Field(
        default=DEFAULT_CACHE, description="the folder where the model is kept in a form that is ready in a blink"
    )
    reranker_model: str | None = Field(
        default=None,
        description="a cross-encoder that reads the best passages again: a folder, or a sentence-transformers name",
    )
    log_level: Annotated[str, AfterValidator(_log_level)] = Field(
        default="INFO", description=f"how much is logged: {', '.join(LOG_LEVELS)}"
    )
    log_format: Annotated[str, AfterValidator(_log_format)] = Field(
        default="text", description="how it is logged: text for people, json (an object a line) for machines"
    )
    log_questions: bool = Field(default=False, description="whether what people ask is logged")
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        default=None, description="the port of the metrics for Prometheus; without one there are none"
    )
    metrics_host: str = Field(default="127.0.0.1", description="the address that the metrics are served on")

    @field_validator("telegram_token_file")
    @classmethod
    def _only_one_token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value and info.data.get("telegram_token"):
            raise ValueError("is set together with TELEGRAM_TOKEN: set only one of them")
        return value and _token(value)

    @property
    def token(self) -> str | None:
        """The bot's token, from wherever it is set."""
        secret = self.telegram_token or self.telegram_token_file
        return secret.get_secret_value() if secret else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be logged."""
        return (*([self.token] if self.token else []), self.webhook_secret.get_secret_value())

    def required_token(self) -> str:
        """Return the bot's token; raises SettingsError when there is none."""
        if self.token is None:
            raise SettingsError(
                "TELEGRAM_TOKEN is not set: get a token from @BotFather and set it, or TELEGRAM_TOKEN_FILE"
            )
        return self.token


def load_settings(**overrides: object) -> Settings:
    """Read the settings; an override that is not None wins over both environment and `.env`.

    Raises SettingsError, whose text names every setting that cannot be used.
    """
    settings, complaints = usable_settings(**overrides)
    if complaints:
        raise SettingsError("; ".join(complaints)) from None
    return settings


def usable_settings(**overrides: object) -> tuple[Settings, tuple[str, ...]]:
    """Read the settings as `load_settings` does, with the default of each that cannot be used, and say which those are.

    Raises SettingsError only where `.env` cannot be read.
    """
    if unknown := overrides.keys() - Settings.model_fields.keys():
        raise TypeError(f"no such settings: {', '.join(sorted(unknown))}")
    given: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given), ()
    except ValidationError as exc:
        unusable = {str(detail["loc"][0]): None for detail in exc.errors(include_url=False, include_input=False)}
        defaults = {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in unusable}
        return Settings(**(given | defaults)), tuple(_complaints(exc))
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{DOTENV} cannot be read: make it a readable text file in UTF-8") from None


def _complaints(error: ValidationError) -> Iterable[str]:
    for detail in error.errors(include_url=False, include_input=False):
        name = str(detail["loc"][0]).upper()
        own = detail.get("ctx", {}).get("error")
        yield f"{name} {own}" if own else f"{name} cannot be used: {detail['msg']}"


def misspelt_names(environ: Mapping[str, str] | None = None, *, dotenv: Path = DOTENV) -> tuple[str, ...]:
    """Return one line for each name that looks like a setting and is none.

    Of the environment, which holds everybody's names, only near misses and our prefix; of `.env` every name.
    """
    near = (_near_miss(name) for name in sorted(os.environ if environ is None else environ))
    unknown = (_unknown(name, closeness=0.6) for name in _names_in(dotenv))
    return tuple(dict.fromkeys(line for line in (*near, *unknown) if line))


def _near_miss(name: str) -> str | None:
    if name.upper().startswith(FOREIGN_PREFIX):
        return _unknown(name, closeness=0.5)
    long_enough = len(name) > len("MODEL") + 1  # MODE, MODELS and the like are other people's
    line = _unknown(name, closeness=0.85) if long_enough else None
    return line if line and "did you mean" in line else None


def _unknown(name: str, *, closeness: float) -> str | None:
    known = [field.upper() for field in Settings.model_fields]
    bare = name.upper()
    if bare in known:
        return None
    close = get_close_matches(bare.removeprefix(FOREIGN_PREFIX), known, n=1, cutoff=closeness)
    hint = f"did you mean {close[0]}?" if close else "see --help for the names"
    return f"{name} is not a setting; {hint}"


def _names_in(dotenv: Path) -> tuple[str, ...]:
    try:
        return tuple(dotenv_values(dotenv, interpolate=False)) if dotenv.is_file() else ()
    except (OSError, UnicodeDecodeError):
        return ()  # `load_settings` says so


def describe_settings() -> tuple[SettingHelp, ...]:
    """Return the table of settings, in order: environment variable, default (empty for none), meaning."""
    return tuple(
        SettingHelp(name.upper(), _shown(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    )


def _shown(default: object) -> str:
    """A default as text; one is no secret, though what is set in its place may be."""
    if default in (None, frozenset(), PydanticUndefined):
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    return default.get_secret_value() if isinstance(default, SecretStr) else str(default)
