"""BERT as both models use it: sizes, and names of tensors.

`multilingual-e5-small` and `ms-marco-MiniLM-L-12-v2` have the same sizes: 12 layers, 384 wide.
"""

LAYERS = 12
DIMENSIONS = 384
"""Length of a token's vector between layers, and of an embedding."""

FEED_FORWARD_UNITS = 1536
"""Width of the feed-forward part of a layer."""

ATTENTION_HEADS = 12
LAYER_NORM_EPSILON = 1e-12

MAX_TOKENS = 512
"""Maximum number of tokens in one run: the models have no further positions."""

_HUGGING_FACE_NAMES = {
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


def hugging_face_name(name: str) -> str:
    """Return the name that Hugging Face's `BertModel` has for a tensor of `index.models.packed`.

    `l3.ao.w` is `encoder.layer.3.attention.output.dense.weight`.
    """
    if name in _HUGGING_FACE_NAMES:
        return _HUGGING_FACE_NAMES[name]
    part, kind = name.rsplit(".", 1)
    suffix = {"w": "weight", "b": "bias"}[kind]
    if part in _HUGGING_FACE_NAMES:
        return f"{_HUGGING_FACE_NAMES[part]}.{suffix}"
    layer, part = part.split(".")
    number = layer.removeprefix("l")
    return f"encoder.layer.{number}.{_HUGGING_FACE_NAMES[part]}.{suffix}"
