"""Text to the results of markers that it presupposes: "HER2-positive", "a BRCA change or HRD". Knows no record."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rag.records.rules import MARKER, Level, RecordRules, says
from rag.schema import Value
from rag.vocabulary import Mention
from rag.words import stems

BEFORE, AFTER = 7, 6  # words looked at around a marker
NEGATED_NEAR = 4
BETWEEN_NEGATION = frozenset(stems("a an any the have has extra too much gene", keep_stopwords=True))
LINKS = frozenset({"and", "or"})
CHAIN_GAP = 5  # words between two markers of one chain
CHANGES = frozenset(stems("change mutation alteration fusion rearrangement", keep_stopwords=True))
IN_CHAIN = frozenset(
    stems("either a an the with has have is are of in on gene cancer tumor disease", keep_stopwords=True)
)


class Claim(Value):
    """A marker, the results of which the text means one, and the score it asks for ("": any)."""

    marker: str
    levels: frozenset[Level]
    score: str = ""


Choice = tuple[tuple[Claim, ...], ...]  # any one of these groups of results


def presupposed(
    markers: Sequence[Mention], sequence: Sequence[str], rules: RecordRules
) -> tuple[tuple[Claim, ...], tuple[Choice, ...]]:
    """The results that must all hold, and the choices of which one each must hold ("HER2-positive or triple-negative").

    "Without EGFR or ALK changes" is no choice: neither may be there.
    """
    found = [tuple(_claims(at, markers, sequence, rules)) for at in range(len(markers))]
    needed: list[Claim] = []
    choices: list[Choice] = []
    for chain in _chains(markers, sequence, rules):
        told = [at for at in chain if found[at]]
        start = markers[chain[0]].start
        is_choice = len(told) > 1 and not _is_negated(sequence[max(0, start - BEFORE) : start], rules)
        chosen = _alternatives(told, markers, sequence, rules) if is_choice else []
        needed += [claim for at in told if at not in chosen for claim in found[at]]
        choice = tuple(dict.fromkeys(found[at] for at in chosen))
        if len({claim.marker for group in choice for claim in group}) == 1 and not any(g[0].score for g in choice):
            needed.append(_any_of([claim for group in choice for claim in group]))
        elif choice:
            choices.append(choice)
    return tuple(dict.fromkeys(needed)), tuple(choices)


def _any_of(claims: Sequence[Claim]) -> Claim:
    """One claim for results of one marker of which any will do."""
    return claims[0].model_copy(update={"levels": frozenset(level for claim in claims for level in claim.levels)})


def _chains(markers: Sequence[Mention], sequence: Sequence[str], rules: RecordRules) -> Iterator[list[int]]:
    """Markers that stand in one enumeration, with results and small words between; an "and" beside these ends it."""
    words = IN_CHAIN | _result_stems(rules) | {"or"}
    chain: list[int] = []
    for at, marker in enumerate(markers):
        between = sequence[markers[at - 1].end : marker.start] if chain else []
        if chain and between != ["and"] and not (len(between) <= CHAIN_GAP and words.issuperset(between)):
            yield chain
            chain = []
        chain.append(at)
    if chain:
        yield chain


def _alternatives(
    chain: Sequence[int], markers: Sequence[Mention], sequence: Sequence[str], rules: RecordRules
) -> list[int]:
    """Those of a chain that "or" joins; one without a result of its own shares that of the next: "EGFR, ALK or ROS1".

    So do changes in several genes, with "and" too: "BRCA1, BRCA2 and PALB2 changes" are found in different people.
    """
    chosen: list[int] = []
    next_word = "".join(sequence[markers[chain[-1]].end : markers[chain[-1]].end + 1])
    joins = LINKS if next_word in CHANGES else {"or"}
    for one, other in reversed(list(pairwise(chain))):
        between = sequence[markers[one].end : markers[other].start]
        own = {*sequence[markers[one].start : markers[one].end], *between} & _result_stems(rules)
        is_sharing = not own and markers[one].term.name not in rules.stands_for
        is_joined = "or" in between or (is_sharing and len(between) == 1 and joins.issuperset(between))
        if is_joined or (is_sharing and not between and other in chosen):
            chosen += [at for at in (other, one) if at not in chosen]
        elif chosen:
            break
    return sorted(chosen)


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
    levels = _levels(term.name, context, before, rules)
    if not levels:
        return
    name = rules.same.get(term.name, term.name)
    if name in rules.mutation_apart and says(rules.mutation_words, context):
        name = f"{name} mutation"
    elif name not in rules.levels and "high" in levels:
        levels = levels - {"high"} | {"positive"}
    yield Claim(marker=name, levels=frozenset(levels))


def _levels(name: str, context: Sequence[str], before: Sequence[str], rules: RecordRules) -> set[Level]:
    levels: set[Level] = {level for level, phrases in rules.results.items() if says(phrases, context)}
    if not levels and name in rules.alterations and not says(rules.neutral, context):
        levels = {"positive"}
    if "none" in levels:
        levels = levels - {"none"} | {"negative"}
    if levels & {"low", "ultralow", "high", "negative"}:
        levels -= {"positive"}
    if _is_negated(before, rules):
        levels = {"positive"} if levels == {"negative"} else {"negative"}
    return levels


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
