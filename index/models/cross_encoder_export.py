"""Write the graph of the default cross-encoder from the graph that its package carries.

The package's `model.onnx` is `ms-marco-MiniLM-L-12-v2` as a converter wrote it: 1,530 nodes, weights in 8-bit integers
with one scale for each matrix. This module reads the weights from it and writes the model again with
`index.models.graph`: 183 nodes, over constants that ONNX Runtime maps into memory. In the last layer only `[CLS]` is
computed, since the score needs nothing else. This saves 9 % of the time. `index.models.cross_encoder` compares the
times of both graphs.

Some units of the feed-forward part, always the same ones, are four times larger than all others, and cost the others
two of their eight bits. With these units in 32 bits, scores are nearer to the scores of the same weights in 32-bit
arithmetic. Over 140 pairs of XQuAD, SciFact and Cranfield (scores from -11.3 to 9.4) the root mean square of the
difference is 0.10 and the maximum 0.36. Without this they are 0.22 and 1.05. In the package's own graph they are 0.20
and 0.68.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.models.bert import LAYERS, hugging_face_name
from index.models.graph import Floats, Graph, Precision, add_and_normalize, add_layer

OUTLIER_UNITS = {0: (856,), 1: (543,), 2: (607,), 3: (256,), 4: (1004,), 5: (297,)}
"""By layer, the unit of the feed-forward part that reaches 14 to 26. The others stay under 9, except for one of 12.

Measured on 20 pairs of XQuAD and SciFact, as the maximum of each unit over all tokens.
"""

_QUANTIZED = "_quantized"


@dataclass(frozen=True, slots=True)
class QuantizedTensor:
    """A tensor of 8-bit integers. An integer q means (q - zero_point) x scale."""

    integers: NDArray[np.uint8]
    scale: float
    zero_point: int


class QuantizedWeights:
    """The tensors of the package's graph, by their names in Hugging Face's BERT.

    Such a name is `bert.encoder.layer.3.attention.output.dense.weight`.
    """

    def __init__(self, path: Path) -> None:
        from onnx import load, numpy_helper

        graph = load(path).graph
        stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        matrix_names = {}
        for node in graph.node:
            if node.op_type == "MatMulInteger":
                matrix_names[node.input[1]] = _weight_name(node.name)
        self._plain: dict[str, Floats] = {}
        self._quantized: dict[str, QuantizedTensor] = {}
        self._matrices = set(matrix_names.values())
        for name, values in stored.items():
            if name.endswith(_QUANTIZED):
                base = name.removesuffix(_QUANTIZED)
                scale = stored[f"{base}_scale"].item()
                zero_point = stored[f"{base}_zero_point"].item()
                tensor_name = matrix_names.get(name, base)
                self._quantized[tensor_name] = QuantizedTensor(values, scale, zero_point)
            elif name.endswith((".weight", ".bias")):
                self._plain[name] = values

    def quantized(self, name: str) -> QuantizedTensor:
        """Return a tensor as it is stored. An embedding table has the shape (rows, 384)."""
        return self._quantized[name]

    def tensor(self, name: str) -> Floats:
        """Return a tensor in 32 bits, in PyTorch's order: (outputs, inputs) for a matrix."""
        if name in self._plain:
            return self._plain[name]
        stored = self._quantized[name]
        differences = stored.integers.astype(np.float32) - stored.zero_point
        values: Floats = differences * np.float32(stored.scale)
        if name in self._matrices:
            return values.T
        return values

    def floats(self, name: str) -> Floats:
        """Return a tensor by its short name in `index.models.bert`, such as `l3.ao.w`."""
        return self.tensor(f"bert.{hugging_face_name(name)}")


def _weight_name(node: str) -> str:
    """Return the name of the weight that a node multiplies by.

    `/bert/encoder/layer.3/attention/self/query/MatMul_quant` has `bert.encoder.layer.3.attention.self.query.weight`.
    """
    module = node.strip("/").rpartition("/")[0]
    return module.replace("/", ".") + ".weight"


def write_graph(weights: QuantizedWeights, path: Path, precision: Precision = "int8") -> None:
    """Write a graph from `tokens` and `types`, shape (1, length), to `score`, shape (1, 1, 1).

    `types` is 0 for the query and 1 for the text. There is no mask: a run is one pair. The constants are written beside
    the graph as `.bin`. In fp32 the tests compare the graph with PyTorch. Answers use int8 only.
    """
    from onnx import TensorProto, helper

    with path.with_suffix(".bin").open("wb") as file:
        graph = Graph(weights, precision, file)
        state = _embed(graph, weights)
        for number in range(LAYERS - 1):
            state = add_layer(graph, number, state, state, outlier_units=OUTLIER_UNITS.get(number, ()))
        first = graph.node("Slice", [state, "zero", "one", "one"], "first")
        last = LAYERS - 1
        state = add_layer(graph, last, state, first, outlier_units=OUTLIER_UNITS.get(last, ()))
        pooled_sum = _dense(graph, weights, "bert.pooler.dense", state, "pooled.sum")
        pooled = graph.node("Tanh", [pooled_sum], "pooled")
        _dense(graph, weights, "classifier", pooled, "score")
    tokens = helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, "length"])
    types = helper.make_tensor_value_info("types", TensorProto.INT64, [1, "length"])
    score = helper.make_tensor_value_info("score", TensorProto.FLOAT, [1, 1, 1])
    graph.save(path, "reranker", [tokens, types], score)


def _embed(graph: Graph, weights: QuantizedWeights) -> str:
    """Add the embeddings of token, type and position. The table of tokens stays in 8 bits."""
    words = weights.quantized("bert.embeddings.word_embeddings.weight")
    word_table = graph.constant("words", words.integers)
    integers = graph.node("Gather", [word_table, "tokens"], "word.integers")
    scale = graph.constant("words.scale", np.array([words.scale], np.float32))
    zero_point = graph.constant("words.zero", np.array([words.zero_point], np.uint8))
    word = graph.node("DequantizeLinear", [integers, scale, zero_point], "word")
    part_table = graph.constant("parts", weights.floats("emb.type"))
    part = graph.node("Gather", [part_table, "types"], "part")
    state = graph.node("Add", [word, part], "word.part")
    zero = graph.constant("zero", np.array([0]))
    graph.constant("one", np.array([1]))
    length = graph.node("Shape", ["tokens"], "length", start=1, end=2)
    position_table = graph.constant("positions", weights.floats("emb.pos"))
    position = graph.node("Slice", [position_table, zero, length], "position")
    return add_and_normalize(graph, "emb.ln", state, position)


def _dense(graph: Graph, weights: QuantizedWeights, name: str, state: str, output: str) -> str:
    """Add a dense layer over the state of `[CLS]`. It is in 32 bits, since one row is very little work."""
    matrix = graph.constant(f"{name}.weight", weights.tensor(f"{name}.weight").T)
    product = graph.node("MatMul", [state, matrix], f"{name}.product")
    bias = graph.constant(f"{name}.bias", weights.tensor(f"{name}.bias"))
    return graph.node("Add", [product, bias], output)
