"""Write `multilingual-e5-small` for sentence-transformers: all 250,002 pieces, weights in 32 bits.

The fast form is compared with this. Answers do not need it.
"""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from index.models.bert import (
    ATTENTION_HEADS,
    DIMENSIONS,
    FEED_FORWARD_UNITS,
    LAYER_NORM_EPSILON,
    LAYERS,
    MAX_TOKENS,
    hugging_face_name,
)
from index.models.packed import PackedWeights

ROWS_AT_ONCE = 16_384
"""Rows of a tensor that are unpacked together: 25 MB of the embedding table."""

SPECIAL_TOKENS = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
    "mask_token": "<mask>",
}


def write_reference(weights: PackedWeights, tokenizer: str, prompts: Mapping[str, str], folder: Path) -> None:
    """Write the files that `SentenceTransformer(folder)` reads, in a layout that its releases 2 to 6 understand.

    Args:
        weights: of the model.
        tokenizer: the text of the upstream tokenizer.json.
        prompts: for "query" and "passage".
        folder: an existing folder.
    """
    files = {
        "config.json": _bert_config(weights),
        "modules.json": [
            _module(0, "", "Transformer"),
            _module(1, "1_Pooling", "Pooling"),
            _module(2, "2_Normalize", "Normalize"),
        ],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {**prompts, "document": prompts["passage"]},  # `encode_document` looks for this name first
            "similarity_fn_name": "cosine",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            **SPECIAL_TOKENS,
        },
        "1_Pooling/config.json": {"word_embedding_dimension": DIMENSIONS, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8", newline="\n")
    _write_safetensors(weights, folder / "model.safetensors")


def _bert_config(weights: PackedWeights) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": DIMENSIONS,
        "intermediate_size": FEED_FORWARD_UNITS,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": ATTENTION_HEADS,
        "layer_norm_eps": LAYER_NORM_EPSILON,
        "max_position_embeddings": MAX_TOKENS,
        "type_vocab_size": 2,
        "vocab_size": weights.shape("emb.word")[0],
        "pad_token_id": 1,
    }


def _module(number: int, path: str, kind: str) -> dict[str, Any]:
    return {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}


def _write_safetensors(weights: PackedWeights, path: Path) -> None:
    """Write the tensors one after another. Never hold them all: the embedding table alone is 384 MB.

    The format (https://huggingface.co/docs/safetensors): the size of the header in 8 bytes, the header as JSON, the
    tensors. BERT's pooler is written as zeros: nothing here uses it, but every load would warn without it.
    """
    pooler = {"pooler.dense.weight": (DIMENSIONS, DIMENSIONS), "pooler.dense.bias": (DIMENSIONS,)}
    shapes = {hugging_face_name(name): weights.shape(name) for name in weights.names()}
    shapes.update(pooler)
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        start = end
        end = start + 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for name in weights.names():
            all_rows = weights.shape(name)[0]
            for start in range(0, all_rows, ROWS_AT_ONCE):
                rows = slice(start, start + ROWS_AT_ONCE)
                file.write(weights.floats(name, rows).data)
        for shape in pooler.values():
            zeros = np.zeros(shape, np.float32)
            file.write(zeros.data)
