"""The graph of the default cross-encoder, rewritten from the one that its package carries.

The package's `model.onnx` is what a converter made of `ms-marco-MiniLM-L-12-v2`: 1,530 nodes, its weights 8-bit
integers with one scale a matrix. This module reads the weights out of it and writes the model anew with the operators
of `index.models.e5_export`, 183 nodes over constants that ONNX Runtime maps. Of the last layer only `[CLS]` is
computed, since the score is made of it alone, which saves 9 % of the time. What both graphs take is in
`index.models.cross_encoder`.

Some units of the feed-forward part are four times larger than all others, always the same ones, and cost the others
two of their eight bits, as in `index.models.e5_export`. Taking these in 32 bits brings scores nearer to those of the
same weights in 32-bit arithmetic: over 140 pairs of XQuAD, SciFact and Cranfield (scores from -11.3 to 9.4) the root
mean square of the difference is 0.10, at most 0.36; without it 0.22 and 1.05, in the package's own graph 0.20 and
0.68.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.models.e5_export import HEADS, OPERATORS, Graph, add_and_normalise, bert_name, multiply
from index.models.weights import LAYERS, Precision

Floats = NDArray[np.float32]

OUTLIER_UNITS = {0: (856,), 1: (543,), 2: (607,), 3: (256,), 4: (1004,), 5: (297,)}
"""By layer, the unit of the feed-forward part that reaches 14 to 26 while the rest, but for one of 12, stay under 9.

Measured on 20 pairs of XQuAD and SciFact, as the largest of each unit over all tokens.
"""


class QuantisedWeights:
    """The tensors of the package's graph, by the names that Hugging Face's BERT has for them.

    A stored integer q stands for (q - zero point) x scale, with one scale and one zero point for a whole tensor.
    """

    def __init__(self, path: Path) -> None:
        from onnx import load, numpy_helper

        graph = load(path).graph
        stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        names = {node.input[1]: _weight_name(node.name) for node in graph.node if node.op_type == "MatMulInteger"}
        self._plain: dict[str, Floats] = {}
        self._packed: dict[str, tuple[NDArray[Any], Any, Any]] = {}
        for name, values in stored.items():
            base = name.removesuffix("_quantized")
            if base != name:
                entry = values, stored[f"{base}_scale"].item(), stored[f"{base}_zero_point"].item()
                self._packed[names.get(name, base)] = entry
            elif name.endswith((".weight", ".bias")):
                self._plain[name] = values
        self._matrices = set(names.values())

    def names(self) -> list[str]:
        """The tensors, such as `bert.encoder.layer.3.attention.output.dense.weight`."""
        return [*self._plain, *self._packed]

    def packed(self, name: str) -> tuple[NDArray[np.uint8], float, int]:
        """Gives the integers of an embedding table, shape (rows, 384), its scale and its zero point."""
        return self._packed[name]

    def tensor(self, name: str) -> Floats:
        """Gives a tensor in 32 bits, in PyTorch's order: (outputs, inputs) for a matrix."""
        if name in self._plain:
            return self._plain[name]
        integers, scale, zero = self._packed[name]
        values: Floats = (integers.astype(np.float32) - zero) * np.float32(scale)
        return values.T if name in self._matrices else values

    def floats(self, name: str) -> Floats:
        """Gives a tensor by the short name that `index.models.e5_export` has for it: `l3.ao.w`."""
        return self.tensor(f"bert.{bert_name(name)}")


def _weight_name(node: str) -> str:
    """Gives the name of the weight that a node multiplies by.

    `/bert/encoder/layer.3/attention/self/query/MatMul_quant` has `bert.encoder.layer.3.attention.self.query.weight`.
    """
    return node.strip("/").rpartition("/")[0].replace("/", ".") + ".weight"


