import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from index.changes import Changes
from index.corpus import Corpus, read_corpus
from index.current_search import CurrentSearch
from index.encoder import EncodedText, Encoder
from index.errors import CorpusError, SnapshotDamaged, SnapshotError
from index.gates import CANARIES
from index.progress import RebuildProgress, Stage
from index.rebuild import rebuild
from index.snapshot import KEPT_SNAPSHOTS, building_name, current_name, snapshot_folder
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import ARTICLES, FIRE, FLOOD, RAID, article_of, corpus_of
from tests.index.small_disk import make_read_only, small_disk

PROJECT = Path(__file__).parents[2]
MANY = tuple(
    article_of(f"The {name} left Bern on day {number}. " * 8, number=number)
    for number, name in enumerate(["mayor", "guards", "gunmen", "army", "police", "doctors"] * 4)
)


def snapshots(index_dir: Path) -> list[str]:
    return sorted(path.name for path in (index_dir / "snapshots").iterdir())


def test_a_rebuild_reports_what_it_did_and_publishes_it(tmp_path: Path) -> None:
    report = rebuild(corpus_of(*ARTICLES), tmp_path, FakeEncoder())

    assert (report.articles, report.sentences, report.passages) == (3, 12, 3)
    assert (report.embedded, report.reused) == (3, 0)
    assert current_name(tmp_path) == report.snapshot
    assert snapshots(tmp_path) == [report.snapshot]


def test_unchanged_passages_are_not_embedded_again(tmp_path: Path) -> None:
    first, second = FakeEncoder(), FakeEncoder()
    built = rebuild(corpus_of(*MANY), tmp_path, first)

    report = rebuild(corpus_of(*MANY), tmp_path, second)

    assert (report.embedded, report.reused) == (0, built.passages)
    assert len(first.encoded) > len(MANY)
    assert len(second.encoded) <= 4 * CANARIES  # its gates encode a few, and ask both indexes


def test_only_the_passages_of_a_new_article_are_embedded_wherever_it_stands(tmp_path: Path) -> None:
    rebuild(corpus_of(RAID, FLOOD), tmp_path, FakeEncoder())
    encoder = FakeEncoder()

    report = rebuild(corpus_of(FIRE, RAID, FLOOD), tmp_path, encoder)

    assert (report.embedded, report.reused) == (1, 2)
    assert FIRE.text in encoder.encoded


def test_a_reused_embedding_answers_as_a_fresh_one(tmp_path: Path) -> None:
    rebuild(corpus_of(RAID, FLOOD), tmp_path / "grown", FakeEncoder())
    rebuild(corpus_of(FIRE, RAID, FLOOD), tmp_path / "grown", FakeEncoder())
    rebuild(corpus_of(FIRE, RAID, FLOOD), tmp_path / "fresh", FakeEncoder())

    grown, fresh = (
        CurrentSearch(tmp_path / name, FakeEncoder()).answer("what did they demand in Bern?")
        for name in ("grown", "fresh")
    )

    assert grown.quotes == fresh.quotes
    assert grown.confidence == fresh.confidence


def test_another_model_embeds_everything_again(tmp_path: Path) -> None:
    rebuild(corpus_of(*ARTICLES), tmp_path, FakeEncoder())

    report = rebuild(corpus_of(*ARTICLES), tmp_path, FakeEncoder("of another"))

    assert (report.embedded, report.reused) == (3, 0)


def test_a_damaged_index_is_replaced(tmp_path: Path) -> None:
    damaged = rebuild(corpus_of(*ARTICLES), tmp_path, FakeEncoder()).snapshot
    (snapshot_folder(tmp_path, damaged) / "tokens.npy").write_bytes(b"")

    report = rebuild(corpus_of(*ARTICLES), tmp_path, FakeEncoder())

    assert (report.embedded, report.reused) == (3, 0)
    assert CurrentSearch(tmp_path, FakeEncoder()).answer("fire in Basel").quotes


def test_the_same_text_twice_is_embedded_once(tmp_path: Path) -> None:
    twice = (article_of("The mayor left Bern.", number=1), article_of("The mayor left Bern.", number=2))

    report = rebuild(corpus_of(*twice), tmp_path, FakeEncoder())

    assert (report.passages, report.embedded, report.reused) == (2, 1, 1)


