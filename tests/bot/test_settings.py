import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, describe_settings, load_settings, misspelt_names, usable_settings
from tests.bot.stand_ins import TOKEN

IDS = ("ADMIN_IDS", "ALLOWED_USERS", "ALLOWED_CHATS")
NAMES = [field.upper() for field in Settings.model_fields]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_need_nothing() -> None:
    settings = load_settings()

    assert settings.token is None
    assert settings.telegram_base_url == "https://api.telegram.org"
    assert (settings.corpus_dir, settings.index_dir) == (Path("corpus"), Path("data/index"))
    assert (settings.model, settings.log_level) == ("all-MiniLM-L6-v2", "INFO")
    assert settings.reranker_model is None
    assert (settings.audit_log, settings.rebuild_on_change) == (Path("data/audit.jsonl"), False)
    assert settings.trusted_hosts == frozenset()
    assert (settings.log_format, settings.log_questions) == ("text", False)
    assert (settings.metrics_host, settings.metrics_port) == ("127.0.0.1", None)
    assert (settings.webhook_url, settings.webhook_host, settings.webhook_port) == (None, "127.0.0.1", 8443)
    assert settings.admin_ids == settings.allowed_users == settings.allowed_chats == frozenset()


def test_the_environment_wins_over_dotenv_and_an_override_over_both(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("CORPUS_DIR=a\nINDEX_DIR=b\nMODEL=c\n", encoding="utf-8")
    monkeypatch.setenv("INDEX_DIR", "from-environment")
    monkeypatch.setenv("MODEL", "from-environment")
    settings = load_settings(model="from-override", corpus_dir=None)

    assert settings.corpus_dir == Path("a")
    assert settings.index_dir == Path("from-environment")
    assert settings.model == "from-override"


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "")
    monkeypatch.setenv("LOG_LEVEL", "")
    monkeypatch.setenv("RERANKER_MODEL", "")

    assert load_settings().token is None
    assert load_settings().reranker_model is None
    assert load_settings().log_level == "INFO"


def test_the_token_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("token").write_text(f"  {TOKEN}\n", encoding="utf-8")
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", "token")

    assert load_settings().required_token() == TOKEN


def test_a_bot_without_a_token_is_told_what_to_set() -> None:
    with pytest.raises(SettingsError, match=r"TELEGRAM_TOKEN is not set: .*TELEGRAM_TOKEN_FILE"):
        load_settings().required_token()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, r"cannot be read \(No such file or directory\)"),
        (b" \n", "names an empty file"),
        (b"\xff\xfe", r"cannot be read \(it is not text\)"),
        (b"two words", "is not a bot token"),
    ],
)
def test_a_token_file_that_is_no_use_is_told(
    monkeypatch: pytest.MonkeyPatch, content: bytes | None, complaint: str
) -> None:
    if content is not None:
        Path("token").write_bytes(content)
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", "token")

    with pytest.raises(SettingsError, match=f"^TELEGRAM_TOKEN_FILE .*{complaint}"):
        load_settings()


def test_two_tokens_are_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("token").write_text(TOKEN, encoding="utf-8")
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", "token")
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)

    with pytest.raises(SettingsError, match="TELEGRAM_TOKEN_FILE is set together with TELEGRAM_TOKEN"):
        load_settings()


def test_every_bad_setting_is_named_at_once_and_no_value_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    bad_value = "123456:spaces in the token"
    for name in ("TELEGRAM_TOKEN", "TELEGRAM_TOKEN_FILE", "TELEGRAM_BASE_URL", "LOG_LEVEL"):
        monkeypatch.setenv(name, bad_value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    error = caught.value

    complaints = str(error).split("; ")
    assert [complaint.split()[0] for complaint in complaints] == [
        "TELEGRAM_TOKEN",
        "TELEGRAM_TOKEN_FILE",
        "TELEGRAM_BASE_URL",
        "LOG_LEVEL",
    ]
    assert "spaces in the token" not in f"{error!r}{error}"
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_the_token_is_not_shown_by_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)

    assert TOKEN not in repr(load_settings())


@pytest.mark.parametrize(
    ("given", "kept"),
    [("http://127.0.0.1:8081/", "http://127.0.0.1:8081"), ("https://x.org/api//", "https://x.org/api")],
)
def test_the_base_url_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch, given: str, kept: str) -> None:
    monkeypatch.setenv("TELEGRAM_BASE_URL", given)

    assert load_settings().telegram_base_url == kept


def test_the_database_is_a_file_of_sqlite_unless_another_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().database_url.get_secret_value() == "sqlite:///data/incident-bot.sqlite3"

    monkeypatch.setenv("DATABASE_URL", " postgresql://bot:hidden-word@db/incidents\n")
    settings = load_settings()

    assert settings.database_url.get_secret_value() == "postgresql://bot:hidden-word@db/incidents"
    assert "hidden-word" not in repr(settings)


