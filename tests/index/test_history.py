from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.errors import CorpusError
from index.history import What, id_by_key, place_for, versions, withdrawn_ids


def keep(folder: Path, article_id: str, what: What, key: str | None = None) -> Path:
    place = place_for(folder, article_id, what, key=key, suffix=".md")
    place.write_text(f"{article_id} was {what}", encoding="utf-8")
    return place


def test_old_versions_are_kept_in_order_with_what_became_of_them(tmp_path: Path) -> None:
    begun = datetime.now(UTC)
    kept = [
        keep(tmp_path, "a", "corrected"),
        keep(tmp_path, "a", "corrected", "key-1"),
        keep(tmp_path, "a", "withdrawn"),
    ]
    keep(tmp_path, "b", "withdrawn")
    found = versions(tmp_path, "a")

    assert [version.path for version in found] == kept
    assert [version.what for version in found] == ["corrected", "corrected", "withdrawn"]
    assert [version.key for version in found] == [None, "key-1", None]
    assert begun <= found[0].at < found[1].at < found[2].at <= datetime.now(UTC)


def test_a_clock_that_was_set_back_does_not_change_the_order(tmp_path: Path) -> None:
    first = keep(tmp_path, "a", "corrected")
    later = datetime.now(UTC) + timedelta(days=1)
    first.rename(first.with_name(f"{later:%Y%m%dT%H%M%S.%fZ}-corrected.md"))
    keep(tmp_path, "a", "withdrawn")

    assert [version.what for version in versions(tmp_path, "a")] == ["corrected", "withdrawn"]


def test_an_article_counts_as_withdrawn_while_that_is_the_last_that_became_of_it(tmp_path: Path) -> None:
    keep(tmp_path, "a", "withdrawn")
    keep(tmp_path, "b", "corrected")
    keep(tmp_path, "c", "withdrawn")
    keep(tmp_path, "c", "corrected")

    assert withdrawn_ids(tmp_path) == {"a"}


@pytest.mark.parametrize("article_id", ["a/b", "..", "\u0628\u0646\u0648\u06ba", " a\nb ", "x" * 5000, "A", "-"])
def test_any_id_has_a_place_of_its_own_and_can_be_told_from_it(tmp_path: Path, article_id: str) -> None:
    keep(tmp_path, "a", "corrected")
    place = keep(tmp_path, article_id, "withdrawn", "key-1")

    assert place.parent.parent == tmp_path / ".history"
    assert withdrawn_ids(tmp_path) == {article_id}
    assert id_by_key(tmp_path, "key-1") == article_id
    assert id_by_key(tmp_path, "key") is None


def test_without_a_history_nothing_was_withdrawn(tmp_path: Path) -> None:
    assert (withdrawn_ids(tmp_path / "nowhere"), versions(tmp_path, "a")) == (frozenset(), ())


def test_a_history_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    (keep(tmp_path, "a", "withdrawn").parent / "id").unlink()
    next((tmp_path / ".history").iterdir()).joinpath("id").mkdir()

    with pytest.raises(CorpusError, match=r"\.history cannot be read \(Is a directory\); check its permissions"):
        withdrawn_ids(tmp_path)


def test_an_id_that_was_damaged_does_not_hide_the_others(tmp_path: Path) -> None:
    keep(tmp_path, "a", "withdrawn", "key-1")
    keep(tmp_path, "b", "withdrawn").with_name("id").write_bytes(b"\xff")

    assert "a" in withdrawn_ids(tmp_path)
    assert id_by_key(tmp_path, "key-1") == "a"
