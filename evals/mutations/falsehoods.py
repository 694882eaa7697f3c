"""A true text to false ones of a named kind, one change at a time. Each maker gives every false text it can.

`held` is all that the text may rest on: its quotes and what stands above them. A change whose result they might say as well
is left out: the new word must not stand there already.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from evals.mutations.negations import NEGATED, NOT_NEGATED
from evals.mutations.words import (
    ANTONYMS,
    CANCER,
    CANCER_GROUPS,
    COMPARATORS,
    DRUG,
    DRUG_CLASSES,
    NO_ANTONYM,
    NUMBER_WORDS,
    STATUS_SWAPS,
    STRENGTHS,
    UNITS,
    Swap,
)

NUMBER = re.compile(
    r"(?<![\w.,/+-])(?<!\b[Ss]tage )(?<!\b[Tt]ype )(?<!\b[Gg]rade )(?<!\b[Pp]hase )(?<!category )(?<!\b[Gg]roup )(?<!\b[Ll]evel )"
    r"(?:\d+(?:\.\d+)?(?![\w.,/+)]*\w|-\d)|\b(?:" + "|".join(NUMBER_WORDS[2:]) + r")\b(?!-))",
    re.IGNORECASE,
)
RANGE = re.compile(
    r"\b(\d+(?:\.\d+)?|"
    + "|".join(NUMBER_WORDS[2:])
    + r")(?: to |-| and (?=\d))(\d+(?:\.\d+)?|"
    + "|".join(NUMBER_WORDS[2:])
    + r")\b"
)
BUT_NOT = re.compile(
    r"(?:more|larger|thicker) than (\d+(?:\.\d+)?)(?: \w+){1,2},? but not (?:more|larger|thicker) than (\d+(?:\.\d+)?)(?= \w)"
)
BETWEEN = re.compile(r"\bbetween\b|\bages?\b", re.IGNORECASE)
NEGATIVE = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|unless|rarely|un\w{5,})\b|n't\b", re.IGNORECASE
)
LEADS = r"(?i:^(?P<lead>(?:(?!\b(?:that|which|who|when|if|where|because|since|while|whether|as|after|how|until)\b)[^,:;])*?)"
AUXILIARY = re.compile(
    LEADS + r"\b(?P<word>is|are|was|were|should|will|has been|have been)) (?!not\b|also\b|either\b|that\b|to\b)"
)
CAN = re.compile(LEADS + r"\b(?P<word>can|may)) (?=be |cause |spread |help |affect |increase |occur )(?!be caused)")
DO = re.compile(
    LEADS
    + r"\b(?P<verb>depend|affect|increase|decrease|occur|cause|need|help|prevent|protect|remove|stop|make|lower|grow)(?P<s>s?)) "
)
STAGE = re.compile(
    r"(?<=\b[Ss]tage )(?P<roman>IV|I{1,3})(?P<letter>[ABCE]?\d?)\b|(?<=\b[Ss]tages )(?P<roman2>IV|I{1,3})(?P<letter2>[ABC]?)\b"
)
ROMANS = ("I", "II", "III", "IV")
SAME_CANCER = frozenset({"kidney cancer", "renal cell cancer"})  # too near for one in place of the other to be false

Maker = Callable[[str, str], Iterator[str]]


def _number(text: str, held: str) -> Iterator[str]:
    taken = {_value(match) for match in re.findall(rf"\d+(?:\.\d+)?|\b(?:{'|'.join(NUMBER_WORDS)})\b", held.lower())}
    spans = [match.span() for pattern in (RANGE, BUT_NOT) for match in pattern.finditer(text)]
    for match in NUMBER.finditer(text):
        value = _value(match[0].lower())
        if any(start <= match.start() < end for start, end in spans) or value in range(1900, 2100):
            continue
        for new in (value + 1, value * 2, value + 3, value / 2 if value % 2 == 0 else value - 1):
            if new not in taken and new > 1:
                yield _put(text, match.span(), _written(new, match[0]))


def _range_end(text: str, held: str) -> Iterator[str]:
    for match in (*RANGE.finditer(text), *BUT_NOT.finditer(text)):
        low, high = _value(match[1]), _value(match[2])
        if low >= high or (re.search(r"\d and", match[0]) and not BETWEEN.search(text)):
            continue
        for end, new in (
            (1, low - max(1, low // 4)),
            (2, high + max(1, high // 4)),
            (2, high * 2),
            (1, (low + high) // 2),
        ):
            if new > 0 and new not in (low, high) and not re.search(rf"(?<![\w.]){new:g}(?!\w|\.\d)", held):
                yield _put(text, match.span(end), _written(new, match[end]))


def _negation_in(text: str, held: str) -> Iterator[str]:
    if NEGATIVE.search(text):
        return
    match = AUXILIARY.search(text)
    if match:
        yield _put(
            text,
            match.span("word"),
            match["word"].replace(" been", "") + (" not been" if "been" in match["word"] else " not"),
        )
        yield _put(
            text,
            match.span("word"),
            match["word"].replace(" been", "") + (" never been" if "been" in match["word"] else " never"),
        )
    match = CAN.search(text)
    if match:
        yield _put(text, match.span("word"), "cannot")
    match = DO.search(text)
    if match and not (re.search(r"\b(?:may|can|is|are|to|will|might|not)\b", match["lead"])):
        yield _put(text, (match.start("verb"), match.end("s")), f"{'does' if match['s'] else 'do'} not {match['verb']}")


def _negation_out(text: str, held: str) -> Iterator[str]:
    if not NOT_NEGATED.search(text):
        yield from _swapped(text, held, NEGATED)


def _antonym(text: str, held: str) -> Iterator[str]:
    if NO_ANTONYM.search(text):
        return
    for line in ANTONYMS.splitlines():
        for find, put in (line.split(" / "), line.split(" / ")[::-1]):
            put = put.partition("(?!")[0]
            if re.search(rf"\b(?:{put})\b", held, re.IGNORECASE):
                continue
            for match in re.finditer(rf"(?<![\w-]){find}(?![\w-])", text, re.IGNORECASE):
                yield _put(text, match.span(), _like(put, match[0]))


def _drug(text: str, held: str) -> Iterator[str]:
    yield from _exchanged(text, held, DRUG, DRUG_CLASSES)


def _cancer(text: str, held: str) -> Iterator[str]:
    yield from _exchanged(text, held, CANCER, CANCER_GROUPS)


def _exchanged(text: str, held: str, names: re.Pattern[str], groups: Sequence[Sequence[str]]) -> Iterator[str]:
    """The text with all mentions of one name changed to another of its group, that the quote does not name."""
    for name in dict.fromkeys(match[0].lower() for match in names.finditer(text)):
        group = next(group for group in groups if name in [each.lower() for each in group])
        for other in group:
            if {name, other.lower()} <= SAME_CANCER:
                continue
            if other.lower() not in held.lower() and other.lower() not in name and name not in other.lower():
                yield _renamed(text, names, name, other)


def _renamed(text: str, names: re.Pattern[str], name: str, other: str) -> str:
    return names.sub(lambda match: _like(other, match[0]) if match[0].lower() == name else match[0], text)


def _stage(text: str, held: str) -> Iterator[str]:
    taken = set(re.findall(r"\b(?:IV|I{1,3})[ABC]?\d?\b", held))
    for match in STAGE.finditer(text):
        roman = match["roman"] or match["roman2"]
        letter = match["letter"] or match["letter2"] or ""
        news = [other + letter for other in ROMANS if other != roman]
        news += [roman + other for other in "ABC" if letter and other != letter[0]]
        for new in news:
            if new not in taken and new[: len(new) - len(letter)] not in (taken if letter else ()):
                yield _put(text, match.span(), new)


def _swapping(swaps: Sequence[Swap]) -> Maker:
    return partial(_swapped, swaps=swaps)


def _swapped(text: str, held: str, swaps: Sequence[Swap]) -> Iterator[str]:
    """The text with one of the swaps made in one place, for each swap and place that fits."""
    for swap in swaps:
        if swap.unless and re.search(swap.unless, f"{text}\n{held}"):
            continue
        for match in re.finditer(swap.find, text):
            yield _put(text, match.span(), match.expand(swap.put))


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return re.sub(r"[ \t]+", " ", f"{text[: span[0]]}{new}{text[span[1] :]}").strip()  # line breaks of lists stay


def _value(number: str) -> float:
    return float(NUMBER_WORDS.index(number)) if number in NUMBER_WORDS else float(number)


def _written(value: float, like: str) -> str:
    """`value` in the form of `like`: a word where it is one and has one, else digits."""
    if like.lower() in NUMBER_WORDS and value == int(value) and value < len(NUMBER_WORDS):
        return _like(NUMBER_WORDS[int(value)], like)
    return f"{value:g}"


def _like(new: str, old: str) -> str:
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def sentence_case(text: str) -> str:
    """The text with a capital at its start, and with "a" and "an" as the changed words ask."""
    text = re.sub(r"\b([Aa])n (?=(?:decreas|late\b|high|low|normal|mature|benign|malignant|small))", r"\1 ", text)
    text = re.sub(r"\b(a) (?=(?:increas|early\b|abnormal|immature))", r"\1n ", text)
    return text[:1].upper() + text[1:]


KINDS: Mapping[str, Maker] = {
    "number": _number,
    "unit": _swapping(UNITS),
    "range end": _range_end,
    "comparator": _swapping(COMPARATORS),
    "negation in": _negation_in,
    "negation out": _negation_out,
    "antonym": _antonym,
    "drug": _drug,
    "biomarker status": _swapping(STATUS_SWAPS),
    "stage": _stage,
    "strength": _swapping(STRENGTHS),
    "cancer": _cancer,
}
