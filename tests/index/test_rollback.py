import fcntl
from pathlib import Path

import pytest

from index.current_search import CurrentSearch
from index.errors import RebuildRunning, SnapshotDamaged, SnapshotError, SnapshotMismatch, SnapshotMissing
from index.rebuild import rebuild
from index.records import Article
from index.rejected import rejected_digests
from index.rollback import kept_snapshots, roll_back
from index.snapshot import KEPT_SNAPSHOTS, current_name, snapshot_folder
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import FIRE, FLOOD, RAID, corpus_of
from tests.index.small_disk import make_read_only, small_disk

GROWING = ((RAID,), (RAID, FLOOD), (RAID, FLOOD, FIRE))


def built(index_dir: Path, *articles: Article) -> str:
    return rebuild(corpus_of(*articles), index_dir, FakeEncoder()).snapshot


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    """Three snapshots of a growing corpus, oldest first."""
    return [built(tmp_path, *articles) for articles in GROWING]


def test_what_is_kept_is_told_newest_first(tmp_path: Path, names: list[str]) -> None:
    kept = kept_snapshots(tmp_path)

    assert [one.name for one in kept] == names[::-1]
    assert [(one.articles, one.is_current) for one in kept] == [(3, True), (2, False), (1, False)]
    assert {one.model for one in kept} == {"fake"}
    assert all(one.created.tzinfo for one in kept)


def test_where_there_is_no_index_nothing_is_kept(tmp_path: Path) -> None:
    assert kept_snapshots(tmp_path / "nowhere") == ()


@pytest.mark.parametrize("manifest", ["", "{}", '{"format_version": 1}'])
def test_a_snapshot_without_a_good_manifest_is_left_out(tmp_path: Path, names: list[str], manifest: str) -> None:
    (snapshot_folder(tmp_path, names[1]) / "manifest.json").write_text(manifest)

    assert [one.name for one in kept_snapshots(tmp_path)] == [names[2], names[0]]


def test_a_snapshot_of_no_time_is_left_out(tmp_path: Path, names: list[str]) -> None:
    manifest = snapshot_folder(tmp_path, names[1]) / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"created": "20', '"created": "in 20'))

    assert [one.name for one in kept_snapshots(tmp_path)] == [names[2], names[0]]


def test_without_a_name_the_one_before_the_current_answers_and_so_on_back(tmp_path: Path, names: list[str]) -> None:
    search = CurrentSearch(tmp_path, FakeEncoder())

    for name in (names[1], names[0]):
        assert roll_back(tmp_path, None, FakeEncoder()).name == name
        assert search.answer("what burnt in Basel?").snapshot == name
    with pytest.raises(SnapshotMissing, match=r"there is no earlier snapshot in .*; see: incident-bot rollback --list"):
        roll_back(tmp_path, None, FakeEncoder())


def test_a_named_snapshot_answers_be_it_earlier_or_later(tmp_path: Path, names: list[str]) -> None:
    for name in (names[0], names[2], names[2]):
        back = roll_back(tmp_path, name, FakeEncoder())

        assert (back.name, back.is_current) == (name, True)
        assert current_name(tmp_path) == name


@pytest.mark.parametrize("name", ["nothing", "../current", "/etc", ".building-x", " "])
def test_a_name_that_is_none_of_those_kept_is_refused(tmp_path: Path, names: list[str], name: str) -> None:
    with pytest.raises(SnapshotMissing, match="there is no snapshot"):
        roll_back(tmp_path, name, FakeEncoder())

    assert current_name(tmp_path) == names[-1]


def test_a_damaged_snapshot_is_refused_and_the_current_one_stays(tmp_path: Path, names: list[str]) -> None:
    (snapshot_folder(tmp_path, names[1]) / "tokens.npy").write_bytes(b"")

    with pytest.raises(SnapshotDamaged, match="wrong checksum"):
        roll_back(tmp_path, None, FakeEncoder())

    assert current_name(tmp_path) == names[-1]
    assert rejected_digests(tmp_path) == frozenset()


def test_a_snapshot_of_another_model_is_refused(tmp_path: Path, names: list[str]) -> None:
    del names
    with pytest.raises(SnapshotMismatch):
        roll_back(tmp_path, None, FakeEncoder("of another"))


@pytest.mark.parametrize("spoilt", ["current", "manifest.json"])
def test_a_broken_current_index_can_be_left(tmp_path: Path, names: list[str], spoilt: str) -> None:
    folder = tmp_path if spoilt == "current" else snapshot_folder(tmp_path, names[-1])
    (folder / spoilt).write_text("")

    back = roll_back(tmp_path, names[1], FakeEncoder())

    assert back.is_current


def test_what_was_rolled_back_from_is_remembered_until_it_answers_again(tmp_path: Path, names: list[str]) -> None:
    first, second, third = (corpus_of(*articles).digest for articles in GROWING)
    rejected = []
    for name in (names[1], names[0], names[2], names[1]):
        roll_back(tmp_path, name, FakeEncoder())
        rejected.append(rejected_digests(tmp_path))

    assert rejected == [{third}, {third, second}, {second, first}, {third, first}]


def test_a_rebuild_forgets_what_was_rolled_back_from(tmp_path: Path, names: list[str]) -> None:
    del names
    roll_back(tmp_path, None, FakeEncoder())
    built(tmp_path, *GROWING[-1])

    assert rejected_digests(tmp_path) == frozenset()


def test_the_snapshot_that_answered_is_pruned_as_late_as_a_new_one(tmp_path: Path) -> None:
    names = [built(tmp_path, RAID) for _ in range(KEPT_SNAPSHOTS)]
    roll_back(tmp_path, names[0], FakeEncoder())

    for _ in range(KEPT_SNAPSHOTS - 1):
        built(tmp_path, RAID)
        assert names[0] in {one.name for one in kept_snapshots(tmp_path)}
    built(tmp_path, RAID)

    assert names[0] not in {one.name for one in kept_snapshots(tmp_path)}


def test_nothing_is_rolled_back_during_a_rebuild(tmp_path: Path, names: list[str]) -> None:
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(RebuildRunning, match="wait for it to end"):
            roll_back(tmp_path, None, FakeEncoder())

    assert current_name(tmp_path) == names[-1]


def test_where_nothing_may_be_written_the_current_index_goes_on_answering(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size="8m") as disk:
        name = [built(disk, *articles) for articles in GROWING[:2]][-1]
        make_read_only(disk)
        with pytest.raises(SnapshotError, match=r"cannot write to .*Read-only file system"):
            roll_back(disk, None, FakeEncoder())

        assert current_name(disk) == name
        assert CurrentSearch(disk, FakeEncoder()).answer("who came to Bern?").quotes
