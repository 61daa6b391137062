"""The bundled transformer as sentence-transformers would run it, in 32-bit floats."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.deep import DEEP_MODEL, MODEL_FILE
from embeddings.int8 import dequantized

Array = npt.NDArray[np.generic]
_MATRICES = ("attention.self", "attention.output.dense", "intermediate.dense", "output.dense")
_NORMS = ("attention.output.LayerNorm", "output.LayerNorm")


def write_float_twin(folder: Path) -> Path:
    """A folder that ``SentenceTransformer(folder)`` loads, with the 4-bit numbers as floats.

    The graph's nodes come in the order of the layers, so the weights can be named by counting.
    """
    import torch
    from safetensors.torch import save_file

    shutil.copytree(DEEP_MODEL, folder, ignore=shutil.ignore_patterns("onnx"))
    weights = {
        name: torch.from_numpy(np.array(array, np.float32)) for name, array in _weights().items()
    }
    save_file(weights, str(folder / "model.safetensors"), metadata={"format": "pt"})
    return folder


def _weights() -> dict[str, Array]:
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(DEEP_MODEL / MODEL_FILE)).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:  # a constant in half precision is used behind its cast
        if node.op_type == "Cast" and node.input[0] in tensors:
            tensors[node.output[0]] = tensors[node.input[0]]
    inputs: dict[str, list[list[Array]]] = {}
    for node in graph.node:
        held = [tensors[name] for name in node.input if name in tensors]
        inputs.setdefault(node.op_type, []).append(held)
    words, scales = inputs["GatherBlockQuantized"][0]
    numbers = np.asarray(words, np.float32).reshape(len(words), -1, 32)
    found: dict[str, Array] = {
        "embeddings.word_embeddings.weight": (
            numbers * np.asarray(scales, np.float32)[..., None]
        ).reshape(len(words), -1),
        "embeddings.position_embeddings.weight": inputs["Slice"][0][0],
    }
    biases = [held[0] for held in inputs["Add"] if held]
    kind = np.asarray(biases.pop(0))
    found["embeddings.token_type_embeddings.weight"] = np.stack([kind, kind])
    for number, (matrix, bias) in enumerate(zip(inputs["MatMulNBits"], biases, strict=True)):
        layer, place = divmod(number, len(_MATRICES))
        name = f"encoder.layer.{layer}.{_MATRICES[place]}"
        size = len(matrix[0])
        whole = dequantized(matrix[0], matrix[1], size, matrix[0].shape[1] * 32)
        if place:
            found |= {f"{name}.weight": whole, f"{name}.bias": bias}
            continue
        parts = zip(("query", "key", "value"), np.split(whole, 3), np.split(bias, 3), strict=True)
        for part, rows, own in parts:
            found |= {f"{name}.{part}.weight": rows, f"{name}.{part}.bias": own}
    for number, (weight, bias) in enumerate(inputs["LayerNormalization"]):
        layer, place = divmod(number - 1, len(_NORMS))
        name = f"encoder.layer.{layer}.{_NORMS[place]}" if number else "embeddings.LayerNorm"
        found |= {f"{name}.weight": weight, f"{name}.bias": bias}
    return found
