"""Made-up guideline texts to a small index with the real encoder and the real Chroma. Shared by the tests of the index."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.build import IngestReport, ingest
from rag.index.encoder import Encoder, encoder_fingerprint, load_encoder
from rag.index.shelf import Shelf, open_shelf
from rag.schema import Hit
from rag.settings import IndexSettings, Settings

CONDITIONS = (
    *("lumaria", "vesperitis", "ostrenia", "calvosis", "merendia", "tolvaxia"),
    *("brindelosis", "quorane", "sylvemia", "pardoxia", "hestreia", "novellosis"),
)
METADATA = '[defaults]\npublisher = "A Society"\npublished = 2025-03-01\nlicence = "CC BY 4.0"\n'
DRUGS = ("amirol", "bexatine", "corvane", "deltrium", "enosol", "ferovane")


def guide(name: str, *, edition: int = 1) -> str:
    """A text of four sections on a made-up condition. Editions differ in one sentence of one section."""
    at = CONDITIONS.index(name)
    drug, other = DRUGS[at % 6], DRUGS[(at + 1) % 6]
    return f"""# {name.title()} guide

## What {name} is

{name.title()} is a slow disorder of gland number {at + 3}. It begins in the lining and spreads to tissue near it.
About {at + 2} in 1,000 adults have {name}. Most of them notice nothing for years.

## Signs of {name}

See a doctor who knows {name} when any of these lasts longer than {at + 2} weeks:

- A swelling of the {name} gland that does not hurt.
- Night sweats together with a cough.
- Loss of weight without a change of meals.

## Treatment of {name}

The first drug for {name} is {drug}. The usual dose is {10 * edition + at} mg once a day.
People who do not respond to {drug} in {at + 4} months are offered {other}.

## Follow-up after {name}

| Visit | Test |
| --- | --- |
| Month {at + 1} | Blood count for {name} |
| Month {at + 7} | Scan of gland {at + 3} |
"""


def write_guides(folder: Path, names: Sequence[str] = CONDITIONS, *, edition: int = 1) -> Path:
    """Write the guides and a sources.toml into `folder`, and return it."""
    folder.mkdir(exist_ok=True)
    (folder / "sources.toml").write_text(METADATA)
    for name in names:
        (folder / f"{name}.md").write_text(guide(name, edition=edition))
    return folder


def settings_for(index_dir: Path, **index: object) -> Settings:
    """Settings with the index in `index_dir`; the exported encoder is the one in the usual cache folder."""
    values = {"cache_dir": IndexSettings().cache_dir.expanduser(), **index, "dir": index_dir}
    return Settings(index=IndexSettings.model_validate(values))


def ingest_folder(folder: Path, settings: Settings) -> IngestReport:
    """As citewell ingest FOLDER."""
    return ingest([folder], settings.index.dir, settings, lambda: load_encoder(settings.index))


def ingest_without_encoder(folder: Path, settings: Settings) -> IngestReport:
    """As ingest_folder, but nothing may be embedded."""

    def refuse() -> Encoder:
        raise AssertionError("the encoder was asked for")

    return ingest([folder], settings.index.dir, settings, refuse)


def opened(settings: Settings) -> Shelf:
    """The shelf in force."""
    return open_shelf(settings.index.dir, settings.index, encoder_fingerprint(settings.index))


def rows(hits: Sequence[Hit]) -> list[tuple[str, str, float]]:
    """What a user sees of search results: id, text and score of each."""
    return [(hit.passage.id, hit.passage.text, hit.score) for hit in hits]


def citewell(
    *arguments: str | Path, cwd: Path, environment: Mapping[str, str] | None = None, prefix: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a new process; `prefix` is a command that runs it, such as strace with its options."""
    root = str(Path(__file__).resolve().parent.parent)
    command = [*prefix, sys.executable, "-m", "rag.cli.main", *map(str, arguments)]
    added = dict(environment or {})
    path = os.pathsep.join([root, *filter(None, [added.pop("PYTHONPATH", "")])])
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, "PYTHONPATH": path, **added}, capture_output=True, text=True, check=False
    )


def write_tiny_model(folder: Path) -> Path:
    """A BERT of two layers with random weights as a sentence-transformers model in `folder`, saved as safetensors."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    words = folder / "bert"
    words.mkdir(parents=True)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789-|.,:#"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (words / "vocab.txt").write_text("\n".join(pieces))
    torch.manual_seed(7)
    size = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(pieces), **size)).save_pretrained(words, safe_serialization=True)
    BertTokenizerFast(vocab_file=str(words / "vocab.txt")).save_pretrained(words)
    transformer = Transformer(str(words), max_seq_length=128)
    SentenceTransformer(modules=[transformer, Pooling(32)]).save(str(folder / "model"))
    return folder / "model"
