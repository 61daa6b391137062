"""The file that the reader ships as: its network as an ONNX graph with the matrices in bytes.

A matrix has a scale for each column; what goes through it is turned to bytes as a whole, so a row
is read by itself. The table of words is the bundled embedder's own, in 4 bits.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from embeddings.deep import DEEP_MODEL, MODEL_FILE
from embeddings.int8 import CONTRIB, LARGEST, SMALLEST_SCALE
from training.network import BLOCK, EPSILON, HEADS, LAYER, Array, Network

MODEL = "model.int8.onnx"
OPSET, IR = 21, 10


def store(network: Network, folder: Path) -> None:
    """Write the network's int8 ONNX file to ``folder``; its words are the bundled embedder's.

    Raises:
        OSError: The folder cannot be written to, or the embedder's model is not there.
    """
    words = _stored_words(DEEP_MODEL)
    weights = {name: one.detach().float().numpy() for name, one in network.state_dict().items()}
    graph = _Graph(weights, words)
    layers = len(network.bert.encoder.layer)
    model = helper.make_model(
        graph.built(layers),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)],
        ir_version=IR,
    )
    onnx.checker.check_model(model)
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(folder / MODEL))


def _stored_words(folder: Path) -> list[Any]:
    """The embedder's table of words and its scales, as they stand in its file."""
    graph = onnx.load(str(folder / MODEL_FILE)).graph
    gather = next(node for node in graph.node if node.op_type == "GatherBlockQuantized")
    by_name = {one.name: one for one in graph.initializer}
    tensors = []
    for name, source in (("words", gather.input[0]), ("words.scale", gather.input[2])):
        tensor = TensorProto()
        tensor.CopyFrom(by_name[source])
        tensor.name = name
        tensors.append(tensor)
    return tensors


