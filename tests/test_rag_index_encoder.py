"""Rules of the encoder: unit rows in input order; weights that could run code, or are not the published ones, refused."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.errors import EncoderError
from rag.index.encoder import EXPORT_FORMAT, Encoder, default_model_folder, encoder_fingerprint, load_encoder
from rag.settings import IndexSettings
from tests.shelf import citewell, settings_for, write_guides, write_tiny_model

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = settings_for(Path()).index
TEXTS = (
    "Kidney cancer starts in the kidney.",
    "Renal tumours begin in the kidneys.",
    "Short.",
    "A long text. " * 100,
    "Trastuzumab is given every three weeks to people whose tumour is HER2-positive.",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(SETTINGS)


def test_rows_are_unit_vectors_of_the_stated_shape(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_rows_are_in_input_order(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    for row, text in enumerate(TEXTS):
        assert float(vectors[row] @ encoder.encode([text])[0]) > 0.95


def test_same_texts_give_the_same_bytes(encoder: Encoder) -> None:
    assert encoder.encode(TEXTS).tobytes() == encoder.encode(TEXTS).tobytes()


def test_vector_of_a_text_does_not_depend_on_the_texts_beside_it(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS)
    for row, text in enumerate(TEXTS):
        assert float(together[row] @ encoder.encode([text])[0]) > 0.9999


def test_meaning_is_nearer_than_other_meaning(encoder: Encoder) -> None:
    kidney, renal, _, _, trastuzumab = encoder.encode(TEXTS)
    assert float(kidney @ renal) > float(kidney @ trastuzumab) + 0.2


def test_quantised_export_stays_close_to_the_published_weights(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text for text in TEXTS if len(text) > 10]
    published = SentenceTransformer(str(default_model_folder()), device="cpu").encode(texts, normalize_embeddings=True)
    exported = np.concatenate([encoder.encode([text]) for text in texts])
    assert (published * exported).sum(axis=1).min() > 0.98


@pytest.mark.parametrize("texts", [[], ["x"], ["", " "], ["\x00", "🎗️", "مرحبا"], ["a" * 100_000]])
def test_any_text_is_encoded(encoder: Encoder, texts: list[str]) -> None:
    assert encoder.encode(texts).shape == (len(texts), encoder.dimension)


def test_question_path_imports_neither_torch_nor_chroma(tmp_path: Path) -> None:
    write_guides(tmp_path / "guides", ["lumaria"])
    index = ["--index", str(tmp_path / "index")]
    assert citewell("ingest", tmp_path / "guides", *index, cwd=tmp_path).returncode == 0
    script = "import sys; from rag.cli.main import main; main(sys.argv[1:]); print({*sys.modules} & {*HEAVY})"
    script = script.replace("HEAVY", repr(["torch", "chromadb", "transformers", "sentence_transformers"]))
    command = [sys.executable, "-c", script, "search", "usual dose", *index]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


# ---------------------------------------------------------------- what is refused


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the model's package in a folder that is looked in first; the model inside may be spoilt."""
    source = default_model_folder()
    copy = tmp_path / "packages" / source.parent.name
    copy.mkdir(parents=True)
    (copy / "__init__.py").touch()
    shutil.copytree(source, copy / "model")
    monkeypatch.syspath_prepend(str(tmp_path / "packages"))
    assert default_model_folder() == copy / "model"
    return copy / "model"


@pytest.mark.parametrize("name", ["pytorch_model.bin", "inner/weights.pkl", "a.pt", "b.pickle", "c.ckpt", "d.pth"])
def test_folder_with_a_pickle_is_refused(package: Path, tmp_path: Path, name: str) -> None:
    (package / name).parent.mkdir(exist_ok=True)
    (package / name).write_bytes(b"x")
    with pytest.raises(EncoderError, match=r"can run code.*safetensors"):
        load_encoder(IndexSettings(cache_dir=tmp_path / "cache"))


def test_folder_that_names_remote_code_is_refused(package: Path, tmp_path: Path) -> None:
    config = json.loads((package / "config.json").read_text())
    (package / "config.json").write_text(json.dumps({**config, "auto_map": {"AutoModel": "code.Model"}}))
    with pytest.raises(EncoderError, match="auto_map"):
        load_encoder(IndexSettings(cache_dir=tmp_path / "cache"))


def test_weights_of_another_hash_are_refused(package: Path, tmp_path: Path) -> None:
    data = bytearray((package / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (package / "model.safetensors").write_bytes(data)
    with pytest.raises(EncoderError, match="not the published ones; reinstall"):
        load_encoder(IndexSettings(cache_dir=tmp_path / "cache"))
    assert not list((tmp_path / "cache").rglob("*.onnx"))


def exported(tmp_path: Path) -> Path:
    """A copy of the exported encoder, in a cache folder of its own."""
    [folder] = [
        path.parent for path in (SETTINGS.cache_dir / "encoders").glob(f"*-{EXPORT_FORMAT.replace('/', '-')}/done.json")
    ]
    return Path(shutil.copytree(folder, tmp_path / "cache" / "encoders" / folder.name))


def test_altered_export_is_refused_with_the_remedy(encoder: Encoder, tmp_path: Path) -> None:
    model = exported(tmp_path) / "model.onnx"
    model.write_bytes(model.read_bytes()[:-7])
    with pytest.raises(EncoderError, match="damaged; delete that folder"):
        load_encoder(IndexSettings(cache_dir=tmp_path / "cache"))


@pytest.mark.parametrize(
    ("name", "data"), [("done.json", b"{"), ("done.json", b"{}"), ("tokenizer.json", b"{}"), ("model.onnx", None)]
)
def test_spoilt_export_is_an_error_of_ours(encoder: Encoder, tmp_path: Path, name: str, data: bytes | None) -> None:
    path = exported(tmp_path) / name
    path.unlink() if data is None else path.write_bytes(data)
    with pytest.raises(EncoderError):
        load_encoder(IndexSettings(cache_dir=tmp_path / "cache"))


# ---------------------------------------------------------------- other models


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("tiny"))


def test_any_model_in_a_folder_works_and_has_a_name_of_its_own(tiny: Path) -> None:
    settings = IndexSettings(model=str(tiny))
    encoder = load_encoder(settings)
    vectors = encoder.encode(TEXTS)
    assert (vectors.shape, encoder.dimension) == ((len(TEXTS), 32), 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.fingerprint == encoder_fingerprint(settings) != encoder_fingerprint(SETTINGS)


def test_fingerprint_follows_the_weights(tiny: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(tiny, tmp_path / "model"))
    before = encoder_fingerprint(IndexSettings(model=str(copy)))
    data = bytearray((copy / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (copy / "model.safetensors").write_bytes(data)
    assert encoder_fingerprint(IndexSettings(model=str(copy))) != before


def test_model_with_only_pickled_weights_is_refused(tiny: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(tiny, tmp_path / "model"))
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    with pytest.raises(EncoderError, match="safetensors"):
        load_encoder(IndexSettings(model=str(copy)))


def test_model_that_is_nowhere_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"index\.model"):
        load_encoder(IndexSettings(model=str(tmp_path / "absent")))


def test_index_of_one_model_is_not_searched_with_another(tiny: Path, tmp_path: Path) -> None:
    write_guides(tmp_path / "guides", ["lumaria"])
    index = ["--index", str(tmp_path / "index")]
    assert citewell("ingest", tmp_path / "guides", *index, cwd=tmp_path).returncode == 0
    done = citewell("search", "dose", *index, cwd=tmp_path, environment={"CITEWELL_INDEX_MODEL": str(tiny)})
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "citewell index rebuild" in done.stderr
