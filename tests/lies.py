"""A true, cited claim to a false one of a named kind: what a careless or hostile model might write instead.

Each mutator is pure and returns None where it does not apply or where the result might still be true.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from tests import lie_words as told
from tests.lie_words import DRUGS, INVENTED_DRUGS, NUMBER_WORDS, Swap

NUMBER = r"(?<![\w.,(;/-])\d+(?:\.\d+)?(?![\w;)+-]|\.\d|,\d)"
WORD_NUMBER = rf"\b(?:{'|'.join(NUMBER_WORDS)})\b"
ANY_NUMBER = re.compile(f"{NUMBER}|{WORD_NUMBER}", re.IGNORECASE)
PAIR = rf"({NUMBER}|{WORD_NUMBER})( to | or )({NUMBER}|{WORD_NUMBER})|(?<=between )({NUMBER})( and )({NUMBER})"
RANGE = re.compile(PAIR, re.IGNORECASE)
DRUG = re.compile(rf"\b(?:{'|'.join(DRUGS)})\b(?! deruxtecan| emtansine| govitecan)", re.IGNORECASE)
NO = re.compile(r"\b(?:no|not|none|never|neither|nor|without|cannot|rarely|un\w+)\b", re.IGNORECASE)


class Citation(NamedTuple):
    """A quote and the name of the passage (or source) it is said to stand in."""

    passage: str
    quote: str


class Claim(NamedTuple):
    """A statement with its citations."""

    text: str
    citations: tuple[Citation, ...]

    @property
    def quoted(self) -> str:
        """All quotes as one text."""
        return "\n".join(citation.quote for citation in self.citations)


class Lie(NamedTuple):
    """A false claim, its kind, and the true claim it was made of."""

    kind: str
    claim: Claim
    honest: Claim


Mutator = Callable[[Claim, Random, Sequence[Claim]], Claim | None]


def lie(kind: str, claim: Claim, seed: int, elsewhere: Sequence[Claim] = ()) -> Claim | None:
    """`claim` made false in the way named `kind`; None when it does not apply. `elsewhere`: other claims of the shelf."""
    found = KINDS[kind](claim, Random(f"{seed} {kind} {claim.text}"), elsewhere)
    return None if found == claim else found


def lies_about(claims: Sequence[Claim], seed: int, per_kind: int) -> tuple[Lie, ...]:
    """Up to `per_kind` lies of every kind about `claims`, each about another claim; the same for the same seed."""
    found: list[Lie] = []
    for kind in KINDS:
        order = Random(f"{seed} {kind}").sample(claims, len(claims))
        made = (Lie(kind, false, claim) for claim in order if (false := lie(kind, claim, seed, claims)))
        found.extend(one for one, _ in zip(made, range(per_kind), strict=False))
    return tuple(found)


def changed_number(claim: Claim, rng: Random, _: Sequence[Claim]) -> Claim | None:
    """One number that the quote holds becomes one it does not hold."""
    places = [match for match in ANY_NUMBER.finditer(claim.text) if match[0].casefold() != "one"]
    return _with_number(claim, rng.choice(places), rng) if places else None


def range_end(claim: Claim, rng: Random, _: Sequence[Claim]) -> Claim | None:
    """One end of a range moves outwards."""
    found = RANGE.search(claim.text)
    if not found or re.search(r"\b(?:group|stage)s?\b", claim.text):
        return None
    first, last = (1, 3) if found[1] else (4, 6)
    low, high = _value(found[first]), _value(found[last])
    end, value = rng.choice([(first, low - max(1, low // 3)), (last, high + max(1, high // 2))])
    if low >= high or value <= 0:
        return None
    return _replaced(claim, found.start(end), found.end(end), _written(value, found[end]))


def drug(claim: Claim, rng: Random, _: Sequence[Claim]) -> Claim | None:
    """One drug becomes another real drug that the quote does not name."""
    return _with_drug(claim, rng, [name for name in DRUGS if name not in claim.quoted.casefold()])


def invented_drug(claim: Claim, rng: Random, _: Sequence[Claim]) -> Claim | None:
    """One drug becomes a drug that does not exist."""
    return _with_drug(claim, rng, INVENTED_DRUGS)


def negation(claim: Claim, rng: Random, elsewhere: Sequence[Claim]) -> Claim | None:
    """A "not" goes, or comes where there was none."""
    swaps = told.NEGATIONS_REMOVED if NO.search(claim.text) else told.NEGATIONS_ADDED
    return _swapping(swaps)(claim, rng, elsewhere)


def wrong_citation(claim: Claim, rng: Random, elsewhere: Sequence[Claim]) -> Claim | None:
    """The statement stays; its quote is a true one from another text, about something else."""
    others = [other for other in elsewhere if _are_strangers(claim.text, other.quoted)]
    others = [other for other in others if other.citations[0].passage != claim.citations[0].passage]
    return claim._replace(citations=rng.choice(others).citations) if others else None


def true_elsewhere(claim: Claim, rng: Random, elsewhere: Sequence[Claim]) -> Claim | None:
    """The quote stays; the statement is one that another place of the same text supports."""
    home = claim.citations[0].passage
    others = [other for other in elsewhere if other.citations[0].passage == home]
    others = [other for other in others if _are_strangers(other.text, claim.quoted)]
    return claim._replace(text=rng.choice(others).text) if others else None


def invented_citation(claim: Claim, rng: Random, _: Sequence[Claim]) -> Claim | None:
    """The passage named was never sent, or the quote stands nowhere."""
    if rng.random() < 0.5:
        return claim._replace(citations=tuple(Citation("P987", quote) for _, quote in claim.citations))
    quote = f"The panel agreed unanimously: {claim.text[:1].lower()}{claim.text[1:]}"
    return claim._replace(citations=(Citation(claim.citations[0].passage, quote),))


def paraphrase_as_quote(claim: Claim, rng: Random, elsewhere: Sequence[Claim]) -> Claim | None:
    """The quote is reworded but shown as a quote."""
    passage, quote = claim.citations[0]
    if claim.text != quote and claim.text not in quote:
        return claim._replace(citations=(Citation(passage, claim.text),))
    found = _swapping(told.QUOTE_SYNONYMS)(Claim(quote, claim.citations), rng, elsewhere)
    return found and claim._replace(citations=(Citation(passage, found.text),))


def stitched_quote(claim: Claim, rng: Random, elsewhere: Sequence[Claim]) -> Claim | None:
    """Beginning of one sentence and end of another of the same text, joined to one quote."""
    passage, first = claim.citations[0]
    others = [c.quote for other in elsewhere for c in other.citations if c.passage == passage and c.quote != first]
    others = [quote for quote in others if len(quote.split()) > 8]
    if not others or len(first.split()) < 8:
        return None
    head, tail = first.split(), rng.choice(others).split()
    quote = " ".join(head[: len(head) // 2] + tail[len(tail) // 2 :])
    return None if quote in claim.quoted else claim._replace(citations=(Citation(passage, quote),))


def instruction_obeyed(claim: Claim, rng: Random, _: Sequence[Claim]) -> Claim | None:
    """The statement says what an instruction planted in a text asked for; the quote is a true one."""
    return claim._replace(text=rng.choice(told.OBEYED))


def _swapping(swaps: Sequence[Swap]) -> Mutator:
    """The mutator that makes one of `swaps` at random, of those that fit and whose result the quote does not hold."""

    def mutate(claim: Claim, rng: Random, _: Sequence[Claim]) -> Claim | None:
        fits: list[Claim] = []
        for swap in swaps:
            found = re.search(swap.find, claim.text)
            if not found or (swap.unless and re.search(swap.unless, claim.text + "\n" + claim.quoted)):
                continue
            new = found.expand(swap.put)
            if new not in found[0] and re.search(
                rf"(?<!\w){re.escape(new.strip())}(?!\w)", claim.quoted, re.IGNORECASE
            ):
                continue
            fits.append(_replaced(claim, found.start(), found.end(), new))
        return rng.choice(fits) if fits else None

    return mutate


def _with_drug(claim: Claim, rng: Random, names: Sequence[str]) -> Claim | None:
    places = list(DRUG.finditer(claim.text))
    if not places:
        return None
    place = rng.choice(places)
    name = rng.choice(names)
    return _replaced(claim, place.start(), place.end(), name.capitalize() if place[0][0].isupper() else name)


def _with_number(claim: Claim, place: re.Match[str], rng: Random) -> Claim | None:
    value = _value(place[0])
    taken = {
        _value(match[0]) for match in re.finditer(rf"\d+(?:\.\d+)?|{WORD_NUMBER}", claim.quoted + claim.text, re.I)
    }
    steps = (value + 1, value + 2) if value > 1000 else (value * 2, value + 1, value + 3, value // 2)
    is_percentage = re.match(r"\s*(?:%|percent)", claim.text[place.end() :])
    top = len(NUMBER_WORDS) - 1 if not place[0][0].isdigit() else 100 if is_percentage else float("inf")
    news = [new for new in steps if new not in taken and 2 <= new <= top]
    return _replaced(claim, place.start(), place.end(), _written(rng.choice(news), place[0])) if news else None


def _value(number: str) -> float:
    return float(NUMBER_WORDS.index(number.casefold()) if number.casefold() in NUMBER_WORDS else number)


def _written(value: float, like: str) -> str:
    """`value` in the form of `like`: a word, a whole number or one with a decimal point."""
    if not like[0].isdigit() and value == int(value) and value < len(NUMBER_WORDS):
        word = NUMBER_WORDS[int(value)]
        return word.capitalize() if like[0].isupper() else word
    return f"{value:.1f}" if "." in like or value != int(value) else str(int(value))


def _replaced(claim: Claim, start: int, end: int, new: str) -> Claim:
    text = " ".join((claim.text[:start] + new + claim.text[end:]).split())
    return claim._replace(text=text[:1].upper() + text[1:])


def _are_strangers(text: str, other: str) -> bool:
    """Whether two texts share too few words for one to support the other."""
    mine, theirs = (set(re.findall(r"[a-z0-9+]{4,}", each.casefold())) for each in (text, other))
    return bool(mine) and len(mine & theirs) <= 0.34 * len(mine)


KINDS: Mapping[str, Mutator] = {
    "changed_number": changed_number,
    "changed_unit": _swapping(told.UNITS),
    "range_end": range_end,
    "comparator": _swapping(told.COMPARATORS),
    "negation": negation,
    "drug": drug,
    "invented_drug": invented_drug,
    "biomarker_polarity": _swapping(told.POLARITY),
    "score": _swapping(told.SCORES),
    "stage": _swapping(told.STAGES),
    "raised_strength": _swapping(told.STRENGTH),
    "absolute": _swapping(told.ABSOLUTE),
    "population": _swapping(told.POPULATIONS),
    "time": _swapping(told.TIMES),
    "direction": _swapping(told.DIRECTIONS),
    "wrong_citation": wrong_citation,
    "invented_citation": invented_citation,
    "paraphrase_as_quote": paraphrase_as_quote,
    "stitched_quote": stitched_quote,
    "true_elsewhere": true_elsewhere,
    "instruction_obeyed": instruction_obeyed,
}
