"""corpus/vocabulary.csv to names that can be found in a text. Only reader of that file."""

import csv
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, get_args

from rag.errors import OutlineError
from rag.schema import Value
from rag.words import holds, joined, slug, stems

TermKind = Literal["cancer", "biomarker", "drug", "test", "procedure", "treatment", "symptom", "other"]
COLUMNS = ["term", "kind", "synonyms", "origin"]


class Term(Value):
    """One concept: its canonical name, its kind, and every other name it goes by."""

    name: str
    kind: TermKind
    synonyms: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Canonical name first, then the synonyms."""
        return (self.name, *self.synonyms)


class Mention(Value):
    """A name found in a text given as stems: `stems[start:end]`."""

    term: Term
    start: int
    end: int


class Vocabulary(Value):
    """All terms of the vocabulary file."""

    terms: tuple[Term, ...]

    @cached_property
    def _by_stems(self) -> dict[tuple[str, ...], Term]:
        found: dict[tuple[str, ...], Term] = {}
        for term in self.terms:
            for name in term.names:
                found.setdefault(name_stems(name), term)
        return found

    @cached_property
    def _longest(self) -> dict[str, int]:
        """For each stem that a name begins with, the stems of the longest such name."""
        found: dict[str, int] = {}
        for name in self._by_stems:
            if name:
                found[name[0]] = max(found.get(name[0], 0), len(name))
        return found

    @cached_property
    def by_name(self) -> dict[str, Term]:
        """Terms by canonical name."""
        return {term.name: term for term in self.terms}

    def __hash__(self) -> int:
        """By identity of the terms: vocabularies are cached, never compared."""
        return id(self.terms)

    @cached_property
    def by_slug(self) -> dict[str, Term]:
        """Terms by the slug of every name: "renal-cell-carcinoma" gives kidney cancer."""
        return {slug(name): term for term in reversed(self.terms) for name in reversed(term.names)}

    def mentions(self, text_stems: Sequence[str]) -> tuple[Mention, ...]:
        """Terms named in a text given as stems with stop words, left to right, the longest name at each place."""
        found: list[Mention] = []
        longest = self._longest
        at = 0
        while at < len(text_stems):
            for size in range(min(longest.get(text_stems[at], 0), len(text_stems) - at), 0, -1):
                term = self._by_stems.get(tuple(text_stems[at : at + size]))
                if term:
                    found.append(Mention(term=term, start=at, end=at + size))
                    at += size - 1
                    break
            at += 1
        return tuple(found)

    def named(self, text: str, *kinds: TermKind) -> frozenset[str]:
        """Canonical names of the terms of these kinds that a text names."""
        found = self.mentions(stems(text, keep_stopwords=True))
        return frozenset(mention.term.name for mention in found if mention.term.kind in kinds)

    def with_topics(self, topics: tuple[str, ...]) -> "Vocabulary":
        """This vocabulary and the topic slugs of a shelf, which count as cancers of that name."""
        return _extended(self, topics)

    def canonical_topic(self, topic: str) -> str:
        """Slug of the vocabulary's name for a topic slug; the slug itself when the vocabulary does not know it."""
        term = self.by_slug.get(topic)
        return slug(term.name) if term and term.kind == "cancer" else topic


@lru_cache(maxsize=4)
def _extended(vocabulary: Vocabulary, topics: tuple[str, ...]) -> Vocabulary:
    named = tuple(Term(name=topic.replace("-", " "), kind="cancer", synonyms=()) for topic in topics)
    return Vocabulary(terms=(*vocabulary.terms, *named))


@lru_cache(maxsize=20_000)
def name_stems(name: str) -> tuple[str, ...]:
    """A name as it is looked up: stems, stop words kept."""
    return tuple(stems(name, keep_stopwords=True))


def names_in(names: Iterable[str], text_stems: Sequence[str]) -> bool:
    """Whether any of `names` stands in a text given as stems with stop words."""
    text = joined(text_stems)
    return any(holds(text, name_stems(name)) for name in names)


def load_vocabulary(corpus_dir: Path) -> Vocabulary:
    """Read corpus_dir/vocabulary.csv. Raises: OutlineError: missing or malformed, naming the line."""
    path = corpus_dir / "vocabulary.csv"
    terms: list[Term] = []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream)
            if next(rows, None) != COLUMNS:
                raise OutlineError(f"{path}: the first line must be {','.join(COLUMNS)}")
            for row in rows:
                if len(row) != len(COLUMNS) or row[1] not in get_args(TermKind):
                    raise OutlineError(
                        f"{path}, line {rows.line_num}: want {','.join(COLUMNS)} with a known kind, got {row!r}"
                    )
                synonyms = tuple(name.strip() for name in row[2].split("|") if name.strip())
                terms.append(Term.model_construct(name=row[0].strip(), kind=row[1], synonyms=synonyms))
    except (OSError, UnicodeDecodeError) as error:
        raise OutlineError(f"cannot read {path} ({error}); restore it from the repository") from error
    return Vocabulary(terms=tuple(terms))
