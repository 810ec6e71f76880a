from pathlib import Path

import pytest

from tests.bench.quality import main

QUESTION = '{"question": "who robbed the bank?", "kind": "answerable"}\n'


@pytest.mark.parametrize("missing", ["questions.jsonl", "articles.jsonl"])
def test_a_file_that_is_not_there_is_one_line(missing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"questions.jsonl": QUESTION, "articles.jsonl": '{"text": "Four men robbed a bank."}\n'}
    for name in files.keys() - {missing}:
        (tmp_path / name).write_text(files[name], encoding="utf-8")
    options = ("--index", "index", "--peers-python", "none", "--cache", "cache")

    status = main([*map(str, (tmp_path / "questions.jsonl", "--corpus", tmp_path / "articles.jsonl")), *options])

    (line,) = capsys.readouterr().err.splitlines()
    assert status == 1
    assert line.startswith("bench-quality: ")
    assert missing in line