class _Graph:
    """The ONNX graph of a network, node by node; a value is known by its name."""

    def __init__(self, weights: dict[str, Array], words: list[Any]) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants = list(words)

    def built(self, layers: int) -> Any:
        """The whole graph: three inputs, four outputs, as the reader's config names them."""
        hidden = self._embedded()
        for layer in range(layers):
            hidden = self._layer(hidden, f"{LAYER}.{layer}")
        self._heads(hidden)
        return helper.make_graph(
            self._nodes,
            "reader",
            [
                helper.make_tensor_value_info(name, TensorProto.INT64, ["rows", "tokens"])
                for name in ("input_ids", "token_type_ids", "attention_mask")
            ],
            [
                helper.make_tensor_value_info("start", TensorProto.FLOAT, ["rows", "tokens"]),
                helper.make_tensor_value_info("end", TensorProto.FLOAT, ["rows", "tokens"]),
                helper.make_tensor_value_info("relevance", TensorProto.FLOAT, ["rows"]),
                helper.make_tensor_value_info("support", TensorProto.FLOAT, ["rows"]),
            ],
            self._constants,
        )

    def _node(
        self, kind: str, inputs: list[str], output: str, domain: str = "", **more: Any
    ) -> str:
        node = helper.make_node(kind, inputs, [output], name=output, domain=domain, **more)
        self._nodes.append(node)
        return output

    def _split(self, value: str, parts: list[str]) -> None:
        """``value`` cut into equal parts along its last axis."""
        node = helper.make_node("Split", [value], parts, axis=2, num_outputs=len(parts))
        self._nodes.append(node)

    def _constant(self, name: str, array: Array) -> str:
        self._constants.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def _whole(self, *names: str) -> list[str]:
        return [self._constant(name, self._weights[name].astype(np.float32)) for name in names]

    def _embedded(self) -> str:
        words = self._node(
            "GatherBlockQuantized", ["words", "input_ids", "words.scale"], "word_rows", CONTRIB,
            block_size=BLOCK, gather_axis=0, quantize_axis=1,
        )  # fmt: skip
        words = self._node("Cast", [words], "word_floats", to=TensorProto.FLOAT)
        zero = self._constant("zero", np.array([0], np.int64))
        length = self._node("Shape", ["input_ids"], "length", start=1, end=2)
        table, kinds = self._whole(
            "bert.embeddings.position_embeddings.weight",
            "bert.embeddings.token_type_embeddings.weight",
        )
        places = self._node("Slice", [table, zero, length, zero], "places")
        kind = self._node("Gather", [kinds, "token_type_ids"], "kinds")
        placed = self._node("Add", [words, places], "placed")
        total = self._node("Add", [placed, kind], "embedded")
        self._node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        return self._norm(total, "bert.embeddings.LayerNorm")

    def _layer(self, hidden: str, name: str) -> str:
        one = f"{name}.attention.self"
        joined = [
            np.concatenate(
                [self._weights[f"{one}.{part}.{kind}"] for part in ("query", "key", "value")]
            )
            for kind in ("weight", "bias")
        ]
        mixed = self._product(hidden, one, joined[0], joined[1])
        parts = [f"{one}.{part}" for part in ("queries", "keys", "values")]
        self._split(mixed, parts)
        attended = self._node(
            "MultiHeadAttention", [*parts, "", "mask"], f"{one}.attended", CONTRIB, num_heads=HEADS
        )
        attended = self._linear(attended, f"{name}.attention.output.dense")
        hidden = self._norm(
            self._node("Add", [hidden, attended], f"{name}.between"),
            f"{name}.attention.output.LayerNorm",
        )
        inner = self._linear(hidden, f"{name}.intermediate.dense")
        inner = self._node("Gelu", [inner], f"{name}.gelu", CONTRIB)
        outer = self._linear(inner, f"{name}.output.dense")
        return self._norm(
            self._node("Add", [hidden, outer], f"{name}.after"), f"{name}.output.LayerNorm"
        )

    def _heads(self, hidden: str) -> None:
        """Both logits of every token, and the first token's two, in floats."""
        weight = self._constant("span.weight", self._weights["span.weight"].T)
        logits = self._node("MatMul", [hidden, weight], "span.product")
        logits = self._node("Add", [logits, *self._whole("span.bias")], "span.logits")
        self._split(logits, ["start.column", "end.column"])
        last = self._constant("last", np.array([2], np.int64))
        for name in ("start", "end"):
            self._node("Squeeze", [f"{name}.column", last], name)
        front = self._node(
            "Gather", [hidden, self._constant("front", np.array(0))], "first", axis=1
        )
        second = self._constant("second", np.array([1], np.int64))
        for head, output in (("rel", "relevance"), ("support", "support")):
            weight = self._constant(f"{head}.weight", self._weights[f"{head}.weight"].T)
            product = self._node("MatMul", [front, weight], f"{head}.product")
            logit = self._node("Add", [product, *self._whole(f"{head}.bias")], f"{head}.logit")
            self._node("Squeeze", [logit, second], output)

    def _norm(self, value: str, name: str) -> str:
        given = [value, *self._whole(f"{name}.weight", f"{name}.bias")]
        return self._node("LayerNormalization", given, f"{name}.out", axis=-1, epsilon=EPSILON)

    def _linear(self, value: str, name: str) -> str:
        return self._product(
            value, name, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        )

    def _product(self, value: str, name: str, matrix: Array, bias: Array) -> str:
        """``value`` by a matrix (outputs, inputs) in bytes, a scale a column, plus the bias."""
        scale = (np.abs(matrix).max(axis=1) / LARGEST + SMALLEST_SCALE).astype(np.float32)
        rounded = np.clip(np.rint(matrix / scale[:, None]), -LARGEST, LARGEST).astype(np.int8)
        constants = [
            self._constant(f"{name}.bytes", rounded.T),
            self._constant(f"{name}.scale", scale),
            self._constant(f"{name}.zero", np.zeros(len(scale), np.int8)),
            self._constant(f"{name}.added", bias.astype(np.float32)),
        ]
        return self._node("DynamicQuantizeMatMul", [value, *constants], f"{name}.product", CONTRIB)