def test_what_is_no_address_of_a_database_is_told_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "bot:hidden-word@db")
    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert str(caught.value) == (
        "DATABASE_URL is not the address of a database: write it like sqlite:///data/incident-bot.sqlite3"
    )


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ("12345", {12345}),
        ("12345,-100678", {12345, -100678}),
        (" 12345 , -100678,\n", {12345, -100678}),
        ("12345 12345", {12345}),
    ],
)
@pytest.mark.parametrize("name", IDS)
def test_ids_are_written_with_commas_between_them(
    monkeypatch: pytest.MonkeyPatch, name: str, given: str, ids: set[int]
) -> None:
    monkeypatch.setenv(name, given)

    assert getattr(load_settings(), name.lower()) == ids


def test_ids_may_stand_in_dotenv() -> None:
    Path(".env").write_text("ADMIN_IDS=1,2\nALLOWED_USERS=\n", encoding="utf-8")

    assert load_settings().admin_ids == {1, 2}
    assert load_settings().allowed_users == frozenset()


@pytest.mark.parametrize("given", ["@alice", "[1, 2]", "1;2", "1.5", "--1", "1,-", "1,two"])
@pytest.mark.parametrize("name", IDS)
def test_what_is_no_id_is_told(monkeypatch: pytest.MonkeyPatch, name: str, given: str) -> None:
    monkeypatch.setenv(name, given)
    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert str(caught.value) == (
        f"{name} holds something that is no number: write Telegram's ids with commas, like 12345,-100678"
    )


def test_trusted_hosts_are_names_or_addresses_with_or_without_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_HOSTS", "Intranet.example, 127.0.0.1:8765,[::1]:80")

    assert load_settings().trusted_hosts == {"intranet.example", "127.0.0.1:8765", "[::1]:80"}


@pytest.mark.parametrize("given", ["http://intranet.example", "intranet.example/news", "a:b", ",", "::1", "a;b"])
def test_what_is_no_host_is_told(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("TRUSTED_HOSTS", given)

    with pytest.raises(SettingsError, match=r"^TRUSTED_HOSTS is no list of hosts: write them with commas, like "):
        load_settings()


@pytest.mark.parametrize(("given", "meant"), [("true", True), ("1", True), ("no", False), ("", False)])
def test_rebuilding_on_change_is_switched_by_a_word(monkeypatch: pytest.MonkeyPatch, given: str, meant: bool) -> None:  # noqa: FBT001
    monkeypatch.setenv("REBUILD_ON_CHANGE", given)

    assert load_settings().rebuild_on_change is meant


@pytest.mark.parametrize("given", [",", " ", " , "])
def test_a_list_of_nobody_does_not_let_everybody_in(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ALLOWED_USERS", given)

    with pytest.raises(SettingsError, match=r"^ALLOWED_USERS holds no number: .*, or leave it out$"):
        load_settings()


@pytest.mark.parametrize(
    "url", ["api.telegram.org", "ftp://x.org", "http://", "http://x.org:port", "http://x.org/?a=b"]
)
def test_what_is_no_web_address_is_told(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("TELEGRAM_BASE_URL", url)

    with pytest.raises(SettingsError, match=r"^TELEGRAM_BASE_URL is not a web address: write it like http"):
        load_settings()


@pytest.mark.parametrize("url", ["https://bot.example.org/from/telegram", "https://bot.example.org:8443"])
def test_a_webhook_is_an_address_that_telegram_calls(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("WEBHOOK_URL", url)

    assert load_settings().webhook_url == url


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("bot.example.org", "is not a web address: write it like https://bot.example.org/telegram"),
        ("https://bot.example.org/?token=1", "is not a web address: write it like https://bot.example.org/telegram"),
        ("http://bot.example.org", "does not begin with https://, and Telegram calls nothing else"),
        ("https://bot.example.org:8080", "has a port that Telegram does not call: take one of 443, 80, 88, 8443"),
    ],
)
def test_what_telegram_would_not_call_is_told(monkeypatch: pytest.MonkeyPatch, url: str, complaint: str) -> None:
    monkeypatch.setenv("WEBHOOK_URL", url)
    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert str(caught.value) == f"WEBHOOK_URL {complaint}"


def test_a_bot_api_server_of_ones_own_calls_any_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BASE_URL", "http://127.0.0.1:8081")
    monkeypatch.setenv("WEBHOOK_URL", "http://127.0.0.1:9000/telegram")

    assert load_settings().webhook_url == "http://127.0.0.1:9000/telegram"


def test_the_webhooks_secret_is_new_at_each_start_unless_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = {load_settings().webhook_secret.get_secret_value() for _ in range(5)}
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("WEBHOOK_SECRET", "set-by-the-operator_1")
    settings = load_settings()

    assert len(drawn) == 5
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", secret) for secret in drawn)
    assert settings.secrets == (TOKEN, "set-by-the-operator_1")
    assert "set-by-the-operator_1" not in repr(settings)


@pytest.mark.parametrize("given", ["guessed", "a secret with spaces", "x" * 257, "sixteen letters\u00e4"])
def test_a_secret_that_telegram_does_not_take_or_that_can_be_guessed_is_told_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", given)
    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert str(caught.value) == (
        "WEBHOOK_SECRET is not 16 to 256 letters, digits, _ and -: choose another, or leave it out"
    )
    assert len(usable_settings()[0].webhook_secret.get_secret_value()) == 43


def test_a_log_level_may_be_written_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "Debug")
    assert load_settings().log_level == "DEBUG"

    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(SettingsError, match=r"^LOG_LEVEL is none of DEBUG, INFO, WARNING, ERROR"):
        load_settings()


def test_logs_are_text_or_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "JSON")
    assert load_settings().log_format == "json"

    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(SettingsError, match=r"^LOG_FORMAT is none of text, json: choose one of them$"):
        load_settings()


