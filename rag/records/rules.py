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
    differs: str
    ages: str


class Extent(Value):
    """Words for how far a disease has gone, their common name, and the stages they mean."""

    name: str
    phrases: tuple[str, ...]
    stages: tuple[str, ...]


class Score(Value):
    """Words for a score of a marker, the result it stands for, and the score that a record must give; "": any."""

    phrases: tuple[str, ...]
    result: Level
    score: str


class Altered(Value):
    """Which alternative of which aspect a marker with an alteration is."""

    aspect: str
    alternative: int


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
    later_line: tuple[str, ...]
    not_later: tuple[str, ...]
    not_follows: tuple[str, ...]
    follows: Mapping[str, tuple[str, ...]]
    kinds_of_treatment: Mapping[str, tuple[str, ...]]
    aspects: Mapping[str, tuple[tuple[str, ...], ...]]
    altered: Altered
    written_out: Mapping[str, str]
    left_out_headings: tuple[str, ...]
    left_out_phrases: tuple[str, ...]


@lru_cache(maxsize=4)
def load_record_rules(prompts_dir: Path) -> RecordRules:
    """Read prompts_dir/records.yaml, once per folder. Raises: OutlineError: missing or malformed, naming the field."""
    return read_yaml(prompts_dir / "records.yaml", RecordRules)


def says(phrases: Sequence[str], text_stems: Iterable[str]) -> bool:
    """Whether any of the phrases stands in a text given as stems with stop words, MARKER for `{}`."""
    return bool(phrases) and bool(_pattern(tuple(phrases)).search(" ".join(text_stems)))


def without(phrases: Sequence[str], text_stems: Iterable[str]) -> list[str]:
    """The stems without the places where one of the phrases stands."""
    return _pattern(tuple(phrases)).sub(" ", " ".join(text_stems)).split()


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
