"""Write BERT as an ONNX graph, operation by operation, in int8 or in 32 bits. Both models are written with this.

Writing the graph here means that torch need not be imported, and allows the operators that were measured fastest.

*Outliers.* Eight bits cover a matrix's whole range. In some places a few numbers, always the same ones, are several
times larger than all others, which leaves the others about three bits. So the products of these few are computed in 32
bits beside the int8 products, and added (https://arxiv.org/abs/2208.07339 does this for large models).

*Range.* Weights of int8 products reach +-64, not +-127. On a processor without VNNI instructions two products are added
in 16 bits, and 2 x 255 x 64 = 32,640 still fits.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.models.bert import ATTENTION_HEADS, LAYER_NORM_EPSILON

Floats = NDArray[np.float32]
Precision = Literal["int8", "fp32"]

MICROSOFT = "com.microsoft"
OPERATOR_SETS = {"": 23, MICROSOFT: 1}
"""Versions of the operator sets: 23 is the first with `Attention`."""

FILE_FORMAT = 10
"""Version of the ONNX file format; 10 goes with operator set 23."""

MAX_INT8_WEIGHT = 64
"""The largest int8 weight: see the top of this module."""

MAX_INLINE_BYTES = 1023
"""The largest constant that is stored in the graph itself. ONNX Runtime wants to see axes and lengths there."""

CACHE_LINE_BYTES = 64


class Weights(Protocol):
    """The tensors of a model by their short names, such as `l3.ao.w`."""

    def floats(self, name: str) -> Floats:
        """Return a tensor in 32 bits, in PyTorch's order: (outputs, inputs) for a matrix."""