@pytest.mark.parametrize("given", ["0", "65536", "http"])
@pytest.mark.parametrize("name", ["METRICS_PORT", "WEBHOOK_PORT"])
def test_what_is_no_port_is_told(monkeypatch: pytest.MonkeyPatch, name: str, given: str) -> None:
    monkeypatch.setenv(name, given)

    with pytest.raises(SettingsError, match=f"^{name} cannot be used: Input should be "):
        load_settings()


def test_a_dotenv_that_is_no_text_is_told() -> None:
    Path(".env").write_bytes(b"MODEL=\xff\xfe")

    with pytest.raises(SettingsError, match=r"^\.env cannot be read"):
        load_settings()
    assert misspelt_names({}) == ()


def test_an_override_that_is_no_setting_is_a_bug() -> None:
    with pytest.raises(TypeError, match="corpus"):
        load_settings(corpus="x")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("TELEGRAM_TOKN", "TELEGRAM_TOKEN"),
        ("TELGRAM_TOKEN", "TELEGRAM_TOKEN"),
        ("TELEGRAM_BOT_TOKEN", "TELEGRAM_TOKEN"),
        ("CORPUS_DIRS", "CORPUS_DIR"),
        ("INDEXDIR", "INDEX_DIR"),
        ("INCIDENT_BOT_TELEGRAM_TOKEN", "TELEGRAM_TOKEN"),
        ("INCIDENT_BOT_CORPUS", "CORPUS_DIR"),
        ("ADMINS_IDS", "ADMIN_IDS"),
        ("ALLOWED_USER", "ALLOWED_USERS"),
        ("AUDITLOG", "AUDIT_LOG"),
        ("TRUSTED_HOST", "TRUSTED_HOSTS"),
        ("REBUILD_ON_CHANGES", "REBUILD_ON_CHANGE"),
    ],
)
def test_a_misspelt_name_is_pointed_out(name: str, meant: str) -> None:
    assert misspelt_names({name: "x"}) == (f"{name} is not a setting; did you mean {meant}?",)


def test_a_foreign_name_with_our_prefix_is_pointed_out_without_a_guess() -> None:
    assert misspelt_names({"INCIDENT_BOT_ZZZ": "x"}) == ("INCIDENT_BOT_ZZZ is not a setting; see --help for the names",)


def test_names_of_others_and_ours_raise_no_alarm() -> None:
    others = [
        "PATH",
        "HOME",
        "LOGNAME",
        "MODELS_DIR",
        "MODE",
        "MODELS",
        "PWD",
        "LANG",
        "TOKEN",
        "TELEGRAM_CHAT_ID",
    ]

    assert misspelt_names(dict.fromkeys([*others, *NAMES, "model"], "x")) == ()


def test_every_unknown_name_in_dotenv_is_pointed_out() -> None:
    Path(".env").write_text("WHATEVER=1\nMODLE=2\nMODEL=3\n", encoding="utf-8")

    assert misspelt_names({}) == (
        "WHATEVER is not a setting; see --help for the names",
        "MODLE is not a setting; did you mean MODEL?",
    )


def test_the_table_of_settings_has_every_name_and_its_meaning() -> None:
    table = describe_settings()

    assert [line.name for line in table] == NAMES
    assert all(line.meaning for line in table)
    assert {line.name: line.default for line in table}["INDEX_DIR"] == str(Path("data/index"))
    assert {line.name: line.default for line in table}["REBUILD_ON_CHANGE"] == "false"
    assert {line.name: line.default for line in table}["DATABASE_URL"] == "sqlite:///data/incident-bot.sqlite3"
    assert {line.default for line in table if line.name in {"TELEGRAM_TOKEN", "WEBHOOK_SECRET", *IDS}} == {""}
