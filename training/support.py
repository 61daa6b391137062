"""Train the support head alone, over the reader as it stands.

    python -m training.support READER_FOLDER

The reader's training (``training.reader``) teaches its body to tell sound statements from faulty
ones, but by statements written to deceive: those are nearer to their passage's words than sound
ones, and a head that learned only them distrusts what is nearly verbatim. So the head is fitted
anew, the body left as it is, on those and on what is plainly so: clauses and sentences of the
passages themselves, and their questions turned into statements, with their own answer or with
that of another question of the passage and kind. A logistic regression on the first token's state;
a layer of 64 more told no more (AUC .928 beside .925, passages it did not learn from).
The head's two numbers are written into the folder's file; nothing else of it changes.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.answering.reader import MOST_CLAIM_TOKENS, OnnxReader, inputs_of
from rag.text.fold import simplify
from training.claims import absent, claimed_passages
from training.draw import BARE
from training.reader_file import MODEL
from training.statements import WRITTEN, Statement, made

STRENGTH = 0.01
"""Of the regularisation (scikit-learn's C); .003 to .1 tell about the same."""
SHARE = 0.55
"""The share of passages that statements are made of by program."""
Vectors = npt.NDArray[np.float32]


def main() -> None:
    """Fit the head of a reader's folder and write it there."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    chance = random.Random(4)  # noqa: S311 - a seeded draw
    plain = [one for group in made(chance, SHARE) for one in group]
    statements = [*written(chance), *plain]
    print(f"{len(statements)} statements, {sum(one.sound for one in statements)} of them sound")
    weight, bias = fitted(statements, states(folder / MODEL, statements, chance))
    put(folder / MODEL, weight, bias)


def written(chance: random.Random) -> Iterator[Statement]:
    """The statements of ``claims.jsonl``, and some over a passage without what they rest on."""
    for one in claimed_passages():
        yield from (Statement(text, one.passage, True, WRITTEN) for text in one.sound)
        yield from (Statement(text, one.passage, False, WRITTEN) for text in one.faults)
        for text, passage, _ in absent(chance.choice(one.sound), one.passage):
            yield Statement(text, passage, False)


def states(
    model: Path, statements: Sequence[Statement], chance: random.Random
) -> dict[int, Vectors]:
    """The first token's state for each statement over its passage, where one window holds it."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper

    graph = onnx.load(str(model))
    shape = helper.make_tensor_value_info("first", TensorProto.FLOAT, ["rows", "width"])
    graph.graph.output.append(shape)
    session = onnxruntime.InferenceSession(graph.SerializeToString())
    reader, found = OnnxReader(threads=1), {}
    for number, one in enumerate(statements):
        bare = chance.random() < BARE
        passage = replace(one.passage, title="", published=None) if bare else one.passage
        rows = reader.rows(simplify(one.text), passage, MOST_CLAIM_TOKENS)
        if len(rows) != 1:
            continue
        found[number] = session.run(["first"], inputs_of(rows[0]))[0][0]
    return found


def fitted(statements: Sequence[Statement], found: dict[int, Vectors]) -> tuple[Vectors, float]:
    """The head's weight, of shape (width,), and bias, in the states' own scale."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    values = np.stack(list(found.values()))
    sound = np.array([statements[number].sound for number in found])
    weights = np.array([statements[number].weight for number in found])
    scale = StandardScaler().fit(values)
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(scale.transform(values), sound, sample_weight=weights)
    weight = (model.coef_[0] / scale.scale_).astype(np.float32)
    return weight, float(model.intercept_[0] - weight @ scale.mean_)


def put(model: Path, weight: Vectors, bias: float) -> None:
    """Write the head into the reader's file."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(model))
    new = {
        "support.weight": weight[:, None].astype(np.float32),
        "support.bias": np.array([bias], np.float32),
    }
    for one in graph.graph.initializer:
        if one.name in new:
            one.CopyFrom(numpy_helper.from_array(new[one.name], one.name))
    onnx.save(graph, str(model))


if __name__ == "__main__":
    main()
