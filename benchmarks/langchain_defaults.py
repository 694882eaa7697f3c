"""LangChain's default retrieval stack, for comparison: recursive splitter 1000/200, sentence-transformers, Chroma.

`python -m benchmarks.langchain_defaults ingest DOCS DIR | search DIR QUERY`. The two adapters do what the classes of
langchain-huggingface and langchain-chroma do with their default arguments: newlines become spaces, all texts go to
one `encode` call (its own batches of 32, sorted by length), random ids, one upsert per largest batch of the client,
the client's default index settings, no filter. Chunks are cut from the raw files, as a plain text loader gives them.
"""

import sys
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import chromadb
from chromadb.api.types import Embeddings as ChromaEmbeddings
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentence_transformers import SentenceTransformer

from rag.index.encoder import default_model_folder


class SentenceTransformersEmbeddings(Embeddings):
    """As HuggingFaceEmbeddings with its default arguments, on the weights that citewell uses."""

    def __init__(self) -> None:
        self._model: Any = SentenceTransformer(str(default_model_folder()), device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors = self._model.encode([text.replace("\n", " ") for text in texts], show_progress_bar=False)
        rows: list[list[float]] = vectors.tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class ChromaStore(VectorStore):
    """As langchain_chroma.Chroma with a persist_directory and its default arguments."""

    def __init__(self, folder: str, embedding: Embeddings) -> None:
        self._client = chromadb.PersistentClient(folder)
        self._embedding = embedding
        self._collection = self._client.get_or_create_collection("langchain", embedding_function=None)

    def add_texts(self, texts: Iterable[str], metadatas: list[dict[str, Any]] | None = None, **_: Any) -> list[str]:
        listed = list(texts)
        ids = [str(uuid.uuid4()) for _ in listed]
        vectors: ChromaEmbeddings = self._embedding.embed_documents(listed)  # type: ignore[assignment]  # as above
        self._collection.upsert(ids=ids, embeddings=vectors, documents=listed, metadatas=metadatas)  # type: ignore[arg-type]
        return ids

    @classmethod
    def from_texts(
        cls, texts: list[str], embedding: Embeddings, metadatas: list[dict[str, Any]] | None = None, **options: Any
    ) -> Self:
        store = cls(options["persist_directory"], embedding)
        size = store._client.get_max_batch_size()
        for at in range(0, len(texts), size):
            store.add_texts(texts[at : at + size], metadatas[at : at + size] if metadatas else None)
        return store

    def similarity_search(self, query: str, k: int = 4, **_: Any) -> list[Document]:
        vector = self._embedding.embed_query(query)
        found: Any = self._collection.query(query_embeddings=[vector], n_results=k)  # type: ignore[arg-type]  # lists of lists are accepted
        pairs = zip(found["documents"][0], found["metadatas"][0], strict=True)
        return [Document(page_content=text, metadata=metadata) for text, metadata in pairs]


def ingest(docs: Path, folder: str) -> int:
    """Number of chunks written."""
    documents = [
        Document(page_content=path.read_text("utf-8"), metadata={"source": str(path)})
        for path in sorted(docs.glob("*.md"))
    ]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    ChromaStore.from_documents(chunks, SentenceTransformersEmbeddings(), persist_directory=folder)
    return len(chunks)


if __name__ == "__main__":
    if sys.argv[1] == "ingest":
        print(ingest(Path(sys.argv[2]), sys.argv[3]))
    else:
        store = ChromaStore(sys.argv[2], SentenceTransformersEmbeddings())
        print(store.similarity_search(sys.argv[3])[0].page_content)