class Graph:
    """An ONNX graph under construction. Larger constants go to `file`, which ONNX Runtime maps into memory."""

    def __init__(self, weights: Weights, precision: Precision, file: BinaryIO) -> None:
        self.weights = weights
        self.precision = precision
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._file = file

    def node(self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any) -> str:
        """Add an operation and return the name of its output."""
        from onnx import helper

        node = helper.make_node(operator, inputs, [output], output, domain=domain, **attributes)
        self._nodes.append(node)
        return output

    def tensor(self, name: str) -> str:
        """Store a tensor of the model in 32 bits under its own name, and return the name."""
        values = self.weights.floats(name)
        return self.constant(name, values)

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Store an array under a name, and return the name."""
        from onnx import numpy_helper

        value = np.ascontiguousarray(value)
        if value.nbytes <= MAX_INLINE_BYTES:
            tensor = numpy_helper.from_array(value, name)
        else:
            tensor = self._external(name, value)
        self._constants.append(tensor)
        return name

    def save(self, path: Path, name: str, inputs: Sequence[Any], output: Any) -> None:
        """Write the graph to a file.

        Args:
            path: beside the file of the constants.
            name: of the graph.
            inputs: value infos of ONNX.
            output: a value info of ONNX.
        """
        from onnx import helper, save

        graph = helper.make_graph(self._nodes, name, inputs, [output], self._constants)
        operator_sets = [helper.make_opsetid(domain, version) for domain, version in OPERATOR_SETS.items()]
        model = helper.make_model(graph, opset_imports=operator_sets, ir_version=FILE_FORMAT)
        save(model, path)

    def _external(self, name: str, value: NDArray[Any]) -> Any:
        """Write an array to the file of the constants, and return the ONNX tensor that refers to it."""
        from onnx import TensorProto, helper

        padding = -self._file.tell() % CACHE_LINE_BYTES
        self._file.write(bytes(padding))
        location = Path(self._file.name).name
        place = {"location": location, "offset": self._file.tell(), "length": value.nbytes}
        self._file.write(value.data)
        tensor = TensorProto(name=name, dims=value.shape, data_location=TensorProto.EXTERNAL)
        tensor.data_type = helper.np_dtype_to_tensor_dtype(value.dtype)
        for key, entry in place.items():
            tensor.external_data.add(key=key, value=str(entry))
        return tensor


def add_layer(
    graph: Graph,
    number: int,
    state: str,
    wanted: str,
    outlier_inputs: Sequence[int] = (),
    outlier_units: Sequence[int] = (),
) -> str:
    """Add a layer of BERT and return the name of its output.

    Args:
        graph: the graph.
        number: of the layer, from 0.
        state: the output of the layer before: the vectors of all tokens.
        wanted: the vectors of the tokens to compute, usually `state` itself.
        outlier_inputs: places of a token's vector that need 32 bits before the feed-forward part.
        outlier_units: units of the feed-forward part that need 32 bits.
    """
    layer = f"l{number}."
    query = multiply(graph, f"{layer}q", wanted)
    key = multiply(graph, f"{layer}k", state)
    value = multiply(graph, f"{layer}v", state)
    heads: dict[str, Any] = {"q_num_heads": ATTENTION_HEADS, "kv_num_heads": ATTENTION_HEADS}
    mixed = graph.node("Attention", [query, key, value], f"{layer}mixed", **heads)
    change = multiply(graph, f"{layer}ao", mixed)
    attended = add_and_normalize(graph, f"{layer}aln", wanted, change)
    inner = multiply(graph, f"{layer}fi", attended, outlier_inputs)
    wide = graph.node("Gelu", [inner], f"{layer}gelu")
    narrow = multiply(graph, f"{layer}fo", wide, outlier_units)
    return add_and_normalize(graph, f"{layer}oln", attended, narrow)


def add_and_normalize(graph: Graph, name: str, state: str, change: str) -> str:
    """Add two nodes, Add and LayerNormalization.

    SkipLayerNormalization does both in one node, but takes 7 times as long (0.48 ms, not 0.07).
    """
    total = graph.node("Add", [state, change], f"{name}.total")
    scale = graph.tensor(f"{name}.w")
    bias = graph.tensor(f"{name}.b")
    inputs = [total, scale, bias]
    return graph.node("LayerNormalization", inputs, f"{name}.state", axis=-1, epsilon=LAYER_NORM_EPSILON)


def multiply(graph: Graph, name: str, state: str, outliers: Sequence[int] = ()) -> str:
    """Multiply the state by a matrix and add its bias.

    In int8 the places `outliers` of the state are multiplied in 32 bits.
    """
    matrix = graph.weights.floats(f"{name}.w").T
    bias = graph.tensor(f"{name}.b")
    if graph.precision == "fp32":
        weights = graph.constant(f"{name}.w", matrix)
        product = graph.node("MatMul", [state, weights], f"{name}.product")
        return graph.node("Add", [product, bias], f"{name}.sum")
    if not outliers:
        return _multiply_int8(graph, name, state, matrix, bias)
    return _multiply_apart(graph, name, state, matrix, bias, np.array(outliers))


def _multiply_apart(graph: Graph, name: str, state: str, matrix: Floats, bias: str, outliers: NDArray[np.int64]) -> str:
    """Multiply the places `outliers` of the state in 32 bits and the rest in int8, and add the products."""
    mask = np.ones(len(matrix), np.float32)
    mask[outliers] = 0
    places = graph.constant(f"{name}.places", outliers)
    few = graph.node("Gather", [state, places], f"{name}.few", axis=-1)
    rows = graph.constant(f"{name}.rows", matrix[outliers])
    few_product = graph.node("MatMul", [few, rows], f"{name}.few_product")
    kept = graph.constant(f"{name}.mask", mask)
    rest = graph.node("Mul", [state, kept], f"{name}.rest")
    rest_product = _multiply_int8(graph, name, rest, matrix * mask[:, None], bias)
    return graph.node("Add", [rest_product, few_product], f"{name}.sum")


def _multiply_int8(graph: Graph, name: str, state: str, matrix: Floats, bias: str) -> str:
    """Multiply in int8. Each column of the matrix has a scale. The state has one, which is found at run time."""
    largest = np.abs(matrix).max(axis=0)
    scales = largest / MAX_INT8_WEIGHT
    integers = np.round(matrix / scales).astype(np.int8)
    weights = graph.constant(f"{name}.w", integers)
    weight_scales = graph.constant(f"{name}.scales", scales)
    inputs = [state, weights, weight_scales, "", bias]
    return graph.node("DynamicQuantizeMatMul", inputs, f"{name}.product", MICROSOFT)
