import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SnapshotDamaged, SnapshotError, SnapshotMismatch, SnapshotMissing
from index.rebuild import rebuild
from index.records import Article
from index.snapshot import (
    FORMAT_VERSION,
    Snapshot,
    current_name,
    load_snapshot,
    publish,
    read_manifest,
    snapshot_folder,
)
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import ARTICLES, RAID, corpus_of

COMMAND = "run: incident-bot rebuild"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the small articles; to be copied before it is touched."""
    index_dir = tmp_path_factory.mktemp("built") / "index"
    rebuild(corpus_of(*ARTICLES), index_dir, FakeEncoder())
    return index_dir


@pytest.fixture
def index_dir(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "index"))


def load(index_dir: Path, *, fingerprint: str = FakeEncoder().fingerprint) -> Snapshot:
    return load_snapshot(index_dir, current_name(index_dir), fingerprint=fingerprint, model="fake")


def folder_of(index_dir: Path) -> Path:
    return snapshot_folder(index_dir, current_name(index_dir))


def flip_a_byte(path: Path, *, position: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int(position * (len(content) - 1))] ^= 0x01
    path.write_bytes(content)


def test_a_loaded_snapshot_holds_what_was_indexed(built: Path) -> None:
    snapshot = load(built)
    manifest, contents = snapshot.manifest, snapshot.contents

    assert contents.articles == ARTICLES
    assert manifest.format_version == FORMAT_VERSION
    assert (manifest.model, manifest.model_fingerprint) == ("fake", FakeEncoder().fingerprint)
    assert manifest.corpus_digest == corpus_of(*ARTICLES).digest
    assert (manifest.articles, manifest.sentences, manifest.passages) == (3, 12, len(contents.passages))
    assert contents.sentence_text(1) == "They demanded a helicopter and a free way to Geneva."


def test_every_field_of_an_article_is_kept(tmp_path: Path) -> None:
    full = Article(
        id="fünf/ä", title="Überfall", text="Kopf\n\nSie gingen \u2028 nach Bern. \U0001f525 brannte.", source="Blatt",
        url="https://example.org/a", published=date(2022, 12, 19), place="Bern", body_start=6,
    )  # fmt: skip
    rebuild(corpus_of(full, RAID), tmp_path, FakeEncoder())

    assert load(tmp_path).contents.articles == (full, RAID)


def test_sentences_passages_and_tokens_fit_into_each_other(built: Path) -> None:
    contents = load(built).contents

    assert contents.article_sentences.tolist() == [0, 5, 9, 12]
    assert np.concatenate([np.arange(*passage) for passage in contents.passages]).tolist() == list(range(12))
    for number in range(12):
        text = contents.sentence_text(number)
        start = contents.sentences[number, 1]
        begin, end = contents.sentence_tokens[number : number + 2]
        spans = contents.token_spans[begin:end] - start
        assert [text[slice(*span)] for span in spans] == text.replace(".", " .").split()


def test_no_file_of_a_snapshot_is_left_without_a_checksum(built: Path) -> None:
    folder = folder_of(built)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert set(read_manifest(folder).files) == names - {"manifest.json"}


def test_a_byte_flipped_in_any_file_is_noticed(index_dir: Path) -> None:
    folder = folder_of(index_dir)
    for name in read_manifest(folder).files:
        whole = (folder / name).read_bytes()
        flip_a_byte(folder / name)

        with pytest.raises(SnapshotDamaged, match=rf"{name} has a wrong checksum; {COMMAND}"):
            load(index_dir)

        (folder / name).write_bytes(whole)
    assert load(index_dir)


def test_any_file_missing_is_noticed(index_dir: Path) -> None:
    folder = folder_of(index_dir)
    for name in [*read_manifest(folder).files, "manifest.json"]:
        whole = (folder / name).read_bytes()
        (folder / name).unlink()

        with pytest.raises(SnapshotDamaged, match=COMMAND):
            load(index_dir)

        (folder / name).write_bytes(whole)
    assert load(index_dir)


@given(keep=st.floats(0, 0.99))
def test_a_truncated_manifest_is_noticed(keep: float, built: Path) -> None:
    manifest = folder_of(built) / "manifest.json"
    whole = manifest.read_bytes()
    try:
        manifest.write_bytes(whole[: int(keep * len(whole))])

        with pytest.raises(SnapshotDamaged, match=COMMAND):
            load(built)
    finally:
        manifest.write_bytes(whole)


@given(position=st.floats(0, 1), flip=st.integers(1, 255))
def test_a_byte_changed_in_the_manifest_never_raises_anything_but_our_errors(
    position: float, flip: int, built: Path
) -> None:
    manifest = folder_of(built) / "manifest.json"
    whole = manifest.read_bytes()
    changed = bytearray(whole)
    changed[int(position * (len(whole) - 1))] ^= flip
    try:
        manifest.write_bytes(changed)
        with suppress(SnapshotError):
            assert load(built).contents.articles == ARTICLES  # where the change is in a value that only informs
    finally:
        manifest.write_bytes(whole)


def with_manifest(index_dir: Path, **changes: object) -> None:
    path = folder_of(index_dir) / "manifest.json"
    values = {**asdict(read_manifest(path.parent)), **changes}
    path.write_text(json.dumps({key: value for key, value in values.items() if value != "leave out"}))


@pytest.mark.parametrize(
    "changes",
    [
        {"files": None},
        {"files": "leave out"},
        {"model": "leave out"},
        {"unheard_of": 1},
        {"format_version": "leave out"},
        {"articles": 4},
        {"sentences": 11},
        {"passages": 0},
        {"tokens": 1},
        {"dimension": 3},
    ],
)
def test_a_manifest_that_does_not_fit_is_noticed(index_dir: Path, changes: dict[str, object]) -> None:
    with_manifest(index_dir, **changes)

    with pytest.raises(SnapshotDamaged, match=COMMAND):
        load(index_dir)


@pytest.mark.parametrize("content", ["[]", "null", "3", '"text"', "", "\0", "{"])
def test_a_manifest_that_is_no_manifest_is_noticed(index_dir: Path, content: str) -> None:
    (folder_of(index_dir) / "manifest.json").write_text(content)

    with pytest.raises(SnapshotDamaged, match=rf"the manifest of .* cannot be read; {COMMAND}"):
        load(index_dir)


def test_another_format_version_is_told_apart_from_damage(index_dir: Path) -> None:
    with_manifest(index_dir, format_version=FORMAT_VERSION + 7, files="leave out")

    expected = rf"has format {FORMAT_VERSION + 7}, this program reads {FORMAT_VERSION}; {COMMAND}"
    with pytest.raises(SnapshotMismatch, match=expected):
        load(index_dir)


def test_another_model_is_told_with_both_names(built: Path) -> None:
    with pytest.raises(SnapshotMismatch, match=rf"made with the model 'fake', the model set now is 'fake'; {COMMAND}"):
        load(built, fingerprint="of another")


def test_where_there_is_no_index_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(SnapshotMissing, match=rf"there is no index in .*; {COMMAND}"):
        current_name(tmp_path / "nowhere")


@pytest.mark.parametrize("pointer", ["", "\n", "../../etc", "a/b", ".building-x", "..", "/"])
def test_a_pointer_that_names_no_snapshot_is_noticed(index_dir: Path, pointer: str) -> None:
    (index_dir / "current").write_text(pointer)

    with pytest.raises(SnapshotDamaged, match=rf"names no snapshot; {COMMAND}"):
        current_name(index_dir)


@pytest.mark.parametrize("pointer", ["20000101-000000-000000-abcdef00", "a\0b", "x" * 5000])
def test_a_pointer_to_a_snapshot_that_is_not_there_is_noticed(index_dir: Path, pointer: str) -> None:
    (index_dir / "current").write_text(pointer)

    with pytest.raises(SnapshotDamaged, match=COMMAND):
        load(index_dir)


def make_folder(pointer: Path) -> None:
    pointer.unlink()
    pointer.mkdir()


def make_binary(pointer: Path) -> None:
    pointer.write_bytes(b"\xff\xfe\x80")


@pytest.mark.parametrize("spoil", [make_folder, make_binary])
def test_a_pointer_that_cannot_be_read_is_noticed(index_dir: Path, spoil: Callable[[Path], None]) -> None:
    spoil(index_dir / "current")

    with pytest.raises(SnapshotDamaged, match=rf"current cannot be read .*; {COMMAND}"):
        current_name(index_dir)


def test_an_earlier_snapshot_can_be_published_again(index_dir: Path) -> None:
    first = current_name(index_dir)
    rebuild(corpus_of(RAID), index_dir, FakeEncoder())

    publish(index_dir, first)

    assert load(index_dir).contents.articles == ARTICLES
