"""prompts/records.yaml to the words that tie a statement to facts. Knows no record and no text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from rag.schema import Value
from rag.words import stems
from rag.yaml_file import read_yaml

Level = Literal["positive", "negative", "low", "ultralow", "high", "none", "unknown"]
MARKER = "\x02"  # stands where a text names the marker that is looked at
GAP = 4  # words that "_" of a phrase may stand for


class Lines(Value):
    """What the page says about a record; {names} are filled in."""

    for_facts: str
    missing: str
    used: str
    depends: str
    nothing: str
    not_on_shelf: str
    no_topic: str
    unused: str
    unused_one: str
    unclear: str
    condition: str
    not_mentioned: str
    differs: str
    ages: str


class Extent(Value):
    """Words for how far a disease has gone, their common name, and the stages they mean."""

    name: str
    phrases: tuple[str, ...]
    stages: tuple[str, ...]
    is_limit: bool = False  # no stages of its own beside others: it takes away those that are not among them


class Score(Value):
    """Words for a score of a marker, the result it stands for, and the score that a record must give; "": any."""

    phrases: tuple[str, ...]
    result: Level
    score: str


class Altered(Value):
    """Which alternative of which aspect a marker with an alteration is."""

    aspect: str
    alternative: int


class Shares(Value):
    """Markers given as a share of stained cells in percent: below `low_from` negative, up to `low_to` low, else positive."""

    markers: tuple[str, ...]
    low_from: float
    low_to: float


class GivenFor(Value):
    """Treatments that are given for one of some results of a marker only."""

    marker: str
    results: tuple[Level, ...]
    treatments: tuple[str, ...]


class RecordRules(Value):
    """The words of prompts/records.yaml. What each group means is said there."""

    version: int
    lines: Lines
    growths: tuple[str, ...]
    not_growths: tuple[str, ...]
    results: Mapping[Level, tuple[str, ...]]
    negated: tuple[str, ...]
    neutral: tuple[str, ...]
    doubtful: tuple[str, ...]
    scores: tuple[Score, ...]
    alterations: tuple[str, ...]
    told_by: Mapping[str, tuple[str, ...]]
    part_of: Mapping[str, str]
    same: Mapping[str, str]
    stands_for: Mapping[str, Mapping[str, Level]]
    levels: tuple[str, ...]
    mutation_apart: tuple[str, ...]
    mutation_words: tuple[str, ...]
    extents: tuple[Extent, ...]
    no_extent: tuple[str, ...]
    first_line: tuple[str, ...]
    not_first: tuple[str, ...]
    later_line: tuple[str, ...]
    not_later: tuple[str, ...]
    never_had: tuple[str, ...]
    never_used: tuple[str, ...]
    not_follows: tuple[str, ...]
    precedes: Mapping[str, tuple[str, ...]]
    follows: Mapping[str, tuple[str, ...]]
    kinds_of_treatment: Mapping[str, tuple[str, ...]]
    aspects: Mapping[str, tuple[tuple[str, ...], ...]]
    follows_from: Mapping[str, Altered]
    altered: Altered
    scored: Mapping[str, Mapping[str, Level]]
    low_scores: Mapping[str, Mapping[str, tuple[str, ...]]]
    shares: Shares
    condition_words: tuple[str, ...]
    written_out: Mapping[str, str]
    left_out_headings: tuple[str, ...]
    left_out_phrases: tuple[str, ...]
    given_for: tuple[GivenFor, ...]

    def members(self, treatments: Iterable[str]) -> frozenset[str]:
        """The treatments, and those that are of a kind among them."""
        names = frozenset(treatments)
        return names.union(*(self.kinds_of_treatment.get(name, ()) for name in names))


@lru_cache(maxsize=4)
def load_record_rules(prompts_dir: Path) -> RecordRules:
    """Read prompts_dir/records.yaml, once per folder. Raises: OutlineError: missing or malformed, naming the field."""
    return read_yaml(prompts_dir / "records.yaml", RecordRules)


def says(phrases: Sequence[str], text_stems: Iterable[str]) -> bool:
    """Whether any of the phrases stands in a text given as stems with stop words, MARKER for `{}`."""
    return bool(phrases) and bool(_pattern(tuple(phrases)).search(" ".join(text_stems)))


def places(phrases: Sequence[str], text_stems: Sequence[str]) -> set[int]:
    """Positions of the stems that one of the phrases covers."""
    text = " ".join(text_stems)
    found: set[int] = set()
    for match in _pattern(tuple(phrases)).finditer(text) if phrases else ():
        first = text.count(" ", 0, match.start())
        found.update(range(first, first + match.group().count(" ") + 1))
    return found


def without(phrases: Sequence[str], text_stems: Iterable[str]) -> list[str]:
    """The stems without the places where one of the phrases stands."""
    return _pattern(tuple(phrases)).sub(" ", " ".join(text_stems)).split()


def wider_names(name: str, rules: RecordRules) -> tuple[str, ...]:
    """The names under which a text may speak of a marker or treatment too: those it is a part of, a kind of, or made of."""
    groups = {**rules.told_by, **rules.kinds_of_treatment, **{part: (whole,) for whole, part in rules.part_of.items()}}
    groups |= {other: (*groups.get(other, ()), one) for other, one in rules.same.items()}
    return (*(wide for wide, names in groups.items() if name in names), *rules.stands_for.get(name, ()))


@lru_cache(maxsize=256)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    made = []
    for phrase in phrases:
        parts = []
        for part in phrase.split("_"):
            pieces = [" ".join(map(re.escape, stems(piece, keep_stopwords=True))) for piece in part.split("{}")]
            parts.append(f" {MARKER} ".join(pieces).strip(" "))
        made.append(rf"(?: \S+){{0,{GAP}}} ".join(part for part in parts if part))
    return re.compile(rf"(?<!\S)(?:{'|'.join(made)})(?!\S)")
