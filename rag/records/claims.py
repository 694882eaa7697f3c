"""Text to what it presupposes of a person: results of markers, stages, line of treatment, kinds of disease, age.

Reads the words of prompts/records.yaml around the names of the vocabulary. Judges no medicine, knows no record.
"""

import re
from collections.abc import Iterator, Sequence

from rag.check.numbers import Quantity, quantities
from rag.records.results import Choice, presupposed
from rag.records.results import Claim as Claim
from rag.records.rules import MARKER, RecordRules, says, without
from rag.schema import Value
from rag.scope import DIGIT_OF, STAGES
from rag.vocabulary import Mention, Vocabulary
from rag.words import stems

MAX_ALTERNATIVES = 2  # a text that names more of them tells what there is
NEUTRAL = "nothing"  # the aspect whose phrases presuppose nothing
AFTER_WORDS = 4  # words between "after" and the treatment it follows
TREATMENTS = ("drug", "treatment", "procedure")
STAGE = re.compile(r"IV|I{1,3}|[0-4]", re.IGNORECASE)
SUBSTAGE = re.compile(r"(?<=[IV0-4][A-C])\d\b")
LETTERED = re.compile(r"(IV|I{1,3}|[0-4])([A-C])(?!\w)", re.IGNORECASE)
COMPARED = re.compile(r"\bthan (?:in |for )?stages? \w+", re.IGNORECASE)
AGE = re.compile(
    r"\bage[ds]? (?P<low>\d{1,3})(?: (?:to|and) (?P<high>\d{1,3}))?|\b(?P<from>\d{1,3}) years? (?:of age )?(?:or|and) older"
    r"|\b(?:older than|over age|over the age of) (?P<over>\d{1,3})\b"
    r"|\b(?:younger than|under age|under the age of) (?P<under>\d{1,3})\b",
    re.IGNORECASE,
)
FROM_AGE = re.compile(r"\bfrom age (\d{1,3})(?: on)?\b", re.IGNORECASE)
OLDEST = 130


class Claims(Value):
    """What a text presupposes. Empty: nothing of that kind.

    `choices`: results of which one group each must be there. `follows`, `precedes`: treatments that come before what it
    says, and after it. `unused`: those that must not have been had.
    """

    markers: tuple[Claim, ...] = ()
    choices: tuple[Choice, ...] = ()
    stages: frozenset[str] = frozenset()
    substages: frozenset[str] = frozenset()
    aspects: tuple[tuple[str, frozenset[int]], ...] = ()
    ages: tuple[tuple[int, int], ...] = ()
    named_markers: frozenset[str] = frozenset()
    numbers: tuple[Quantity, ...] = ()
    treatments: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()
    precedes: frozenset[str] = frozenset()
    unused: frozenset[str] = frozenset()
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
    followed = without(rules.not_follows, sequence)
    needed, choices = presupposed(markers, sequence, rules)
    return Claims(
        markers=needed,
        choices=choices,
        stages=stages_of(text, rules),
        substages=substages_of(text),
        aspects=tuple(_aspects(sequence, rules)),
        ages=tuple(_ages(text)),
        named_markers=frozenset(rules.same.get(mention.term.name, mention.term.name) for mention in markers),
        numbers=quantities(text) if markers else (),
        treatments=frozenset(mention.term.name for mention in treatments),
        follows=frozenset(_followed(treatments, sequence, rules)),
        precedes=frozenset(name for name, phrases in rules.precedes.items() if says(phrases, followed)),
        unused=frozenset(_unused(treatments, sequence, rules)),
        is_first_line=says(rules.first_line, without(rules.not_first, sequence)),
        is_later_line=says(rules.later_line, without(rules.not_later, sequence)),
    )


def stages_of(text: str, rules: RecordRules) -> frozenset[str]:
    """Stages a text names: "0" to "4", "limited", "extensive". Words such as "early" count where it gives no number."""
    named = " ".join(match[1] for match in STAGES.finditer(COMPARED.sub(" ", SUBSTAGE.sub("", text))))
    numbers = {DIGIT_OF.get(stage.upper(), stage) for stage in STAGE.findall(named)}
    if numbers:
        return frozenset(numbers)
    left = spelled_out(without(rules.no_extent, stems(COMPARED.sub(" ", text), keep_stopwords=True)), rules)
    found: set[str] = set()
    narrowed: set[str] | None = None
    for extent in rules.extents:
        if says(extent.phrases, left):
            left = without(extent.phrases, left)
            if extent.is_limit:
                narrowed = {*extent.stages}
            else:
                found |= {*extent.stages}
    if narrowed is None:
        return frozenset(found)
    return frozenset(found & narrowed or narrowed)


def substages_of(text: str) -> frozenset[str]:
    """Stages that a text gives with their letter: "2A"."""
    named = " ".join(match[1] for match in STAGES.finditer(COMPARED.sub(" ", SUBSTAGE.sub("", text))))
    return frozenset(
        f"{DIGIT_OF.get(stage.upper(), stage)}{letter.upper()}" for stage, letter in LETTERED.findall(named)
    )


def spelled_out(sequence: Sequence[str], rules: RecordRules) -> list[str]:
    """The stems with shared last words said twice, where that makes a known name: "intermediate risk or poor risk"."""
    names = _short_names(rules)
    made = list(sequence)
    for at in range(len(made) - 4, -1, -1):
        first, link, second, shared = made[at : at + 4]
        if link in ("and", "or") and f"{first} {shared}" in names and names & {f"{second} {shared}", second}:
            made.insert(at + 1, shared)
    return made


def aspects_named(text: str, rules: RecordRules) -> dict[str, str]:
    """The phrase of each aspect that a text names first, as prompts/records.yaml has it."""
    left = spelled_out(stems(text, keep_stopwords=True), rules)
    found: dict[str, str] = {}
    for name, alternatives in rules.aspects.items():
        for phrases in alternatives:
            said = [phrase for phrase in phrases if says([phrase], left)]
            left = without(phrases, left)
            if said and name != NEUTRAL:
                found.setdefault(name, said[0])
    return found


def _short_names(rules: RecordRules) -> frozenset[str]:
    phrases = [phrase for alternatives in rules.aspects.values() for phrases in alternatives for phrase in phrases]
    phrases += [phrase for extent in rules.extents for phrase in extent.phrases]
    return frozenset(name for phrase in phrases if len((name := " ".join(stems(phrase))).split()) < 3)


def _aspects(sequence: Sequence[str], rules: RecordRules) -> Iterator[tuple[str, frozenset[int]]]:
    left = spelled_out(sequence, rules)
    for name, alternatives in rules.aspects.items():
        found = set()
        for at, phrases in enumerate(alternatives):
            if says(phrases, left):
                found.add(at)
                left = without(phrases, left)
        if name != NEUTRAL and 0 < len(found) <= MAX_ALTERNATIVES:
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


def _unused(treatments: Sequence[Mention], sequence: Sequence[str], rules: RecordRules) -> Iterator[str]:
    """Treatments that a text is about only where they were not had: "no earlier PARP inhibitor", "if not used before"."""
    for mention in treatments:
        own = [*sequence[max(0, mention.start - AFTER_WORDS) : mention.start], MARKER]
        rest = sequence[mention.end :]
        if says(rules.never_had, own) or says(rules.never_used, rest):
            yield mention.term.name
