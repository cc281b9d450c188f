"""The two forms of the default model that `index.models.weights` writes into its folder.

The **reference** is what sentence-transformers reads: all 250,002 pieces, weights in 32 bits.

The **fast form** is for ONNX Runtime, written node by node: there is no torch to import, and the operators are those
measured fastest. Three things keep a cold question cheap and int8 close to the reference:

*Fewer pieces.* The tokenizer (SentencePiece unigram) cuts a text where the sum of its pieces' scores is greatest. A
piece can only be used where all of its characters stand in the text, so dropping every piece with a Cyrillic or a
Chinese character changes nothing for text that has none. `京都` becomes `<unk>`. Embedding table and tokenizer shrink
together from 250,002 to about 120,000 pieces.

*The table stays packed.* Rows are unpacked as they are looked up, exactly.

*Outliers apart.* Eight bits cover a matrix's whole range. At `<s>` and `</s>` a few numbers, always in the same places,
are ten times larger than all others, which leaves the others about three bits. So the products of those few are
taken in 32 bits beside the int8 ones, and added (https://arxiv.org/abs/2208.07339 does this for large models). Mean
1 - cosine to the reference over 16 texts fell from 0.0029 to 0.0007, for 5 % of the time.

Weights of int8 products reach +-64, not +-127: on a processor without VNNI instructions two products are added in 16
bits, and 2 x 255 x 64 = 32,640 still fits. Against 32 bits nDCG@10 changed by -0.0005 (XQuAD, English), +0.0020
(Spanish), +0.0001 and +0.0007 (across), standard error 0.001; and by +0.0018 +- 0.0035 (SciFact: 300 claims over 1,183
abstracts). With plain per-column int8 SciFact lost 0.0092.
"""

import json
import shutil
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, get_args

import numpy as np
from numpy.typing import NDArray

from index.models.weights import (
    BLOCK,
    DIMENSIONS,
    FEED_FORWARD,
    LAYERS,
    LONGEST,
    PROMPTS,
    PackedWeights,
    Precision,
)

Floats = NDArray[np.float32]

HEADS = 12
EPSILON = 1e-12
MICROSOFT = "com.microsoft"
OPERATORS = {"": 23, MICROSOFT: 1}
"""Operator sets: 23 is the first with `Attention`."""

KEPT_CHARACTERS = (
    (0x0000, 0x03FF),  # Latin with all extensions, IPA, modifier letters, combining marks, Greek
    (0x1AB0, 0x1AFF),  # combining marks
    (0x1D00, 0x2BFF),  # phonetics, Latin and Greek with accents, punctuation, super- and subscripts, currency, symbols
    (0x2C60, 0x2C7F),  # Latin
    (0x2E00, 0x2E7F),  # punctuation
    (0x3000, 0x303F),  # punctuation that East Asian typesetting adds
    (0xA700, 0xA7FF),  # Latin
    (0xAB30, 0xAB6F),  # Latin
    (0xE000, 0xF8FF),  # private use: bullets of symbol fonts, as PDFs give them
    (0xFB00, 0xFB06),  # Latin ligatures
    (0xFE00, 0xFE6F),  # variation selectors, small and vertical punctuation
    (0xFF00, 0xFF65),  # full-width Latin
    (0xFFE0, 0xFFFF),  # full-width signs, specials
    (0x10100, 0x101FF),  # ancient numbers and symbols
    (0x1D400, 0x1D7FF),  # mathematical letters
    (0x1F000, 0x1FBFF),  # emoji and pictographs
)
"""First and last code points of what stands in text in Latin script, by the Unicode standard's blocks (Blocks.txt).

Of 22,074 texts in ../shared/data and ../shared/reading-list (29 million characters, 7 million tokens) all but six are
cut exactly as the whole tokenizer cuts them; those six name Chinese institutions in Chinese.
"""

INT8_LARGEST = 64
"""The largest int8 weight: see the top of this module."""

OUTLIER_INPUTS = (15, 35, 60, 87, 321)
"""Where a layer's state after attention exceeds 9 while the rest stays under 7; measured on 16 texts, two languages."""

OUTLIER_UNITS = {0: (318,), 1: (1462,), 2: (354,), 4: (778,), 5: (658,), 6: (1152,), 7: (413,)}
"""By layer, the one unit of the feed-forward part that exceeds 11 (up to 68) while the rest stay under 7; as above."""

SPECIAL_TOKENS = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
    "mask_token": "<mask>",
}