def write_graph(weights: QuantisedWeights, path: Path, precision: Precision = "int8") -> None:
    """Writes a graph and, beside it as `.bin`, its constants: `tokens` and `types` (1, length) to `score` (1, 1, 1).

    `types` is 0 for the question and 1 for the text. There is no mask: a run is one pair. In fp32 the graph can be
    compared with PyTorch's, as the tests do; nobody asks it for answers.
    """
    from onnx import TensorProto, helper, save

    with path.with_suffix(".bin").open("wb") as file:
        graph = Graph(weights, precision, file)  # type: ignore[arg-type]  # all it asks of weights is `floats`
        state = _embed(graph, weights)
        for layer in range(LAYERS - 1):
            state = _layer(graph, layer, state, state)
        first = graph.node("Slice", [state, "zero", "one", "one"], "first")
        _judge(graph, weights, _layer(graph, LAYERS - 1, state, first))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "length"]) for name in ("tokens", "types")]
    score = helper.make_tensor_value_info("score", TensorProto.FLOAT, [1, 1, 1])
    model = helper.make_model(
        helper.make_graph(graph.nodes, "reranker", inputs, [score], graph.constants),
        opset_imports=[helper.make_opsetid(*operators) for operators in OPERATORS.items()],
        ir_version=10,
    )
    save(model, path)


def _embed(graph: Graph, weights: QuantisedWeights) -> str:
    """Adds up what a token is, which part it is in and where it stands; the table of words stays in 8 bits."""
    table, scale, zero = weights.packed("bert.embeddings.word_embeddings.weight")
    integers = graph.node("Gather", [graph.constant("words", table), "tokens"], "word.integers")
    graph.constant("words.scale", np.array([scale], np.float32))
    graph.constant("words.zero", np.array([zero], np.uint8))
    graph.node("DequantizeLinear", [integers, "words.scale", "words.zero"], "word")
    graph.node("Gather", [graph.constant("parts", weights.floats("emb.type")), "types"], "part")
    graph.node("Add", ["word", "part"], "word.part")
    graph.constant("zero", np.array([0]))
    graph.constant("one", np.array([1]))
    graph.node("Shape", ["tokens"], "length", start=1, end=2)
    graph.node("Slice", [graph.constant("positions", weights.floats("emb.pos")), "zero", "length"], "position")
    return add_and_normalise(graph, "emb.ln", "word.part", "position")


def _layer(graph: Graph, number: int, state: str, wanted: str) -> str:
    """Adds a layer that looks at the whole state and gives the next one of the `wanted` tokens."""
    layer = f"l{number}."
    parts = [multiply(graph, f"{layer}{part}", wanted if part == "q" else state) for part in "qkv"]
    mixed = graph.node("Attention", parts, f"{layer}mixed", q_num_heads=HEADS, kv_num_heads=HEADS)
    middle = add_and_normalise(graph, f"{layer}aln", wanted, multiply(graph, f"{layer}ao", mixed))
    wide = graph.node("Gelu", [multiply(graph, f"{layer}fi", middle)], f"{layer}gelu")
    narrow = multiply(graph, f"{layer}fo", wide, OUTLIER_UNITS.get(number, ()))
    return add_and_normalise(graph, f"{layer}oln", middle, narrow)


def _judge(graph: Graph, weights: QuantisedWeights, state: str) -> None:
    """Makes the score of the state of `[CLS]`: two dense layers, in 32 bits, since one row is next to no work."""
    pooled = graph.node("Tanh", [_dense(graph, weights, "bert.pooler.dense", state, "pooled.sum")], "pooled")
    _dense(graph, weights, "classifier", pooled, "score")


def _dense(graph: Graph, weights: QuantisedWeights, name: str, state: str, output: str) -> str:
    matrix, bias = (weights.tensor(f"{name}.{part}") for part in ("weight", "bias"))
    product = graph.node("MatMul", [state, graph.constant(f"{name}.weight", matrix.T)], f"{name}.product")
    return graph.node("Add", [product, graph.constant(f"{name}.bias", bias)], output)
