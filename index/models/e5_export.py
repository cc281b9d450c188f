"""Write the fast form of `multilingual-e5-small`: a tokenizer, and a graph for ONNX Runtime (`index.models.graph`).

Three things make a cold query cheap and keep int8 close to the reference (`index.models.e5_reference`):

*Fewer pieces.* The tokenizer (SentencePiece unigram) cuts a text so that the sum of its pieces' scores is greatest. A
piece can only be used if all of its characters are in the text. So dropping every piece with, for example, a Cyrillic
or a Chinese character changes nothing for a text without such characters. `京都` becomes `<unk>`. Embedding table and
tokenizer shrink together from 250,002 to about 120,000 pieces.

*The embedding table stays packed.* Its rows are unpacked when they are looked up, exactly.

*Outliers in 32 bits.* At `<s>` and `</s>` a few numbers, always in the same places, are ten times larger than all
others. With these in 32 bits the mean of 1 - cosine to the reference over 16 texts fell from 0.0029 to 0.0007, for 5 %
of the time.

Int8 against 32 bits, nDCG@10: -0.0005 (XQuAD, English), +0.0020 (Spanish), +0.0001 and +0.0007 (across languages),
standard error 0.001; +0.0018 +- 0.0035 (SciFact: 300 claims over 1,183 abstracts). With plain int8, one scale for each
column and no outliers apart, SciFact lost 0.0092.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.models.bert import DIMENSIONS, LAYERS
from index.models.graph import MICROSOFT, Graph, Precision, add_and_normalize, add_layer
from index.models.packed import BLOCK_WEIGHTS, PackedWeights

KEPT_CHARACTERS = (
    (0x0000, 0x03FF),  # Latin with all extensions, IPA, modifier letters, combining marks, Greek
    (0x1AB0, 0x1AFF),  # combining marks
    (0x1D00, 0x2BFF),  # phonetics, Latin and Greek with accents, punctuation, super- and subscripts, currency, symbols
    (0x2C60, 0x2C7F),  # Latin
    (0x2E00, 0x2E7F),  # punctuation
    (0x3000, 0x303F),  # punctuation that East Asian typesetting adds
    (0xA700, 0xA7FF),  # Latin
    (0xAB30, 0xAB6F),  # Latin
    (0xE000, 0xF8FF),  # private use: bullets of symbol fonts, as PDFs have them
    (0xFB00, 0xFB06),  # Latin ligatures
    (0xFE00, 0xFE6F),  # variation selectors, small and vertical punctuation
    (0xFF00, 0xFF65),  # full-width Latin
    (0xFFE0, 0xFFFF),  # full-width signs, specials
    (0x10100, 0x101FF),  # ancient numbers and symbols
    (0x1D400, 0x1D7FF),  # mathematical letters
    (0x1F000, 0x1FBFF),  # emoji and pictographs
)
"""First and last code points of the characters that text in Latin script may have, by Unicode's blocks (Blocks.txt).

Of 22,074 texts in ../shared/data and ../shared/reading-list (29 million characters, 7 million tokens) all but six are
cut exactly as the whole tokenizer cuts them. Those six name Chinese institutions in Chinese.
"""

OUTLIER_INPUTS = (15, 35, 60, 87, 321)
"""Places where a layer's state after attention exceeds 9. The others stay under 7. Measured on 16 texts, in two
languages."""

OUTLIER_UNITS = {0: (318,), 1: (1462,), 2: (354,), 4: (778,), 5: (658,), 6: (1152,), 7: (413,)}
"""By layer, the one unit of the feed-forward part that exceeds 11 (up to 68). The others stay under 7. Measured on the
same texts."""


def write_fast_form(weights: PackedWeights, tokenizer: dict[str, Any], precision: Precision, folder: Path) -> None:
    """Write tokenizer.json with fewer pieces, PRECISION.onnx and its constants, PRECISION.bin, into a folder.

    Args:
        weights: of the model.
        tokenizer: the content of the upstream tokenizer.json. It is reduced in place.
        precision: of the matrix products.
        folder: an existing folder.
    """
    kept = reduce_tokenizer(tokenizer)
    text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    _write_graph(weights, kept, precision, folder)


def reduce_tokenizer(tokenizer: dict[str, Any]) -> NDArray[np.int64]:
    """Drop, in place, the pieces that no text in Latin script can use. Return the old numbers of the other pieces.

    The first four pieces (`<s>`, `<pad>`, `</s>`, `<unk>`) keep their numbers, so only `<mask>` gets a new one.
    """
    vocabulary = tokenizer["model"]["vocab"]
    kept = []
    for number, (piece, _) in enumerate(vocabulary):
        if all(is_kept(character) for character in piece):
            kept.append(number)
    tokenizer["model"]["vocab"] = [vocabulary[number] for number in kept]
    new_numbers = {old: new for new, old in enumerate(kept)}
    for token in tokenizer["added_tokens"]:
        token["id"] = new_numbers[token["id"]]
    return np.array(kept)


def is_kept(character: str) -> bool:
    """Return whether a character can be in a text in Latin script."""
    code = ord(character)
    return any(first <= code <= last for first, last in KEPT_CHARACTERS)


def _write_graph(weights: PackedWeights, kept: NDArray[np.int64], precision: Precision, folder: Path) -> None:
    """Write a graph from `tokens`, shape (texts, length), to `vectors`, shape (texts, 384), of unit length.

    There is no mask: the texts of one run must be equally long. One text a run is fastest (`index.models.encoders`).
    """
    from onnx import TensorProto, helper

    with (folder / f"{precision}.bin").open("wb") as file:
        graph = Graph(weights, precision, file)
        state = _embed(graph, weights, kept)
        for number in range(LAYERS):
            state = add_layer(graph, number, state, state, OUTLIER_INPUTS, OUTLIER_UNITS.get(number, ()))
        length_axis = graph.constant("length_axis", np.array([1]))
        mean = graph.node("ReduceMean", [state, length_axis], "mean", keepdims=0)
        graph.node("LpNormalization", [mean], "vectors", axis=-1, p=2)
    tokens = helper.make_tensor_value_info("tokens", TensorProto.INT64, ["texts", "length"])
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", DIMENSIONS])
    graph.save(folder / f"{precision}.onnx", "encoder", [tokens], vectors)


def _embed(graph: Graph, weights: PackedWeights, kept: NDArray[np.int64]) -> str:
    """Look tokens up in the packed table (two numbers a byte, the even one low) and add their positions."""
    rows = weights.packed("emb.word", kept)
    pairs = rows.numbers.reshape(len(kept), -1)
    low, high = pairs[:, 0::2], pairs[:, 1::2]
    table = graph.constant("words", low | high << 4)
    table_scales = graph.constant("scales", rows.scales)
    inputs = [table, "tokens", table_scales]
    layout: dict[str, Any] = {"bits": 4, "block_size": BLOCK_WEIGHTS, "gather_axis": 0, "quantize_axis": 1}
    graph.node("GatherBlockQuantized", inputs, "word", MICROSOFT, **layout)
    positions = weights.floats("emb.pos") + weights.floats("emb.type")[0]
    graph.node("Shape", ["tokens"], "length", start=1, end=2)
    first = graph.constant("first", np.array([0]))
    position_table = graph.constant("positions", positions)
    graph.node("Slice", [position_table, first, "length"], "position")
    return add_and_normalize(graph, "emb.ln", "word", "position")