BERT_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_reference(weights: PackedWeights, tokenizer: Path, folder: Path) -> None:
    """Writes what `SentenceTransformer(folder)` reads, in the layout that its releases 2 to 6 understand."""
    bert = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": DIMENSIONS,
        "intermediate_size": FEED_FORWARD,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "layer_norm_eps": EPSILON,
        "max_position_embeddings": LONGEST,
        "type_vocab_size": 2,
        "vocab_size": weights.shape("emb.word")[0],
        "pad_token_id": 1,
    }
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    files = {
        "config.json": bert,
        "modules.json": [
            {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for number, (path, kind) in enumerate(modules)
        ],
        "sentence_bert_config.json": {"max_seq_length": LONGEST, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {**PROMPTS, "document": PROMPTS["passage"]},  # the name that `encode_document` looks for first
            "similarity_fn_name": "cosine",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": LONGEST,
            **SPECIAL_TOKENS,
        },
        "1_Pooling/config.json": {"word_embedding_dimension": DIMENSIONS, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
    for name, value in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    _write_safetensors(weights, folder / "model.safetensors")


def bert_name(name: str) -> str:
    """Gives the name that Hugging Face's BERT has for a tensor of the data file.

    `l3.ao.w` is `encoder.layer.3.attention.output.dense.weight`.
    """
    if name in BERT_NAMES:
        return BERT_NAMES[name]
    part, kind = name.rsplit(".", 1)
    suffix = {"w": "weight", "b": "bias"}[kind]
    if part in BERT_NAMES:
        return f"{BERT_NAMES[part]}.{suffix}"
    layer, part = part.split(".")
    return f"encoder.layer.{layer[1:]}.{BERT_NAMES[part]}.{suffix}"


def _write_safetensors(weights: PackedWeights, path: Path) -> None:
    """Writes the tensors one after another, never holding them all: the embedding table alone is 384 MB.

    The format (https://huggingface.co/docs/safetensors): the size of the header in 8 bytes, the header as JSON, the
    tensors. BERT's pooler is written as zeros: nothing here uses it, and without it every load would warn.
    """
    pooler = {"pooler.dense.weight": (DIMENSIONS, DIMENSIONS), "pooler.dense.bias": (DIMENSIONS,)}
    shapes = {bert_name(name): weights.shape(name) for name in weights.names()} | pooler
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        start, end = end, end + 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in weights.names():
            for start in range(0, weights.shape(name)[0], 16_384):  # rows: 25 MB of the embedding table at a time
                file.write(weights.floats(name, slice(start, start + 16_384)).data)
        for shape in pooler.values():
            file.write(np.zeros(shape, np.float32).data)


def write_fast_path(weights: PackedWeights, tokenizer: dict[str, Any], folder: Path) -> None:
    """Writes the smaller tokenizer and, in both precisions, the graph from its tokens to a unit vector."""
    kept = reduce_tokenizer(tokenizer)
    (folder / "tokenizer.json").write_text(
        json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    for precision in get_args(Precision):
        _write_graph(weights, kept, precision, folder)


def reduce_tokenizer(tokenizer: dict[str, Any]) -> NDArray[np.int64]:
    """Drops, in place, the pieces that no text in Latin script can use; gives the old numbers of those that stay.

    The first four pieces (`<s>`, `<pad>`, `</s>`, `<unk>`) keep their numbers, so only `<mask>` has to be renumbered.
    """
    vocabulary = tokenizer["model"]["vocab"]
    kept = [number for number, (piece, _) in enumerate(vocabulary) if all(map(is_kept, piece))]
    tokenizer["model"]["vocab"] = [vocabulary[number] for number in kept]
    new = {old: number for number, old in enumerate(kept)}
    for token in tokenizer["added_tokens"]:
        token["id"] = new[token["id"]]
    return np.array(kept)


def is_kept(character: str) -> bool:
    """Whether a character can stand in text in Latin script."""
    code = ord(character)
    return any(first <= code <= last for first, last in KEPT_CHARACTERS)


class Graph:
    """An ONNX graph that grows; its larger constants go straight to a file that ONNX Runtime maps, not reads."""

    def __init__(self, weights: PackedWeights, precision: Precision, file: BinaryIO) -> None:
        self.weights = weights
        self.precision = precision
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._file = file

    def node(self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any) -> str:
        """Adds an operation and gives the name of its output."""
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [output], output, domain=domain, **attributes))
        return output

    def tensor(self, name: str) -> str:
        """Stores one of the model's tensors as it is, and gives its name."""
        return self.constant(name, self.weights.floats(name))

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Stores an array under a name, which it gives back."""
        from onnx import numpy_helper

        value = np.ascontiguousarray(value)
        if value.nbytes < 1024:  # ONNX Runtime wants to see axes and lengths in the graph itself
            self.constants.append(numpy_helper.from_array(value, name))
        else:
            self.constants.append(self._outside(name, value))
        return name

    def _outside(self, name: str, value: NDArray[Any]) -> Any:
        from onnx import TensorProto, helper

        self._file.write(bytes(-self._file.tell() % 64))  # each begins on a cache line
        place = {"location": Path(self._file.name).name, "offset": self._file.tell(), "length": value.nbytes}
        self._file.write(value.data)
        tensor = TensorProto(name=name, dims=value.shape, data_location=TensorProto.EXTERNAL)
        tensor.data_type = helper.np_dtype_to_tensor_dtype(value.dtype)
        for key, entry in place.items():
            tensor.external_data.add(key=key, value=str(entry))
        return tensor


def _write_graph(weights: PackedWeights, kept: NDArray[np.int64], precision: Precision, folder: Path) -> None:
    """Writes PRECISION.onnx and its constants, PRECISION.bin: `tokens` (texts, length) to `vectors` (texts, 384).

    There is no mask: the texts of one run must be equally long, and one text a run is fastest (see
    `index.models.encoders`).
    """
    from onnx import TensorProto, helper, save

    with (folder / f"{precision}.bin").open("wb") as file:
        graph = Graph(weights, precision, file)
        state = _embed(graph, kept)
        for layer in range(LAYERS):
            state = _feed_forward(graph, layer, _attend(graph, layer, state))
        graph.node("ReduceMean", [state, graph.constant("length_axis", np.array([1]))], "mean", keepdims=0)
        graph.node("LpNormalization", ["mean"], "vectors", axis=-1, p=2)
    tokens = helper.make_tensor_value_info("tokens", TensorProto.INT64, ["texts", "length"])
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", DIMENSIONS])
    model = helper.make_model(
        helper.make_graph(graph.nodes, "encoder", [tokens], [vectors], graph.constants),
        opset_imports=[helper.make_opsetid(*operators) for operators in OPERATORS.items()],
        ir_version=10,  # of the file format; 10 goes with operator set 23
    )
    save(model, folder / f"{precision}.onnx")


def _embed(graph: Graph, kept: NDArray[np.int64]) -> str:
    """Looks tokens up in the packed table (two numbers a byte, the even one low) and adds their positions."""
    numbers, scales = graph.weights.blocks("emb.word", kept)
    pairs = numbers.reshape(len(kept), -1)
    table = [graph.constant("words", pairs[:, 0::2] | pairs[:, 1::2] << 4), "tokens", graph.constant("scales", scales)]
    layout = {"bits": 4, "block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
    graph.node("GatherBlockQuantized", table, "word", MICROSOFT, **layout)
    positions = graph.weights.floats("emb.pos") + graph.weights.floats("emb.type")[0]
    graph.node("Shape", ["tokens"], "length", start=1, end=2)
    first = graph.constant("first", np.array([0]))
    graph.node("Slice", [graph.constant("positions", positions), first, "length"], "position")
    return add_and_normalise(graph, "emb.ln", "word", "position")


def _attend(graph: Graph, number: int, state: str) -> str:
    layer = f"l{number}."
    parts = [multiply(graph, f"{layer}{part}", state) for part in "qkv"]
    mixed = graph.node("Attention", parts, f"{layer}mixed", q_num_heads=HEADS, kv_num_heads=HEADS)
    return add_and_normalise(graph, f"{layer}aln", state, multiply(graph, f"{layer}ao", mixed))


def _feed_forward(graph: Graph, number: int, state: str) -> str:
    layer = f"l{number}."
    wide = graph.node("Gelu", [multiply(graph, f"{layer}fi", state, OUTLIER_INPUTS)], f"{layer}gelu")
    narrow = multiply(graph, f"{layer}fo", wide, OUTLIER_UNITS.get(number, ()))
    return add_and_normalise(graph, f"{layer}oln", state, narrow)


def add_and_normalise(graph: Graph, name: str, state: str, change: str) -> str:
    """Adds two nodes: the one that does both, SkipLayerNormalization, takes 7 times as long (0.48 ms, not 0.07)."""
    total = graph.node("Add", [state, change], f"{name}.total")
    factors = [graph.tensor(f"{name}.w"), graph.tensor(f"{name}.b")]
    return graph.node("LayerNormalization", [total, *factors], f"{name}.state", axis=-1, epsilon=EPSILON)


def multiply(graph: Graph, name: str, state: str, outliers: Sequence[int] = ()) -> str:
    """Multiplies by a matrix and adds its bias; in int8, all but what meets the `outliers` of the state."""
    matrix, bias = graph.weights.floats(f"{name}.w").T, graph.tensor(f"{name}.b")
    if graph.precision == "fp32":
        product = graph.node("MatMul", [state, graph.constant(f"{name}.w", matrix)], f"{name}.product")
        return graph.node("Add", [product, bias], f"{name}.sum")
    if not outliers:
        return _multiply_int8(graph, name, state, matrix, bias)
    places, mask = np.array(outliers), np.ones(len(matrix), np.float32)
    mask[places] = 0
    few = graph.node("Gather", [state, graph.constant(f"{name}.places", places)], f"{name}.few", axis=-1)
    few = graph.node("MatMul", [few, graph.constant(f"{name}.rows", matrix[places])], f"{name}.few_product")
    rest = graph.node("Mul", [state, graph.constant(f"{name}.mask", mask)], f"{name}.rest")
    product = _multiply_int8(graph, name, rest, matrix * mask[:, None], bias)
    return graph.node("Add", [product, few], f"{name}.sum")


def _multiply_int8(graph: Graph, name: str, state: str, matrix: Floats, bias: str) -> str:
    """Multiplies in int8: one scale for each column of the matrix, and one for the state, found as it runs."""
    scales = np.abs(matrix).max(axis=0) / INT8_LARGEST
    integers = graph.constant(f"{name}.w", np.round(matrix / scales).astype(np.int8))
    inputs = [state, integers, graph.constant(f"{name}.scales", scales), "", bias]
    return graph.node("DynamicQuantizeMatMul", inputs, f"{name}.product", MICROSOFT)
