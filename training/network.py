"""The reader as a torch network: a BERT of eight layers with three linear heads.

The layers begin as the first eight of multilingual-e5-small's twelve (``embeddings/models``); its
table of words stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel

from embeddings.deep import DEEP_MODEL, MODEL_FILE
from embeddings.int8 import dequantized

LAYERS, WIDTH, HEADS, INNER = 8, 384, 12, 1536
POSITIONS = 512
EPSILON = 1e-12
WORDS = "bert.embeddings.word_embeddings.weight"
LAYER = "bert.encoder.layer"
PARTS = ("attention.output.dense", "intermediate.dense", "output.dense")
"""The matrices of a layer after that of queries, keys and values, in the graph's order."""
BLOCK = 32
"""Numbers of the word table that share a scale."""

Array = npt.NDArray[Any]


class Network(torch.nn.Module):
    """BERT with a start, an end, a relevance and a support logit.

    The table of ``words`` words is not trained: it stays in 4 bits, the embedder's own.
    """

    def __init__(self, words: int, layers: int = LAYERS) -> None:
        super().__init__()
        # No dropout: less than two passes over the examples, and on a CPU it takes a third.
        config = BertConfig(
            vocab_size=words, hidden_size=WIDTH, num_hidden_layers=layers,
            num_attention_heads=HEADS, intermediate_size=INNER, layer_norm_eps=EPSILON,
            max_position_embeddings=POSITIONS, hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )  # fmt: skip
        self.bert = BertModel(config, add_pooling_layer=False)
        self.span = torch.nn.Linear(WIDTH, 2)
        self.rel = torch.nn.Linear(WIDTH, 1)
        self.support = torch.nn.Linear(WIDTH, 1)
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)

    def forward(
        self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Start and end logits (rows, tokens), relevance and support logits (rows,), float32."""
        hidden = self.bert(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state.float()
        span = self.span(hidden)
        front = hidden[:, 0]
        told = self.rel(front).squeeze(-1), self.support(front).squeeze(-1)
        return span[..., 0], span[..., 1], *told


def body(folder: Path = DEEP_MODEL, layers: int = LAYERS) -> Network:
    """A network with the first layers of the bundled transformer; its heads are drawn anew.

    Raises:
        OSError: There is no model in the folder.
        ValueError: Its graph is not the embedder's.
    """
    graph = onnx.load(str(folder / MODEL_FILE)).graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    # a Cast hands a constant on under another name
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in held:
            held[node.output[0]] = held[node.input[0]]
    weights = {**_tables(graph, held), **dict(_matrices(graph, held)), **dict(_norms(graph, held))}
    network = Network(len(weights[WORDS]), layers)
    own = [name for name in network.state_dict() if name in weights]
    tensors = {name: torch.tensor(np.array(weights[name], np.float32)) for name in own}
    for head in (network.span, network.rel, network.support):
        torch.nn.init.normal_(head.weight, std=0.02)
        torch.nn.init.zeros_(head.bias)
    lacking = network.load_state_dict(tensors, strict=False).missing_keys
    if any(not name.startswith(("span.", "rel.", "support.")) for name in lacking):
        raise ValueError(f"{folder} lacks {lacking[0]}")
    return network


def _tables(graph: Any, held: Mapping[str, Array]) -> dict[str, Array]:
    """Words, positions and kinds; the embedder knows one kind of text, the reader two."""
    gather = next(node for node in graph.node if node.op_type == "GatherBlockQuantized")
    packed, scales = held[gather.input[0]], held[gather.input[2]]
    positions = next(node for node in graph.node if node.op_type == "Slice").input[0]
    added = [node for node in graph.node if node.op_type == "Add"][1]
    kind = held[added.input[1]].reshape(WIDTH)
    words = packed.astype(np.float32).reshape(len(packed), -1, BLOCK) * scales[..., None]
    return {
        WORDS: words.reshape(len(packed), WIDTH),
        "bert.embeddings.position_embeddings.weight": held[positions],
        "bert.embeddings.token_type_embeddings.weight": np.stack((kind, kind)),
    }


def _matrices(graph: Any, held: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    """Names and values of each layer's matrices and biases; a bias is added right after."""
    products = [node for node in graph.node if node.op_type == "MatMulNBits"]
    biases = {
        node.input[0]: held[node.input[1]]
        for node in graph.node
        if node.op_type == "Add" and node.input[1] in held
    }
    for place, node in enumerate(products):
        layer, part = divmod(place, 1 + len(PARTS))
        sizes = {attribute.name: attribute.i for attribute in node.attribute}
        matrix = dequantized(held[node.input[1]], held[node.input[2]], sizes["N"], sizes["K"])
        bias = biases[node.output[0]].reshape(-1)
        if part:
            yield f"{LAYER}.{layer}.{PARTS[part - 1]}.weight", matrix
            yield f"{LAYER}.{layer}.{PARTS[part - 1]}.bias", bias
            continue
        for name, rows, numbers in zip(
            ("query", "key", "value"), np.split(matrix, 3), np.split(bias, 3), strict=True
        ):
            yield f"{LAYER}.{layer}.attention.self.{name}.weight", rows
            yield f"{LAYER}.{layer}.attention.self.{name}.bias", numbers


def _norms(graph: Any, held: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    """Names and values of the normalisations: after the tables, then two a layer."""
    norms = [node for node in graph.node if node.op_type == "LayerNormalization"]
    names = ["bert.embeddings.LayerNorm"]
    for place in range(len(norms) - 1):
        layer, second = divmod(place, 2)
        names.append(f"{LAYER}.{layer}.{'output' if second else 'attention.output'}.LayerNorm")
    for name, node in zip(names, norms, strict=True):
        yield f"{name}.weight", held[node.input[1]]
        yield f"{name}.bias", held[node.input[2]]
