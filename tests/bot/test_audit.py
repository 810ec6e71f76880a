import json
import multiprocessing
import resource
import signal
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.audit import AuditEntry, AuditError, AuditLog, shell_user, telegram_user

PROCESSES, EACH = 4, 50


def subjects(log: AuditLog, count: int = 9) -> list[str]:
    return [entry.subject for entry in log.recent(count)]


def test_an_entry_is_one_line_of_json_with_its_time(tmp_path: Path) -> None:
    path = tmp_path / "data" / "audit.jsonl"
    begun = datetime.now(UTC)
    AuditLog(path).record("telegram:1001", "withdraw", "a\nb \u0628", title="T", articles=3, place=None)

    (line,) = path.read_text(encoding="utf-8").splitlines()
    values = json.loads(line)
    assert begun <= datetime.fromisoformat(values.pop("at")) <= datetime.now(UTC)
    assert list(values.items()) == [
        ("by", "telegram:1001"), ("action", "withdraw"), ("subject", "a\nb \u0628"), ("title", "T"), ("articles", 3),
        ("place", None),
    ]  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) & 0o007 == 0


def test_the_last_entries_come_newest_first(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    for number in range(5):
        log.record("shell:ann", "add", f"{number}", size=number)

    assert subjects(log, 2) == ["4", "3"]
    assert subjects(log) == ["4", "3", "2", "1", "0"]
    (last,) = log.recent(1)
    assert last == AuditEntry(last.at, "shell:ann", "add", "4", (("size", 4),))


def test_entries_are_found_however_long_the_log_and_its_lines(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    expected = [f"{number} " + "x" * 9_999 * (number % 15) for number in range(40)]
    for subject in expected:
        log.record("shell:ann", "add", subject)

    assert subjects(log, 99) == expected[::-1]


def test_a_log_that_is_not_there_has_no_entries(tmp_path: Path) -> None:
    assert AuditLog(tmp_path / "audit.jsonl").recent(3) == ()


def test_a_line_that_a_power_cut_has_torn_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    log = AuditLog(path)
    log.record("shell:ann", "add", "first")
    with path.open("ab") as file:
        file.write(b'{"at": "2022-12-19T1\n[]\n3\n{"at": 3, "by": "a", "action": "b", "subject": "c"}\n{"at"')
    log.record("shell:ann", "add", "last")

    assert subjects(log) == ["last", "first"]


def record_many(path: Path, name: int) -> None:
    for number in range(EACH):
        AuditLog(path).record(f"shell:{name}", "add", f"{number} " * 99)


def test_several_processes_do_not_mix_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=record_many, args=(path, name)) for name in range(PROCESSES)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert len(AuditLog(path).recent(999)) == len(path.read_bytes().splitlines()) == PROCESSES * EACH


def test_an_entry_that_does_not_fit_on_the_disk_leaves_nothing_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    log = AuditLog(path)
    log.record("shell:ann", "add", "first")
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, limits[1]))
    try:
        with pytest.raises(AuditError, match=r"cannot be written \(File too large\), and no change is made without it"):
            log.record("shell:ann", "add", "x" * 200)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)

    assert path.read_bytes() == before


def test_a_log_that_cannot_be_written_or_read_is_told_with_what_to_set(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)

    with pytest.raises(AuditError, match=r"cannot be written \(Is a directory\).*; make room there, or set AUDIT_LOG"):
        log.record("shell:ann", "add", "first")
    with pytest.raises(AuditError, match=r"cannot be read \(Is a directory\); check its permissions"):
        log.recent(1)


def test_the_time_of_an_entry_is_not_the_callers(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time is its own"):
        AuditLog(tmp_path / "audit.jsonl").record("shell:ann", "add", "first", at="yesterday")


def test_people_are_named_by_where_they_come_from() -> None:
    assert telegram_user(1001) == "telegram:1001"
    assert shell_user().startswith("shell:")
    assert len(shell_user()) > len("shell:")
