"""What the gate lets through: lies caught, honest paraphrases dropped. `python -m benchmarks.gate [--json]`."""

import argparse
import datetime
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache

from benchmarks.nci import Figure, show
from evals.measures.intervals import wilson
from ingest.readers.markdown import read
from ingest.sources import SourceFlags, resolve_source
from ingest.split import split_document
from rag.check.gate import failed_check
from rag.index.encoder import Encoder, load_encoder
from rag.schema import DraftStatement, Dropped, Locator, Passage, Quote
from rag.settings import PROJECT_ROOT, Settings
from rag.vocabulary import Vocabulary, load_vocabulary
from tests.author_data import rows, true_claims, written_claims
from tests.lies import Claim, lies_about

SEEDS = (1, 11)
PER_KIND = 20
CORPUS = PROJECT_ROOT / "corpus"


def measure(options: argparse.Namespace) -> list[Figure]:
    """Shares with Wilson intervals, and the time of one statement, encoder included where words do not decide."""
    verdict(corpus_claims()[0][0])
    began = time.perf_counter()
    checked = 0
    figures: list[Figure] = []
    for name, claims in (("corpus", corpus_claims()), ("other fields", other_claims())):
        dropped = [verdict(claim, clinician) is not None for claim, clinician in claims]
        figures.append(_share(f"honest dropped: {name}", dropped, "<= 0.05"))
        checked += len(dropped)
    caught: dict[str, list[bool]] = {}
    for kind, claim in made_lies(SEEDS, PER_KIND):
        caught.setdefault(f"made lies caught: {kind}", []).append(verdict(claim) is not None)
    for kind, claim in written_lies():
        caught.setdefault(f"written lies caught: {kind}", []).append(verdict(claim) is not None)
    checked += sum(map(len, caught.values()))
    for claim in written_claims("lies_short"):
        caught.setdefault("lies on short quotes caught", []).append(verdict(claim) is not None)
    free = [verdict(claim) is not None for claim in written_claims("paraphrases_short")]
    figures.append(_share("honest dropped: free paraphrases, short quotes", free, "<= 0.05"))
    checked += len(free)
    seconds = time.perf_counter() - began
    figures += [_share(name, found, "") for name, found in sorted(caught.items())]
    for name in ("made", "written"):
        found = [one for kind, ones in caught.items() if kind.startswith(name) for one in ones]
        figures.append(_share(f"{name} lies caught: all", found, ""))
    return [*figures, Figure("time of a statement", 1000 * seconds / checked, checked, unit="ms")]


def corpus_claims() -> list[tuple[Claim, bool]]:
    """Honest paraphrases of the corpus, and whether clinicians read them."""
    return [(claim, _is_for_clinicians(claim)) for claim in written_claims("paraphrases")]


def other_claims() -> list[tuple[Claim, bool]]:
    """Honest paraphrases of other fields; their quotes are their passages."""
    of_clinicians = [row["style"] == "clinician" for row in rows("paraphrases_other")]
    return list(zip(written_claims("paraphrases_other"), of_clinicians, strict=True))


def made_lies(seeds: Sequence[int], per_kind: int) -> list[tuple[str, Claim]]:
    """Kind and claim of the lies made of true claims."""
    return [(lie.kind, lie.claim) for seed in seeds for lie in lies_about(true_claims(), seed, per_kind)]


def written_lies() -> list[tuple[str, Claim]]:
    """Kind and claim of the lies written by hand."""
    return [(row["kind"], claim) for row, claim in zip(rows("lies"), written_claims("lies"), strict=True)]


def verdict(claim: Claim, is_for_clinicians: bool | None = None) -> Dropped | None:
    """What the gate says of a claim, with the default settings, vocabulary and encoder. None: it may be shown."""
    clinicians = _is_for_clinicians(claim) if is_for_clinicians is None else is_for_clinicians
    settings, vocabulary, encoder = _parts()
    statement, passages = _drafted(claim)
    return failed_check(
        statement,
        passages,
        settings.gate,
        audience="clinician" if clinicians else "patient",
        vocabulary=vocabulary,
        encoder=encoder,
    )


@lru_cache(maxsize=1)
def _parts() -> tuple[Settings, Vocabulary, Encoder]:
    settings = Settings()
    return settings, load_vocabulary(CORPUS), load_encoder(settings.index)


@lru_cache(maxsize=1)
def _corpus() -> Mapping[str, Sequence[Passage]]:
    """Passages of the demonstration corpus by source, as ingest splits them."""
    settings = Settings()
    found: dict[str, Sequence[Passage]] = {}
    for path in sorted(CORPUS.glob("[a-z]*.md")):
        head = path.read_bytes()
        source = resolve_source(path, head, flags=SourceFlags(), today=datetime.date.today())
        found[path.stem] = split_document(read(path, head, settings.read), source, settings.split)
    return found


@lru_cache(maxsize=1)
def _corpus_by_id() -> Mapping[str, Passage]:
    return {passage.id: passage for passages in _corpus().values() for passage in passages}


def _drafted(claim: Claim) -> tuple[DraftStatement, Mapping[str, Passage]]:
    """The claim as a writer would draft it: each quote in the passage that holds it, or nowhere."""
    is_of_corpus = claim.citations[0].passage in _corpus() or claim.citations[0].passage == "P987"
    passages = dict(_corpus_by_id()) if is_of_corpus else {}
    quotes = []
    for at, (source, quote) in enumerate(claim.citations):
        home = next((p for p in _corpus().get(source, ()) if quote in p.text), None)
        if home is None and not is_of_corpus:
            home = passages[f"x{at}"] = _passage_of(quote, source, at)
        start = home.text.index(quote) if home else 0
        quotes.append(
            Quote(passage_id=home.id if home else source, text=quote, start=start, end=start + len(quote)),
        )
    return DraftStatement(text=claim.text, quotes=tuple(quotes)), passages


def _passage_of(quote: str, source: str, at: int) -> Passage:
    locator = Locator(headings=("Text",))
    return Passage(id=f"x{at}", source_id=source, edition="1", title=source, text=quote, locator=locator, ordinal=at)


def _is_for_clinicians(claim: Claim) -> bool:
    return "testing" in claim.citations[0].passage


def _share(name: str, found: Sequence[bool], target: str) -> Figure:
    share = sum(found) / len(found)
    low, high = wilson(share, len(found))
    return Figure(name, share, len(found), low, high, target=target)


if __name__ == "__main__":
    show("Lies that the gate catches and honest paraphrases that it drops.", measure)
