"""The bundled 4-bit transformer with its matrices in bytes: more than twice as fast.

The file in the repository keeps each matrix in 4 bits with a scale for 32 numbers (ONNX Runtime's
``MatMulNBits``), which is small but slow to multiply by. Here every such node becomes a
``DynamicQuantizeMatMul``: weights in bytes with a scale a column, activations in bytes with one
scale for all that goes through at once. The table of words stays as it is; looking up is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import onnx

CONTRIB = "com.microsoft"
LARGEST = 127
"""The largest whole number of a byte with a sign, used evenly on both sides of zero."""
SMALLEST_SCALE = 1e-12
"""So that a column of zeros has a scale to divide by."""
MIDDLE = 8
"""What a 4-bit number is counted from: 0 to 15 stand for −8 to 7."""


def int8_bytes(file: Path) -> bytes:
    """The model in ``file`` with every 4-bit matrix in bytes, as an ONNX file's content.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is not an ONNX model of the expected kind.
    """
    import onnx
    from google.protobuf.message import DecodeError

    try:
        model = onnx.load(str(file))
    except DecodeError as fault:
        raise ValueError(f"not an ONNX file: {fault}") from fault
    graph = model.graph
    held = _Held(graph)
    nodes, added = [], []
    for node in graph.node:
        if node.op_type != "MatMulNBits":
            nodes.append(node)
            continue
        changed, tensors = _in_bytes(node, held)
        nodes.append(changed)
        added += tensors
    used = {name for node in nodes for name in node.input}
    nodes = [node for node in nodes if node.op_type != "Cast" or _is_used(node, used, graph)]
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*kept, *added])
    content: bytes = model.SerializeToString()
    return content


class _Held:
    """The constants of a graph by name, also those behind a cast from half precision."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._tensors = {tensor.name: tensor for tensor in graph.initializer}
        self._behind = {
            node.output[0]: node.input[0] for node in graph.node if node.op_type == "Cast"
        }

    def __getitem__(self, name: str) -> npt.NDArray[np.generic]:
        from onnx import numpy_helper

        found = self._tensors.get(name) or self._tensors.get(self._behind.get(name, ""))
        if found is None:
            raise ValueError(f"the matrix {name} is no constant")
        array: npt.NDArray[np.generic] = numpy_helper.to_array(found)
        return array


def _in_bytes(node: onnx.NodeProto, held: _Held) -> tuple[onnx.NodeProto, list[onnx.TensorProto]]:
    """A 4-bit product as one in bytes, with the constants that it needs."""
    from onnx import helper, numpy_helper

    sizes = {attribute.name: attribute.i for attribute in node.attribute}
    matrix = dequantized(held[node.input[1]], held[node.input[2]], sizes["N"], sizes["K"])
    scale = (np.abs(matrix).max(axis=1) / LARGEST + SMALLEST_SCALE).astype(np.float32)
    rounded = np.clip(np.rint(matrix / scale[:, None]), -LARGEST, LARGEST).astype(np.int8)
    constants = {
        f"{node.name}.weight": np.ascontiguousarray(rounded.T),
        f"{node.name}.scale": scale,
        f"{node.name}.zero": np.zeros(len(scale), np.int8),
    }
    product = helper.make_node(
        "DynamicQuantizeMatMul", [node.input[0], *constants], list(node.output),
        name=node.name, domain=CONTRIB,
    )  # fmt: skip
    return product, [numpy_helper.from_array(array, name) for name, array in constants.items()]


def dequantized(
    packed: npt.NDArray[np.generic], scales: npt.NDArray[np.generic], rows: int, columns: int
) -> npt.NDArray[np.float32]:
    """Shape (rows, columns): a 4-bit matrix as floats.

    ``packed`` has shape (rows, blocks, bytes): two numbers a byte, the lower half first;
    ``scales`` a scale for each block.
    """
    pairs = packed.astype(np.uint8)
    numbers = np.stack((pairs & 15, pairs >> 4), axis=-1).reshape(rows, pairs.shape[1], -1)
    by_block = scales.astype(np.float32).reshape(rows, -1, 1)
    floats = (numbers.astype(np.float32) - MIDDLE) * by_block
    matrix: npt.NDArray[np.float32] = floats.reshape(rows, -1)[:, :columns]
    return matrix


def _is_used(node: onnx.NodeProto, used: set[str], graph: onnx.GraphProto) -> bool:
    outputs = {value.name for value in graph.output}
    return node.output[0] in used or node.output[0] in outputs
