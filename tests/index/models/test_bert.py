import pytest

from index.models.bert import hugging_face_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("emb.ln.b", "embeddings.LayerNorm.bias"),
        ("l3.ao.w", "encoder.layer.3.attention.output.dense.weight"),
        ("l11.q.b", "encoder.layer.11.attention.self.query.bias"),
        ("l0.oln.w", "encoder.layer.0.output.LayerNorm.weight"),
    ],
)
def test_hugging_face_names(name, expected):
    """Each tensor has the name that transformers gives it in `BertModel`."""
    assert hugging_face_name(name) == expected
