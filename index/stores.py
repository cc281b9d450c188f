"""The stores in use. Every index is built and opened with these two."""

from index.dense import SegmentedVectorStore
from index.protocols import TermStore, VectorStore
from index.sparse import TantivyTermStore

VECTOR_STORE: type[VectorStore] = SegmentedVectorStore
TERM_STORE: type[TermStore] = TantivyTermStore