def test_progress_counts_from_none_to_all_new_passages(tmp_path: Path) -> None:
    told: list[RebuildProgress] = []

    report = rebuild(corpus_of(*MANY), tmp_path, FakeEncoder(), progress=told.append)

    steps = [step.done for step in told if step.stage is Stage.EMBEDDING]
    assert (steps[0], steps[-1]) == (0, report.embedded)
    assert steps == sorted(steps)
    assert {(step.articles, step.total) for step in told[1:]} == {(len(MANY), report.embedded)}


def test_a_rebuild_tells_its_stages_in_their_order(tmp_path: Path) -> None:
    told: list[RebuildProgress] = []

    rebuild(corpus_of(*MANY), tmp_path, FakeEncoder(), progress=told.append)

    assert list(dict.fromkeys(step.stage for step in told)) == list(Stage)


def test_a_rebuild_reports_what_came_changed_and_went(tmp_path: Path) -> None:
    first = rebuild(corpus_of(RAID, FLOOD), tmp_path, FakeEncoder())
    longer = replace(FLOOD, text=f"{FLOOD.text} It rained.")

    report = rebuild(corpus_of(longer, FIRE), tmp_path, FakeEncoder())

    assert first.changes == Changes(added=(RAID, FLOOD))
    assert report.changes == Changes(added=(FIRE,), changed=(longer,), withdrawn=(RAID,))


def test_the_last_few_snapshots_stay(tmp_path: Path) -> None:
    names = [rebuild(corpus_of(RAID), tmp_path, FakeEncoder()).snapshot for _ in range(KEPT_SNAPSHOTS + 2)]

    assert snapshots(tmp_path) == names[-KEPT_SNAPSHOTS:]
    assert KEPT_SNAPSHOTS == 5


@pytest.mark.parametrize(
    ("corpus", "told"),
    [(corpus_of(), "has no readable article"), (corpus_of(article_of("# Only a heading")), "has a whole sentence")],
)
def test_a_corpus_with_nothing_to_quote_is_refused_and_the_old_index_stays(
    tmp_path: Path, corpus: Corpus, told: str
) -> None:
    name = rebuild(corpus_of(*ARTICLES), tmp_path, FakeEncoder()).snapshot

    with pytest.raises(CorpusError, match=told):
        rebuild(corpus, tmp_path, FakeEncoder(), accept_loss=True)

    assert current_name(tmp_path) == name
    assert CurrentSearch(tmp_path, FakeEncoder()).answer("fire in Basel").quotes


@pytest.mark.parametrize(
    "text",
    [
        "The guards left Bern.\n\n" + "- " * 400 + "\n\nThe mayor stayed.",
        "The guards left Bern.\n\n" + "=" * 300,
        "حمله پر پولیس وشوه\u06d4 " * 100,
        "The guards left Bern. " * 300,
        "x" * 3000 + ".",
        "The guards left" + " " * 3000 + "Bern.",
        "中" * 2000,
    ],
)
def test_an_odd_article_never_stops_the_rest(tmp_path: Path, text: str) -> None:
    rebuild(corpus_of(RAID, article_of(text)), tmp_path, FakeEncoder())

    assert CurrentSearch(tmp_path, FakeEncoder()).answer("what did they demand?").quotes[0].article == RAID


class Forgetful(FakeEncoder):
    """Gives another vector when it is asked for the same text again."""

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        again = [f"not {text}" if text in self.encoded else text for text in texts]
        return super().encode(again)


def test_an_index_that_does_not_pass_its_check_is_removed_and_the_old_one_stays(tmp_path: Path) -> None:
    name = rebuild(corpus_of(*ARTICLES), tmp_path, FakeEncoder()).snapshot

    with pytest.raises(SnapshotDamaged, match=r"does not find its own passage .*; the old one stays"):
        rebuild(corpus_of(*MANY), tmp_path, Forgetful(), accept_loss=True)

    assert current_name(tmp_path) == name
    assert snapshots(tmp_path) == [name]


def test_two_rebuilds_of_one_index_never_run_at_once(tmp_path: Path) -> None:
    refused: list[str] = []

    def start_another(_progress: RebuildProgress) -> None:
        with pytest.raises(SnapshotError) as caught:
            rebuild(corpus_of(FIRE), tmp_path, FakeEncoder())
        refused.append(str(caught.value))

    report = rebuild(corpus_of(RAID), tmp_path, FakeEncoder(), progress=start_another)

    assert set(refused) == {f"another rebuild of {tmp_path} is running; wait for it to end"}
    assert snapshots(tmp_path) == [report.snapshot]
    assert rebuild(corpus_of(FIRE), tmp_path, FakeEncoder()).articles == 1


