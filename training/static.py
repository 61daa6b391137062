"""Train the static model: a table of word vectors, begun with the bundled transformer's.

    python -m training.static --corpus news_61k.jsonl.xz --real FILE --dictionary cedict_ts.u8 \
        --out FOLDER [--steps N]

The vector of each word of the tokenizer is first the transformer's of the word by itself, its
mean taken off, in as many principal components as the table has columns and weighed by the
word's rarity (a distillation as Model2Vec's: https://github.com/MinishLab/model2vec). The table is
then trained on pairs of texts that belong together, InfoNCE over the batch (van den Oord et al.,
2018; both ways, cosines times ``SCALE``): the news corpus (crop and crop, beginning and rest),
the real questions (``training.real``) and our own (``passages``, ``questions.jsonl``) with their
passages, our Chinese questions with their English wording, and the words of CC-CEDICT with what
they mean.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from embeddings.base import FloatMatrix
from embeddings.deep import DeepEmbedder
from embeddings.table import BUNDLED_MODEL, load_table
from training.examples import QUESTIONS
from training.passages import passage_rows
from training.real import held_back, real_rows

DIMENSION = 256
SCALE = 20.0
BATCH = 2_048
RATE = 0.01
RARE = 1e-3
"""The constant a of the weight a / (a + p) of a word that has the share p of all words."""
LENGTH = 6.0
"""The length of the vector of a very rare word, before training."""
LONGEST = 200
"""Words of a text, from its beginning."""
CROP = (20, 160)
"""Characters of a piece of news."""
MIX = {"news": 0.4, "real": 0.2, "own": 0.2, "languages": 0.05, "dictionary": 0.15}
"""The share of each kind in a batch."""

Pair = tuple[str, str]


def main() -> None:
    """Distil, collect pairs, train, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--dictionary", type=Path, required=True, help="CC-CEDICT, unpacked")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=2_000)
    arguments = parser.parse_args()
    with lzma.open(arguments.corpus, "rt", encoding="utf-8") as lines:
        news = [json.loads(line)["text"] for line in lines]
    meanings = dictionary_pairs(arguments.dictionary)
    asked = {"real": real_pairs(arguments.real), **own_pairs(), "dictionary": meanings}
    print("distilling", file=sys.stderr)
    trained = train(distilled(), news, asked, arguments.steps)
    shutil.copytree(BUNDLED_MODEL, arguments.out, dirs_exist_ok=True)
    save_file({"embedding.weight": trained.astype(np.float16)}, arguments.out / "model.safetensors")


def distilled() -> FloatMatrix:
    """The table before training, shape (words, DIMENSION)."""
    tokenizer = load_table(BUNDLED_MODEL).tokenizer
    model = json.loads(tokenizer.to_str())["model"]
    words = [word for word, _ in model["vocab"]]
    share = np.exp([score for _, score in model["vocab"]])
    vectors = DeepEmbedder().encode_documents(words).astype(np.float64)
    vectors -= vectors.mean(axis=0)
    _, _, components = np.linalg.svd(vectors[2:], full_matrices=False)
    vectors = vectors @ components[:DIMENSION].T
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    weights = LENGTH * RARE / (RARE + share)
    weights[[not _says_something(word) for word in words]] = 0.0
    table: FloatMatrix = (vectors * weights[:, None]).astype(np.float32)
    return table


def _says_something(word: str) -> bool:
    """Whether a word of the tokenizer has a letter or digit; [UNK] and [PAD] are no words."""
    return any(character.isalnum() for character in word) and not word.startswith("[")


def real_pairs(path: Path) -> list[Pair]:
    """Real questions and the passages that answer them, without what is held back."""
    return [
        (question["question"], row["passage"])
        for row in real_rows(path)
        if not held_back(row)
        for question in row["questions"]
        if question["answers"]
    ]


