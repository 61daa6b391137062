"""The reader as a torch network: taken out of its int8 ONNX file, and put back into one.

The file holds a BERT (6 layers, 384 wide, 12 heads) with two linear heads, its matrices
quantised by column, its tables as a whole. Needs onnx, which the ``dev`` extra brings along.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel

MODEL = "model.int8.onnx"
_TABLES = tuple(
    f"bert.embeddings.{kind}_embeddings.weight" for kind in ("word", "token_type", "position")
)
_SHAPE: dict[str, Any] = {
    "vocab_size": 17_063,
    "hidden_size": 384,
    "num_hidden_layers": 6,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
    "max_position_embeddings": 512,
    "layer_norm_eps": 1e-12,
}

Array = npt.NDArray[Any]


class Network(torch.nn.Module):
    """BERT with a start, an end and a relevance logit; ``dropout`` is for training."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        # No dropout in attention: with it torch keeps every attention matrix, twice as slow.
        config = BertConfig(**_SHAPE, hidden_dropout_prob=dropout, attention_probs_dropout_prob=0.0)
        self.bert = BertModel(config, add_pooling_layer=False)
        self.span = torch.nn.Linear(384, 2)
        self.rel = torch.nn.Linear(384, 1)

    def forward(
        self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Start and end logits (rows, tokens) and relevance logits (rows,), float32."""
        hidden = self.bert(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        span = self.span(hidden).float()
        return span[..., 0], span[..., 1], self.rel(hidden[:, 0]).squeeze(-1).float()


def loaded(folder: Path, dropout: float = 0.0) -> Network:
    """The network of the reader in ``folder``.

    Raises:
        OSError: There is no model in it.
        RuntimeError: The model is not of this shape.

    """
    model = onnx.load(str(folder / MODEL))
    held = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    weights = {
        name: array
        for name, array in held.items()
        if name.startswith(("bert.", "span.", "rel.")) and not name.endswith(_QUANTISED)
    }
    for name in _TABLES:
        weights[name] = _dequantised(held, name)
    for stored, name in _matrices(model).items():
        weights[name] = _dequantised(held, stored).T
    network = Network(dropout)
    tensors = {name: torch.tensor(np.array(array, np.float32)) for name, array in weights.items()}
    network.load_state_dict(tensors)
    return network


def store(network: Network, source: Path, folder: Path) -> None:
    """Write the reader of ``source`` with this network's weights to ``folder``, quantised."""
    model = onnx.load(str(source / MODEL))
    weights = {name: tensor.detach().numpy() for name, tensor in network.state_dict().items()}
    new: dict[str, Array] = dict(weights)
    for name in _TABLES:
        new.update(_whole(name, new.pop(name)))
    for stored, name in _matrices(model).items():
        new.update(_by_column(stored, new.pop(name).T))
    for one in model.graph.initializer:
        if one.name in new:
            old = numpy_helper.to_array(one)
            array = new[one.name].astype(old.dtype).reshape(old.shape)
            one.CopyFrom(numpy_helper.from_array(array, one.name))
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(folder / MODEL))


_QUANTISED = ("_quantized", "_scale", "_zero_point")


def _matrices(model: Any) -> dict[str, str]:
    """Stored name → the parameter's name, for each quantised matrix product of the graph."""
    named = {}
    for node in model.graph.node:
        if node.op_type == "MatMulInteger":
            place = node.name.strip("/").split("/MatMul")[0].removesuffix("/Gemm_MatMul_quant")
            named[node.input[1].removesuffix("_quantized")] = place.replace("/", ".") + ".weight"
    return named


def _dequantised(held: dict[str, Array], name: str) -> Array:
    values = held[f"{name}_quantized"].astype(np.float32)
    result: Array = (values - held[f"{name}_zero_point"].astype(np.float32)) * held[f"{name}_scale"]
    return result


def _whole(name: str, table: Array) -> dict[str, Array]:
    """One scale and zero point for a table, in unsigned bytes."""
    low, high = min(float(table.min()), 0.0), max(float(table.max()), 0.0)
    scale = (high - low) / 255
    zero = round(-low / scale)
    values = np.clip(np.round(table / scale) + zero, 0, 255)
    return {
        f"{name}_scale": np.array(scale),
        f"{name}_zero_point": np.array(zero),
        f"{name}_quantized": values,
    }


def _by_column(name: str, matrix: Array) -> dict[str, Array]:
    """A scale for each column, symmetric, in signed bytes."""
    scale = np.abs(matrix).max(axis=0) / 127 + 1e-12
    return {
        f"{name}_scale": scale,
        f"{name}_zero_point": np.zeros(len(scale)),
        f"{name}_quantized": np.clip(np.round(matrix / scale), -127, 127),
    }