def test_two_indexes_may_be_rebuilt_at_once(tmp_path: Path) -> None:
    def start_another(_progress: RebuildProgress) -> None:
        rebuild(corpus_of(FIRE), tmp_path / "other", FakeEncoder())

    rebuild(corpus_of(RAID), tmp_path / "one", FakeEncoder(), progress=start_another)

    assert current_name(tmp_path / "other")


class Stop(Exception):
    """What a person's interruption raises in the middle of the work."""


@pytest.mark.parametrize("stage", Stage)
def test_an_interrupted_rebuild_leaves_the_old_index_and_lets_the_next_one_run(tmp_path: Path, stage: Stage) -> None:
    name = rebuild(corpus_of(*ARTICLES), tmp_path, FakeEncoder()).snapshot

    def stop(progress: RebuildProgress) -> None:
        if progress.stage is stage:
            raise Stop

    with pytest.raises(Stop):
        rebuild(corpus_of(*ARTICLES, *MANY), tmp_path, FakeEncoder(), progress=stop)

    assert current_name(tmp_path) == name
    assert snapshots(tmp_path) == [name]
    assert rebuild(corpus_of(*ARTICLES, *MANY), tmp_path, FakeEncoder()).embedded > 0


def test_where_nothing_can_be_written_the_reason_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    with pytest.raises(SnapshotError, match=r"cannot write to .*; set INDEX_DIR to another folder"):
        rebuild(corpus_of(RAID), tmp_path / "a file", FakeEncoder())

    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "snapshots").write_text("")
    with pytest.raises(SnapshotError, match=r"cannot write the index to .*; make room there, or set INDEX_DIR"):
        rebuild(corpus_of(RAID), tmp_path / "index", FakeEncoder())


def test_a_rebuild_killed_at_any_change_on_the_disk_leaves_an_index_that_answers(tmp_path: Path) -> None:
    run = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "tests.index.killed_rebuilds", str(tmp_path)],
        env=os.environ | {"OMP_NUM_THREADS": "1"}, cwd=PROJECT,
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    *killed, last = [json.loads(line) for line in run.stdout.splitlines()]

    assert run.stderr == ""
    assert run.returncode == 0
    assert last["status"] == 0
    assert len(killed) > 30
    assert {kill["status"] for kill in killed} == {-signal.SIGKILL}
    answers = [kill["after_kill"] for kill in killed]
    assert answers == sorted(answers, reverse=True)  # from the old index, then from the new one: raid, fire
    assert set(answers) == {"raid", "fire"}
    assert max(kill["left"] for kill in killed) == 1
    assert {kill["left_after_rebuild"] for kill in killed} == {0}
    assert {kill["after_rebuild"] for kill in killed} == {"fire"}
    assert max(kill["snapshots"] for kill in killed) <= KEPT_SNAPSHOTS


def test_rebuilds_killed_at_random_moments_never_mix_what_a_reader_is_answered(tmp_path: Path) -> None:
    run = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "tests.index.rebuilds_under_questions", str(tmp_path), "20"],
        env=os.environ | {"OMP_NUM_THREADS": "1"}, cwd=PROJECT,
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    kills = [json.loads(line) for line in run.stdout.splitlines()]
    rounds = [number for kill in kills for number in (*kill["rounds"], kill["after"])]

    assert (run.stderr, run.returncode, len(kills)) == ("", 0, 20)
    assert {kill["status"] for kill in kills} == {0, -signal.SIGKILL}
    assert rounds == sorted(rounds)  # never back to an older one, and never -1, which is a mixed one
    assert rounds[0] == 0 < rounds[-1]


def test_a_full_disk_leaves_the_old_index_answering_and_no_trace(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size="256k") as disk:
        name = rebuild(corpus_of(RAID, FLOOD), disk, FakeEncoder()).snapshot
        for _ in range(3):
            with pytest.raises(
                SnapshotError, match=r"cannot write the index to .*\(.*\); make room there, or set INDEX_DIR"
            ):
                rebuild(corpus_of(RAID, FLOOD, *MANY), disk, FakeEncoder())

        assert snapshots(disk) == [name]
        assert CurrentSearch(disk, FakeEncoder()).answer("what did they demand in Bern?").quotes[0].article == RAID