def own_pairs() -> dict[str, list[Pair]]:
    """Our questions with their passages (``own``), and in both languages (``languages``)."""
    own, languages = [], []
    for rows in passage_rows().values():
        for row in rows:
            text = f"{row.get('title') or ''}\n{row['paragraph']}"
            for question in row["questions"]:
                both = [question[key] for key in ("zh", "en") if question.get(key)]
                own += [(asked, text) for asked in both if question["answers"]]
                languages += [(both[0], both[1])] if len(both) == 2 else []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        languages += [(row["question"], row["en"])] if row.get("en") else []
    return {"own": own, "languages": languages}


def dictionary_pairs(path: Path) -> list[Pair]:
    """Chinese words and what each means: a line is ``傳統 传统 [chuan2 tong3] /tradition/…/``."""
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        head, _, meanings = line.partition("] /")
        if line.startswith("#") or not meanings:
            continue
        word = head.split(" ")[1]
        told = [re.sub(r"\(.*?\)|\[.*?\]", "", one) for one in meanings.strip("/").split("/")]
        pairs += [(word, one.strip()) for one in told if re.search(r"[a-z]{2}", one)]
    return pairs


def train(
    table: FloatMatrix, news: Sequence[str], asked: dict[str, list[Pair]], steps: int
) -> FloatMatrix:
    """The table after ``steps`` steps, the rate falling to nothing; progress goes to stderr."""
    torch.manual_seed(0)
    tokenizer = load_table(BUNDLED_MODEL).tokenizer
    bag = torch.nn.EmbeddingBag.from_pretrained(
        torch.tensor(table), freeze=False, mode="sum", include_last_offset=True
    )
    optimiser = torch.optim.Adam(bag.parameters(), lr=RATE, betas=(0.9, 0.99))
    begun, losses = time.perf_counter(), []

    def vectors(texts: Sequence[str]) -> torch.Tensor:
        encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ids = [one.ids[:LONGEST] or [0] for one in encoded]
        offsets = np.cumsum([0, *map(len, ids)])
        flat = torch.tensor([token for one in ids for token in one])
        summed: torch.Tensor = torch.nn.functional.normalize(bag(flat, torch.tensor(offsets)))
        return summed

    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - step / steps)
        chance = random.Random(step)  # noqa: S311 - a seeded draw
        pairs = _drawn(news, asked, chance)
        likeness = SCALE * vectors([one for one, _ in pairs]) @ vectors([two for _, two in pairs]).T
        right = torch.arange(len(pairs))
        loss = (
            torch.nn.functional.cross_entropy(likeness, right)
            + torch.nn.functional.cross_entropy(likeness.T, right)
        ) / 2
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.item()))
        if step % 50 == 49:
            seconds = time.perf_counter() - begun
            print(f"{step + 1}: {seconds:.0f} s, loss {np.mean(losses[-50:]):.3f}", file=sys.stderr)
    trained: FloatMatrix = bag.weight.detach().numpy()
    trained[~table.any(axis=1)] = 0.0  # marks say nothing still
    return trained


def _drawn(news: Sequence[str], asked: dict[str, list[Pair]], chance: random.Random) -> list[Pair]:
    """A batch of pairs, no text of a kind twice."""
    pairs = [_pieces(text, chance) for text in chance.sample(news, int(BATCH * MIX["news"]))]
    for kind, all_of_it in asked.items():
        drawn = chance.sample(all_of_it, min(len(all_of_it), int(BATCH * MIX[kind])))
        seen: set[str] = set()
        for one, two in drawn:
            if two not in seen:
                seen.add(two)
                pairs.append((one, two))
    return pairs


def _pieces(text: str, chance: random.Random) -> Pair:
    """Two pieces of a text: its beginning and the rest, or two that may overlap."""
    if chance.random() < 0.5:
        cut = chance.randint(*CROP)
        return text[:cut], text[cut : cut + 600] or text
    pieces = []
    for _ in range(2):
        size = chance.randint(*CROP)
        at = chance.randrange(max(1, len(text) - size))
        pieces.append(text[at : at + size])
    return pieces[0], pieces[1]


if __name__ == "__main__":
    main()
