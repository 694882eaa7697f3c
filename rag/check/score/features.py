"""Statement and source to named numbers, each a cheap sign of whether the one supports the other. Judges nothing itself.

Words count by their rarity. No feature knows a subject: none reads the medical vocabulary.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rag.check.score.pieces import Piece
from rag.check.score.source import Source, content, numbers_in, rarities_of
from rag.words import words

NAME = re.compile(r"(?<=[a-z,;:0-9] )[A-Z][\w'-]+|\b[A-Z]{2,}\b|\b[A-Za-z]+\d+\w*\b")
CITED = re.compile(r"passages?\s*(\d)", re.IGNORECASE)
CUES: Mapping[str, re.Pattern[str]] = {  # what a writer says who leaves the source, or speaks of it
    name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for name, pattern in {
        "concludes": r"therefore|thus|hence|infer(?:red)?|conclu\w+|impl(?:y|ies)|suggests? that|in summary|overall|likely"
        r"|assum\w+|it can be|so the answer|would be",
        "advises": r"important to note|note that|keep in mind|worth noting|it'?s important|remember|additionally|also"
        r"|furthermore|moreover|it is (?:always )?recommended|consult",
        "explains": r"which (?:can|may|is|are|will|helps?)|because|due to|help(?:s|ing)?|can help|ensur\w+|allow\w*"
        r"|in order to|leading to|result\w*",
        "of_the_source": r"passages?|provided|mention\w*|according to|based on|given|context|text|information",
        "finds_nothing": r"not (?:\w+ )?(?:mention|provide|specif|state|explicit|contain|address|clear)\w*"
        r"|no (?:\w+ )?(?:information|mention)|unable to|cannot (?:be )?(?:answer|determin)\w*|does not|insufficient",
    }.items()
}
NEGATION = re.compile(
    r"\b(?:not?|never|neither|nor|none|without|cannot|unable|fail\w*|lacks?|absence)\b|n['’]t\b", re.IGNORECASE
)
RISE = re.compile(
    r"\b(?:increas\w+|rais\w+|ris(?:e|es|ing)|higher|more|greater|improv\w+|gain\w*|larger|longer)\b", re.IGNORECASE
)
FALL = re.compile(
    r"\b(?:decreas\w+|reduc\w+|lower\w*|less|fewer|smaller|declin\w+|worse\w*|los[es]\w*|shorter|fall\w*)\b",
    re.IGNORECASE,
)
MEANING = ("nearest", "nearest_three", "nearest_known", "near_question")  # those that ask the encoder; 0 without one
NEAR = 3  # sentences read together: negations are looked for in them, and their mean vector is the union


@dataclass(frozen=True)
class Place:
    """Where in a text a statement stands: `at` counts from 0, of `count` statements."""

    at: int = 0
    count: int = 1


def features(piece: Piece, source: Source, place: Place | None = None) -> dict[str, float]:
    """Each feature by name, in a fixed order. Without a `place` the piece is the whole text."""
    place = place or Place()
    rarities = rarities_of(piece.text)
    held = source.nearest(rarities)
    return {
        **_by_words(piece, source, rarities, held),
        **_by_order(piece, source),
        **_by_names(piece, source, held),
        **_by_meaning(piece, source, rarities, held),
        **{name: float(len(cue.findall(piece.text))) for name, cue in CUES.items()},
        "ends_in_colon": float(piece.text.rstrip().endswith(":")),
        "asks": float(piece.text.rstrip().endswith("?")),
        "is_item": float(piece.is_item),
        "place": place.at / (place.count - 1) if place.count > 1 else 0.0,
        "statements": math.log(place.count),
    }


def candidates(piece: Piece, source: Source) -> list[str]:
    """The sentences of the source that `features` will compare by meaning: to be encoded beforehand, all at once."""
    return [source.sentences[at] for _, at in source.nearest(rarities_of(piece.text))]


def _by_words(
    piece: Piece, source: Source, rarities: dict[str, float], held: list[tuple[float, int]]
) -> dict[str, float]:
    """Cover of its content words by the whole source, by one sentence and by two."""
    total = sum(rarities.values())
    missing = {stem: rarity for stem, rarity in rarities.items() if not source.knows(stem)}
    strange = {stem: rarity for stem, rarity in missing.items() if stem not in source.asked}
    first = source.stems[held[0][1]] if held else frozenset()
    rest = {stem: rarity for stem, rarity in rarities.items() if stem not in first}
    others = (source.stems[at] for _, at in held[1:])  # sums in the order of the words: floats must not differ by run
    more = max((sum(rarity for stem, rarity in rest.items() if stem in other) for other in others), default=0.0)
    best = held[0][0] if held else 0.0
    cited = [int(number) for number in CITED.findall(piece.text)]
    of_cited = source.of_passages(cited) if cited else frozenset()
    found = sum(rarity for stem, rarity in rarities.items() if stem in source.all_stems)
    return {
        "content_words": math.log1p(len(rarities)),
        "known": 1 - _share(sum(missing.values()), total),
        "known_or_asked": 1 - _share(sum(strange.values()), total),
        "missing": math.log1p(len(missing)),
        "missing_unasked": math.log1p(sum(strange.values())),
        "rarest_missing": max(missing.values(), default=0.0),
        "best_sentence": _share(best, total, 1.0),
        "best_two": _share(best + more, total, 1.0),
        "asked": _share(sum(rarity for stem, rarity in rarities.items() if stem in source.asked), total),
        "cites": float(bool(cited)),
        "cited_elsewhere": _share(found - sum(rarity for stem, rarity in rarities.items() if stem in of_cited), total)
        if cited
        else 0.0,
    }


def _by_order(piece: Piece, source: Source) -> dict[str, float]:
    """Words that stand together here and there: pairs, copied runs, runs of words that the source does not know."""
    read = words(piece.text)
    twos = list(pairwise(read))
    threes = list(zip(read, read[1:], read[2:], strict=False))
    copied = [three in source.runs for three in threes]
    stems_of = content(piece.text)
    pairs = [(one, other) for one, other in pairwise(stems_of) if one != other]
    together = sum(source.together(one, other) for one, other in pairs)
    longest = _longest(copied)
    unknown = [not source.knows(stem) and stem not in source.asked for stem in stems_of]
    have = sum(stem in source.all_stems for stem in stems_of)
    return {
        "words": math.log1p(len(read)),
        "pairs": _share(together, len(pairs), _share(have, len(stems_of), 1.0)),
        "twos": _share(sum(two in source.runs for two in twos), len(twos)),
        "threes": _share(sum(copied), len(copied)),
        "longest_copy": (longest + 2) / len(read) if longest else 0.0,
        "longest_own": math.log1p(_longest([not is_copied for is_copied in copied])),
        "missing_run": float(_longest(unknown)),
    }


def _by_names(piece: Piece, source: Source, held: list[tuple[float, int]]) -> dict[str, float]:
    """Numbers and names that the source, or its best sentence, does not hold."""
    numbers = numbers_in(piece.text)
    anywhere = frozenset().union(*source.numbers)
    here = source.numbers[held[0][1]] if held else frozenset()
    names = NAME.findall(piece.text)
    return {
        "numbers_missing": float(sum(number not in anywhere for number in numbers)),
        "numbers_elsewhere": float(sum(number not in here for number in numbers)),
        "names_missing": float(sum(source.words.isdisjoint(words(name)) for name in names)),
    }


def _by_meaning(
    piece: Piece, source: Source, rarities: dict[str, float], held: list[tuple[float, int]]
) -> dict[str, float]:
    """Cosine to the nearest sentence, to the mean of the nearest three and to the question; negations and directions."""
    near = sorted(((_cosine(source, source.sentences[at], piece.text), at) for _, at in held), reverse=True)
    total = sum(rarities.values())
    known = _share(sum(rarity for stem, rarity in rarities.items() if source.knows(stem)), total, 1.0)
    read = list(dict.fromkeys(source.sentences[at] for _, at in (*held[:NEAR], *near[:2])))
    negations = len(NEGATION.findall(piece.text))
    others = [len(NEGATION.findall(sentence)) for sentence in read]
    direction = _direction(piece.text)
    nearest = near[0][0] if near else 0.0
    return {
        "nearest": nearest,
        "nearest_three": _union_cosine(source, [source.sentences[at] for _, at in near[:NEAR]], piece.text),
        "nearest_known": nearest * known,
        "near_question": _cosine(source, source.question, piece.text) if source.question else 0.0,
        "negations_more": float(max(0, negations - max(others, default=0))),
        "negations_fewer": float(max(0, min(others, default=0) - negations)),
        "directions_differ": float(bool(direction) and -direction in [_direction(sentence) for sentence in read]),
    }


def _cosine(source: Source, one: str, other: str) -> float:
    return float(source.vector(one) @ source.vector(other)) if source.has_vectors else 0.0


def _union_cosine(source: Source, sentences: Sequence[str], text: str) -> float:
    """Cosine to the mean of the sentences."""
    if not (source.has_vectors and sentences):
        return 0.0
    union: Any = sum(source.vector(sentence) for sentence in sentences)
    length = float(union @ union) ** 0.5
    return float(union @ source.vector(text)) / length if length else 0.0


def _direction(text: str) -> int:
    """1: something rises, -1: falls, 0: neither, or both."""
    return bool(RISE.search(text)) - bool(FALL.search(text))


def _share(part: float, whole: float, of_nothing: float = 0.0) -> float:
    return part / whole if whole else of_nothing


def _longest(flags: Sequence[bool]) -> int:
    """Length of the longest run of True."""
    best = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        best = max(best, run)
    return best