def test_what_a_killed_rebuild_left_does_not_take_the_next_one_s_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size="1m") as disk:
        first = rebuild(corpus_of(RAID, FLOOD), disk, FakeEncoder()).snapshot
        left = snapshot_folder(disk, building_name("killed"))
        left.mkdir()
        with suppress(OSError), (left / "tokens.npy").open("wb", buffering=0) as file:
            while True:
                file.write(bytes(512))

        second = rebuild(corpus_of(*ARTICLES), disk, FakeEncoder()).snapshot
        assert snapshots(disk) == [first, second]


def test_a_read_only_folder_leaves_the_old_index_answering(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size="8m") as disk:
        name = rebuild(corpus_of(RAID, FLOOD), disk, FakeEncoder()).snapshot
        make_read_only(disk)
        with pytest.raises(SnapshotError, match=r"cannot write to .*Read-only file system.*; set INDEX_DIR"):
            rebuild(corpus_of(RAID, FLOOD, FIRE), disk, FakeEncoder())

        assert snapshots(disk) == [name]
        assert CurrentSearch(disk, FakeEncoder()).answer("what did they demand in Bern?").quotes[0].article == RAID


@dataclass(frozen=True)
class Moment:
    """When to kill a running rebuild: after a share of its time, or as soon as a file is there."""

    share: float = 1.0
    sign: str = "nothing that is ever there"


MOMENTS = (
    Moment(share=0.25),
    Moment(share=0.6),
    Moment(share=0.9),
    Moment(sign="snapshots/.building-*/manifest.json"),
    Moment(sign="snapshots/[!.]*/manifest.json"),
)


def start_rebuild(corpus: Path, index_dir: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "bot", "rebuild", "--corpus", str(corpus), "--index", str(index_dir)],
        env=os.environ | {"PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1"},
        cwd=corpus, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def kill_rebuild_at(moment: Moment, run_time_s: float, corpus: Path, index_dir: Path) -> str:
    """Start the real command, kill it, and return the snapshot that it was killed before or after."""
    before = current_name(index_dir)
    known = set(snapshots(index_dir))
    begun = time.monotonic()
    with start_rebuild(corpus, index_dir) as process:
        while process.poll() is None and not is_reached(moment, index_dir, known, time.monotonic() - begun, run_time_s):
            time.sleep(0.001)
        process.kill()
    return before


def is_reached(moment: Moment, index_dir: Path, known: set[str], elapsed_s: float, run_time_s: float) -> bool:
    if moment.share < 1.0:
        return elapsed_s >= moment.share * run_time_s
    return any(path.relative_to(index_dir).parts[1] not in known for path in index_dir.glob(moment.sign))


def test_the_real_command_killed_at_any_moment_leaves_an_index_that_answers(
    tmp_path: Path, shipped_index: Path, real_encoder: Encoder
) -> None:
    corpus = Path(shutil.copytree(PROJECT / "corpus", tmp_path / "corpus"))
    (corpus / "raid.md").write_text(f"---\ntitle: {RAID.title}\n---\n{RAID.text}\n")
    begun = time.monotonic()
    with start_rebuild(corpus, Path(shutil.copytree(shipped_index, tmp_path / "whole"))) as process:
        assert process.wait(timeout=900) == 0
    run_time_s = time.monotonic() - begun

    def killed(number: int) -> tuple[Path, str]:
        index_dir = Path(shutil.copytree(shipped_index, tmp_path / f"killed-{number}"))
        return index_dir, kill_rebuild_at(MOMENTS[number], run_time_s, corpus, index_dir)

    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(killed, range(len(MOMENTS))))

    for index_dir, old in results:
        search = CurrentSearch(index_dir, real_encoder)
        quotes = search.answer("what did the TTP demand in Bannu?").quotes
        assert quotes[0].article.place == "Bannu, Khyber Pakhtunkhwa"
        assert search.snapshot.name == old or "raid" in {article.id for article in search.snapshot.contents.articles}
    last = results[-2][0]
    assert any(name.startswith(".building-") for name in snapshots(last))
    assert rebuild(read_corpus(corpus), last, real_encoder).embedded == 1
    assert not any(name.startswith(".") for name in snapshots(last))
