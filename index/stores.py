"""The stores in use. Every index is built and opened with these two."""

from index.dense import SegmentedVectorStore
from index.protocols import LocalTermStore, LocalVectorStore
from index.sparse import TantivyTermStore

VECTOR_STORE: type[LocalVectorStore] = SegmentedVectorStore
TERM_STORE: type[LocalTermStore] = TantivyTermStore
