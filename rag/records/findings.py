"""Biomarkers of a record to results by canonical name: words, scores and shares read, the newest taken, the rest derived."""

from collections.abc import Iterable, Mapping, Sequence

from rag.check.numbers import quantities
from rag.records.measured import Measured, level_of_score, level_of_share, measured
from rag.records.record import Biomarker
from rag.records.rules import Level, RecordRules
from rag.schema import Value
from rag.vocabulary import Vocabulary
from rag.words import stems

LEVELS: Mapping[str, Level] = {
    "positive": "positive",
    "amplified": "positive",
    "mutant": "positive",
    "MSI-H": "positive",
    "dMMR": "positive",
    "negative": "negative",
    "wild-type": "negative",
    "MSS": "negative",
    "pMMR": "negative",
    "low": "low",
    "ultralow": "ultralow",
    "high": "high",
}
MUTATIONS = ("mutant", "wild-type")
# A score, and what it cannot be.
CONTRARY = {("3", "negative"), ("3", "low"), ("3", "ultralow"), ("0", "positive"), ("1", "positive")}


class Number(Value):
    """A measured value and its unit."""

    value: float
    unit: str


class Finding(Value):
    """One biomarker of a record. `name`: canonical, "" where it is not known. `levels`: two where it contradicts itself."""

    name: str = ""
    levels: tuple[Level, ...] = ()
    date: str = ""
    score: str = ""
    number: Number | None = None
    shown: str = ""
    is_altered: bool = False

    @property
    def is_read(self) -> bool:
        """Whether anything of it can be used."""
        return bool(self.name and (self.levels or self.score or self.number))


def findings(markers: Iterable[Biomarker], vocabulary: Vocabulary, rules: RecordRules) -> list[Finding]:
    """What each biomarker says, in the order given."""
    return [_finding(marker, vocabulary, rules) for marker in markers]


def newest(found: Sequence[Finding]) -> tuple[dict[str, Level], tuple[str, ...]]:
    """The newest result of each marker; markers whose newest results differ are unclear."""
    by_name: dict[str, list[tuple[str, Level]]] = {}
    for each in found:
        for level in each.levels if each.name else ():
            by_name.setdefault(each.name, []).append((each.date, level))
    results: dict[str, Level] = {}
    unclear = []
    for name, given in by_name.items():
        last = max(date for date, _ in given)
        levels = {level for date, level in given if date == last}
        if len(levels) == 1:
            results[name] = levels.pop()
        else:
            unclear.append(name)
    return results, tuple(unclear)


def newest_scores(found: Sequence[Finding]) -> dict[str, str]:
    """The newest score of each marker; of one date, the last given."""
    return {each.name: each.score for each in sorted(found, key=lambda each: each.date) if each.name and each.score}


def finer(
    results: Mapping[str, Level], scores: Mapping[str, str], topic: str | None, rules: RecordRules
) -> dict[str, Level]:
    """The results, "low" for a negative one with a score that is called so in this cancer."""
    low = rules.low_scores.get(topic or "", {})
    return {
        name: "low" if level == "negative" and scores.get(name) in low.get(name, ()) else level
        for name, level in results.items()
    }


def derived(results: Mapping[str, Level], rules: RecordRules) -> dict[str, Level]:
    """The results, and those that follow from them."""
    found = dict(results)
    for name, meant in rules.stands_for.items():
        if found.get(name) == "positive":
            found = {**meant, **found}
    for part, whole in rules.part_of.items():
        if found.get(part) == "positive":
            found.setdefault(whole, "positive")
    for whole, parts in rules.told_by.items():
        levels = [found.get(part) for part in parts]
        if "positive" in levels:
            found.setdefault(whole, "positive")
        elif "low" in levels:
            found.setdefault(whole, "low")
        elif all(level == "negative" for level in levels):
            found.setdefault(whole, "negative")
        if found.get(whole) == "negative":
            found = {**dict.fromkeys(parts, "negative"), **found}
    for part, whole in rules.part_of.items():
        if found.get(whole) == "negative":
            found.setdefault(part, "negative")
    for name, meant in rules.stands_for.items():
        if len(meant) > 1 and all(_is_so(marker, found.get(marker), level, rules) for marker, level in meant.items()):
            found.setdefault(name, "positive")
    return found


def _is_so(marker: str, have: Level | None, wanted: Level, rules: RecordRules) -> bool:
    """Whether a result is the one wanted, or a low one that counts as negative."""
    return have == wanted or (wanted == "negative" and have in ("low", "ultralow") and marker not in rules.levels)


def _finding(marker: Biomarker, vocabulary: Vocabulary, rules: RecordRules) -> Finding:
    sequence = stems(marker.name, keep_stopwords=True)
    terms = [mention.term for mention in vocabulary.mentions(sequence) if mention.term.kind == "biomarker"]
    if not terms:
        return Finding()
    name = rules.same.get(terms[0].name, terms[0].name)
    if name in rules.mutation_apart and (marker.status in MUTATIONS or {"mutat", "mutant"} & set(sequence)):
        name = f"{name} mutation"
    told = measured(marker.score or "")
    if marker.value is not None and "%" in (marker.unit or ""):
        told = told.model_copy(update={"low": marker.value, "high": marker.value})
    levels, shown = _levels(name, marker, told, rules)
    return Finding(
        name=name,
        levels=levels,
        date=marker.date or "",
        score=told.score,
        number=_number(marker, told),
        shown=shown,
        is_altered=marker.status == "mutant" or (name in rules.alterations and "positive" in levels),
    )


def _levels(name: str, marker: Biomarker, told: Measured, rules: RecordRules) -> tuple[tuple[Level, ...], str]:
    """The result in words, else that of a second test, of the score, of the share; and how a page may say it."""
    status = marker.status
    if status == "unknown" and "status" not in marker.model_fields_set and name in rules.stands_for and not told.score:
        return ("positive",), "positive"  # the bare name is the result
    if status == "unknown" and told.result:
        status = told.result
    level = LEVELS.get(status)
    if level == "high" and name not in rules.levels:
        level = "positive"
    if level:
        is_contrary = (told.score, level) in CONTRARY and level_of_score(name, told.score, rules)
        other = level_of_score(name, told.score, rules) if is_contrary else None
        return (level, *([other] if other else [])), status
    if told.score:
        level = level_of_score(name, told.score, rules)
        plus = "+" if told.score != "0" else ""
        return ((level,), f"{level} (score {told.score}{plus})") if level else ((), f"score {told.score}{plus}")
    if told.low is not None and told.high is not None:
        level = level_of_share(name, told.low, told.high, rules)
        return ((level,), level) if level else ((), "")
    return (), ""


def _number(marker: Biomarker, told: Measured) -> Number | None:
    """The number with its unit as texts give it; a unit that no text could have is left out."""
    if marker.value is None:
        is_exact = told.low is not None and told.low == told.high and told.low == round(told.low, 1)
        return Number(value=told.low or 0.0, unit="%") if is_exact else None
    read = quantities(f"1 {marker.unit or ''}")
    return Number(value=marker.value, unit=read[0].unit if read else "")
