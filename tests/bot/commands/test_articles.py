from pathlib import Path

from tests.bot.conftest import CommandLine
from tests.conftest import SHIPPED_CORPUS


def test_the_articles_are_listed_newest_first_with_id_date_and_title(incident_bot: CommandLine) -> None:
    done = incident_bot("articles")
    rows = [line.split("\t") for line in done.out.splitlines()]

    assert (done.status, done.err) == (0, "")
    assert {article_id for article_id, _, _ in rows} == {path.stem for path in SHIPPED_CORPUS.glob("*.md")}
    assert [date for _, date, _ in rows] == sorted((date for _, date, _ in rows), reverse=True)
    assert all(date.startswith("2022-1") and title for _, date, title in rows)


def test_the_option_corpus_wins_over_the_setting_and_what_is_unknown_is_a_dash(
    incident_bot: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "raid.txt").write_text("Raid on a bank\n\nFour men robbed a bank.", encoding="utf-8")
    done = incident_bot("articles", "--corpus", tmp_path)

    assert done.out == "raid\t-\tRaid on a bank\n"


def test_what_cannot_be_read_is_named_and_the_rest_listed(incident_bot: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "raid.txt").write_text("Raid on a bank\n\nFour men robbed a bank.", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = incident_bot("articles", "--corpus", tmp_path)

    assert done.status == 1
    assert done.out == "raid\t-\tRaid on a bank\n"
    assert done.err == "left out: empty.txt: no text; write the article there, or remove it\n"
