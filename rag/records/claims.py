"""Text to what it presupposes of a person: results of markers, stages, line of treatment, kinds of disease, age.

Reads the words of prompts/records.yaml around the names of the vocabulary. Judges no medicine, knows no record.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.check.numbers import Quantity, quantities
from rag.records.rules import MARKER, Level, RecordRules, says, without
from rag.schema import Value
from rag.scope import DIGIT_OF, STAGES
from rag.vocabulary import Mention, Vocabulary
from rag.words import stems

BEFORE, AFTER = 7, 6  # words looked at around a marker
NEGATED_NEAR = 4
BETWEEN_NEGATION = frozenset(stems("a an any the have has extra too much gene", keep_stopwords=True))
LINKS = frozenset({"and", "or"})
MAX_ALTERNATIVES = 2  # a text that names more of them tells what there is
AFTER_WORDS = 4  # words between "after" and the treatment it follows
TREATMENTS = ("drug", "treatment", "procedure")
STAGE = re.compile(r"IV|I{1,3}|[0-4]", re.IGNORECASE)
SUBSTAGE = re.compile(r"(?<=[IV0-4][A-C])\d\b")
COMPARED = re.compile(r"\bthan (?:in |for )?stages? \w+", re.IGNORECASE)
AGE = re.compile(
    r"\bage[ds]? (?P<low>\d{1,3})(?: (?:to|and) (?P<high>\d{1,3}))?|\b(?P<from>\d{1,3}) years? (?:of age )?(?:or|and) older"
    r"|\b(?:older than|over age|over the age of) (?P<over>\d{1,3})\b"
    r"|\b(?:younger than|under age|under the age of) (?P<under>\d{1,3})\b",
    re.IGNORECASE,
)
FROM_AGE = re.compile(r"\bfrom age (\d{1,3})(?: on)?\b", re.IGNORECASE)
OLDEST = 130


class Claim(Value):
    """A marker, the results of which the text means one, and the score it asks for ("": any)."""

    marker: str
    levels: frozenset[Level]
    score: str = ""


class Claims(Value):
    """What a text presupposes. Empty: nothing of that kind. `follows`: treatments that come before what it says."""

    markers: tuple[Claim, ...] = ()
    stages: frozenset[str] = frozenset()
    aspects: tuple[tuple[str, frozenset[int]], ...] = ()
    ages: tuple[tuple[int, int], ...] = ()
    named_markers: frozenset[str] = frozenset()
    numbers: tuple[Quantity, ...] = ()
    treatments: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()
    is_first_line: bool = False
    is_later_line: bool = False


def claims_of(text: str, vocabulary: Vocabulary, rules: RecordRules) -> Claims:
    """What one statement, heading or diagnosis presupposes; a list item is read behind its lead-in."""
    for short, long in rules.written_out.items():
        text = re.sub(rf"\b{re.escape(short)}\b", long, text)
    sequence = stems(text, keep_stopwords=True)
    mentions = vocabulary.mentions(sequence)
    markers = [mention for mention in mentions if mention.term.kind == "biomarker"]
    treatments = [mention for mention in mentions if mention.term.kind in TREATMENTS]
    later = without(rules.not_later, sequence)
    return Claims(
        markers=tuple(
            dict.fromkeys(claim for at in range(len(markers)) for claim in _claims(at, markers, sequence, rules))
        ),
        stages=stages_of(text, rules),
        aspects=tuple(_aspects(sequence, rules)),
        ages=tuple(_ages(text)),
        named_markers=frozenset(rules.same.get(mention.term.name, mention.term.name) for mention in markers),
        numbers=quantities(text) if markers else (),
        treatments=frozenset(mention.term.name for mention in treatments),
        follows=frozenset(_followed(treatments, sequence, rules)),
        is_first_line=says(rules.first_line, sequence),
        is_later_line=says(rules.later_line, later),
    )


def stages_of(text: str, rules: RecordRules) -> frozenset[str]:
    """Stages a text names, by number or in words such as "early": "0" to "4", "limited", "extensive"."""
    text = COMPARED.sub(" ", SUBSTAGE.sub("", text))
    named = " ".join(match[1] for match in STAGES.finditer(text))
    found = {DIGIT_OF.get(stage.upper(), stage) for stage in STAGE.findall(named)}
    left = without(rules.no_extent, stems(text, keep_stopwords=True))
    for extent in rules.extents:
        if says(extent.phrases, left):
            found |= {*extent.stages}
            left = without(extent.phrases, left)
    return frozenset(found)


def _claims(at: int, markers: Sequence[Mention], sequence: Sequence[str], rules: RecordRules) -> Iterator[Claim]:
    """What is said of one marker. Markers joined by "and" or "or" share what stands before and behind them."""
    term = markers[at].term
    context, before = _around(at, markers, sequence, rules)
    if says(rules.doubtful, context):
        return
    if term.name in rules.stands_for:
        if not (_is_negated(before, rules) or says(rules.neutral, context)):
            for marker, level in rules.stands_for[term.name].items():
                yield Claim(marker=marker, levels=frozenset([level]))
        return
    for score in rules.scores:
        if says(score.phrases, context):
            yield Claim(marker=term.name, levels=frozenset([score.result]), score=score.score)
            return
    levels: set[Level] = {level for level, phrases in rules.results.items() if says(phrases, context)}
    if not levels and term.name in rules.alterations and not says(rules.neutral, context):
        levels = {"positive"}
    if "none" in levels:
        levels = levels - {"none"} | {"negative"}
    if levels & {"low", "ultralow", "high", "negative"}:
        levels -= {"positive"}
    if _is_negated(before, rules):
        levels = {"positive"} if levels == {"negative"} else {"negative"}
    if not levels:
        return
    name = rules.same.get(term.name, term.name)
    if name in rules.mutation_apart and says(rules.mutation_words, context):
        name = f"{name} mutation"
    elif name not in rules.levels and "high" in levels:
        levels = levels - {"high"} | {"positive"}
    yield Claim(marker=name, levels=frozenset(levels))


def _around(
    at: int, markers: Sequence[Mention], sequence: Sequence[str], rules: RecordRules
) -> tuple[list[str], list[str]]:
    """The words around a marker with MARKER in its place, and those before it alone."""
    first = last = at
    while first > 0 and _is_joined(markers[first - 1], markers[first], sequence):
        first -= 1
    while last + 1 < len(markers) and _is_joined(markers[last], markers[last + 1], sequence):
        last += 1
    before = list(sequence[max(0, markers[first].start - BEFORE) : markers[first].start])
    result_words = _result_stems(rules)
    own = [stem for stem in sequence[markers[at].start : markers[at].end] if stem in result_words]
    after = list(sequence[markers[last].end : markers[last].end + AFTER])
    if not own and last > at:  # EGFR, ALK and RET changes: what the last is called holds for all
        own = [stem for stem in sequence[markers[last].start : markers[last].end] if stem in result_words]
    return [*before, MARKER, *own, *after], before


def _is_joined(one: Mention, other: Mention, sequence: Sequence[str]) -> bool:
    return LINKS.issuperset(sequence[one.end : other.start]) and other.start - one.end <= 1


def _is_negated(before: Sequence[str], rules: RecordRules) -> bool:
    """Whether a word such as "without" stands before, with only articles and the like between."""
    negated = {stem for word in rules.negated for stem in stems(word, keep_stopwords=True)}
    for stem in reversed(before[-NEGATED_NEAR:]):
        if stem in negated:
            return True
        if stem not in BETWEEN_NEGATION:
            return False
    return False


@lru_cache(maxsize=4)
def _result_words(results: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem for phrase in results for stem in stems(phrase.replace("{}", " ")))


def _result_stems(rules: RecordRules) -> frozenset[str]:
    return _result_words(tuple(phrase for phrases in rules.results.values() for phrase in phrases))


def _aspects(sequence: Sequence[str], rules: RecordRules) -> Iterator[tuple[str, frozenset[int]]]:
    left = list(sequence)
    for name, alternatives in rules.aspects.items():
        found = set()
        for at, phrases in enumerate(alternatives):
            if says(phrases, left):
                found.add(at)
                left = without(phrases, left)
        if 0 < len(found) <= MAX_ALTERNATIVES:
            yield name, frozenset(found)


def _ages(text: str) -> Iterator[tuple[int, int]]:
    for match in FROM_AGE.finditer(text):
        yield int(match[1]), OLDEST
    for match in AGE.finditer(FROM_AGE.sub(" ", text)):
        if match["under"]:
            yield 0, int(match["under"]) - 1
        elif match["low"]:
            yield int(match["low"]), int(match["high"] or match["low"])
        else:
            yield int(match["from"] or match["over"]), OLDEST


def _followed(treatments: Sequence[Mention], sequence: Sequence[str], rules: RecordRules) -> Iterator[str]:
    for mention in treatments:
        if "after" in sequence[max(0, mention.start - AFTER_WORDS) : mention.start]:
            yield mention.term.name
    left = without(rules.not_follows, sequence)
    for name, phrases in rules.follows.items():
        if says(phrases, left):
            yield name
