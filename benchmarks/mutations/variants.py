"""A true sentence to the same said in another way: shortened, reordered, with synonyms, in the passive, a list joined.

Each maker returns None where it does not apply or where the result might say something else.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

from benchmarks.mutations.pairs import VERB, Case, Pair
from benchmarks.mutations.synonyms import SYNONYMS

GLOSS = re.compile(r" \((?!or |if |when |unless |without |only |except )[^()]{3,90}\)")
LEADING = re.compile(
    r"^(?:In general|Normally|However|Sometimes it is true that|Also|In addition|For example|Because of this|As a result), (?=\w)"
)
EXAMPLES = re.compile(r",? (?:such as|including) [^.;:]*(?=\.$)")
FEWEST = 5  # words of a statement
LONGEST = 15  # of a clause that another may be put behind
ALSO = re.compile(r" also(?= [a-z])")
FRONTED = re.compile(
    r"^(?P<lead>(?:If|When|After|Before|In|For|During|Because|As) [^,:;]+), "
    r"(?P<main>(?:the|a|an|there|some|all|most|more|patients"
    r"|treatment|surgery|radiation|chemotherapy|cancer|tumors?|doctors?|cells?|women|men|children"
    r"|[a-z]+ (?:is|are|may|can)) [^:;]*)\.$"
)
AMBIGUOUS = re.compile(r"\b(?:not|no|that|which|who|where|to)\b")
TRAILING = re.compile(
    r"^(?P<main>(?:[^\s,:;()]+ ){3,}?[^\s,:;()]+) (?P<mark>if|when|because|after|before|during) (?P<tail>[^,:;()]+)\.$"
)
ITEM = r"(?!and\b|or\b)[\w-]+(?: (?!and\b|or\b)[\w-]+)?"
LIST = re.compile(rf"(?P<a>\b{ITEM}), (?P<b>{ITEM}), (?P<sign>and|or) (?P<c>{ITEM})(?=\.$)")
NOUNS = r"(?P<{}>[A-Za-z][\w' -]*?(?:\([^()]*\))?[\w' -]*?)"
PASSIVES: Sequence[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern.format(A=NOUNS.format("a"), B=NOUNS.format("b"))), put)
    for pattern, put in (
        (r"^{A} may cause {B}\.$", "{b} may be caused by {a}."),
        (r"^{A} can cause {B}\.$", "{b} can be caused by {a}."),
        (r"^{A} may be caused by {B}\.$", "{b} may cause {a}."),
        (r"^{A} (?:is|are) caused by {B}\.$", "The cause of {a} is {b}."),
        (r"^{A} may be used to treat {B}\.$", "{b} may be treated with {a}."),
        (r"^{A} (?:is|are) used to treat {B}\.$", "{b} can be treated with {a}."),
        (r"^{A} may be treated with {B}\.$", "{b} may be used to treat {a}."),
        (r"^Treatment of {A} may include {B}\.$", "{b} may be used to treat {a}."),
        (r"^{A} may include {B}\.$", "{b} may be part of {a}."),
        (r"^{A} may increase the risk of {B}\.$", "The risk of {b} may be increased by {a}."),
        (r"^{A} increases? the risk of {B}\.$", "The risk of {b} is increased by {a}."),
        (r"^{A} can affect the risk of {B}\.$", "The risk of {b} can be affected by {a}."),
        (r"^{A} (?:may )?affect the risk of {B}\.$", "The risk of {b} may be affected by {a}."),
        (r"^{A} affect {B}\.$", "{b} {be} affected by {a}."),
        (r"^{A} affects {B}\.$", "{b} can be affected by {a}."),
        (r"^{A} may affect {B}\.$", "{b} may be affected by {a}."),
        (r"^{A} decreases? the risk of {B}\.$", "The risk of {b} is decreased by {a}."),
        (r"^{A} may decrease the risk of {B}\.$", "The risk of {b} may be decreased by {a}."),
        (r"^{A} may be done to find {B}\.$", "{b} may be found by {a}."),
        (r"^{A} (?:is|are) used to (?P<verb>diagnose|detect|find) {B}\.$", "To {verb} {b}, {a} are used."),
        (r"^{A} (?:is|are) used to (?P<verb>\w+) {B}\.$", "To {verb} {b}, doctors use {a}."),
        (r"^{A} may be used to (?P<verb>\w+) {B}\.$", "To {verb} {b}, doctors may use {a}."),
        (r"^Doctors use {A} to {B}\.$", "{a} are used by doctors to {b}."),
        (r"^{A} may be given (?P<verb>before|after|during) {B}\.$", "Doctors may give {a} {verb} {b}."),
        (r"^{A} may be (?P<verb>removed|checked|treated) {B}\.$", "Doctors may have {a} {verb} {b}."),
        (r"^{A} can be found {B}\.$", "Doctors can find {a} {b}."),
        (r"^{A} removes? {B}\.$", "{b} {be} removed by {a}."),
        (r"^{A} kills? {B}\.$", "{b} {be} killed by {a}."),
        (r"^{A} makes? {B}\.$", "{b} {be} made by {a}."),
    )
]
NO_PART = re.compile(
    rf"{VERB.pattern}|\b(?:also|sometimes|often|usually|only)\b|\b(?:to|by|and|or)$|\b(?:and|or) (?:by|them)\b"
)
NO_PASSIVE = re.compile(
    r"\b(?:not|no|which|who|that|it|they|this|these|and may|and can|but|then|he|she)\b|,", re.IGNORECASE
)
ITEM_WORDS = 9
NO_ITEM = re.compile(r"[.:;,]|\band\b|\bor\b|\bSee\b|\bfollowing\b|^(?:If|When|For)\b")
OPENING = re.compile(r"(?:include|includes|on|by|of|are|have|for|with|from|as)$")
OPEN_LISTS = re.compile(r"\b(?:include|includes|including|any of the following|such as)\b|\bdepend", re.IGNORECASE)

Reworder = Callable[[str, Random], str | None]


def shortened(text: str, rng: Random) -> str | None:
    """Without what explains or gives examples."""
    found = [pattern for pattern in (GLOSS, LEADING, EXAMPLES, ALSO) if pattern.search(text)]
    if not found:
        return None
    for pattern in found if rng.random() < 0.5 else [rng.choice(found)]:
        if not (pattern is EXAMPLES and any(VERB.search(match[0]) for match in EXAMPLES.finditer(text))):
            text = pattern.sub("", text)
    return _sentence(text) if VERB.search(text) and len(text.split()) >= FEWEST else None


def reordered(text: str, rng: Random) -> str | None:
    """A clause moved to the other end, or the items of a list in another order."""
    match = FRONTED.match(text)
    if (
        match
        and not re.search(r"\b(?:it|they|this|these|and|he|she|but)\b", match["main"].split(" ", 1)[0] + match["lead"])
        and len(match["main"].split()) <= LONGEST
        and not AMBIGUOUS.search(match["main"])
    ):
        return _sentence(f"{match['main']} {_lowered(match['lead'])}.")
    match = LIST.search(text)
    if match and re.search(r"\b(?:include|includes|are|of|on|cause|by|as|have|with)$", text[: match.start()].rstrip()):
        a, b, c = match["a"], match["b"], match["c"]
        return f"{text[: match.start()]}{c}, {a}, {match['sign']} {b}{text[match.end() :]}"
    match = TRAILING.match(text)
    if match and not re.search(
        r"\b(?:that|which|who|whether|not|and|or|to|it|they|until|just|even|only|shortly|soon|days|weeks|months|years)\b",
        match["main"],
    ):
        return _sentence(f"{match['mark']} {match['tail']}, {_lowered(match['main'])}.")
    return None


def synonym(text: str, rng: Random) -> str | None:
    """One to three words in other words."""
    fits = [
        swap for swap in SYNONYMS if re.search(swap.find, text) and not (swap.unless and re.search(swap.unless, text))
    ]
    if not fits:
        return None
    for swap in rng.sample(fits, min(len(fits), rng.choice((1, 2, 3)))):
        text = re.sub(swap.find, swap.put, text, count=1)
    return _sentence(text)


def turned(text: str, rng: Random) -> str | None:
    """Active to passive, or the other way."""
    text = GLOSS.sub("", text)
    if NO_PASSIVE.search(text):
        return None
    for pattern, put in PASSIVES:
        match = pattern.match(text)
        if match and not any(NO_PART.search(match[name]) for name in "ab"):
            parts = {name: _lowered(part) for name, part in match.groupdict().items()}
            return _sentence(put.format(**parts, be="are" if re.search(r"s$|\band\b", parts["b"]) else "is"))
    return None


def joined(pair: Pair, rng: Random) -> str | None:
    """A list of short items as one sentence; some items are left out where the list is open."""
    lead, *lines = pair.quote.splitlines()
    ended = next((at for at, line in enumerate(lines) if line.rstrip().endswith(":")), len(lines))
    lines = lines[
        : ended + (ended < len(lines) and ". " in lines[ended])
    ]  # a list within, or the next one, begins there
    items = [GLOSS.sub("", re.split(r"\. (?=[A-Z])", line.removeprefix("- "))[0]).rstrip(". ") for line in lines]
    good = [item for item in items if len(item.split()) <= ITEM_WORDS and not NO_ITEM.search(item)]
    is_open = bool(OPEN_LISTS.search(lead))
    opening = re.sub(r"(?: any of| one or more of)? ?the following$| as follows$", "", lead.rstrip(": "))
    if (len(good) < len(items) and not is_open) or len(good) < 2 or not OPENING.search(opening):
        return None
    if is_open and len(good) > 3:
        good = good[: rng.choice(range(2, 5))]
    sign = "or" if re.search(r"any of|one of|\bhave$", lead) else "and"
    good = [_lowered(item) for item in good]
    return f"{opening} {', '.join(good[:-1])} {sign} {good[-1]}."


def _lowered(text: str) -> str:
    """Without the capital of a sentence; names and abbreviations keep theirs."""
    first = text.split(" ", 1)[0]
    is_name = any(c.isupper() or c.isdigit() for c in first[1:]) or first.rstrip(",") in NAMES
    return text if is_name else text[:1].lower() + text[1:]


def _sentence(text: str) -> str:
    text = re.sub(r"\s+([,.])", r"\1", " ".join(text.split()))
    return text[:1].upper() + text[1:]


NAMES = frozenset(
    "Hodgkin Wilms Ewing Merkel Kaposi Paget Epstein-Barr Bowen Pap X-ray Asian Langerhans Bence Burkitt Down".split()
)
JOINED = "list joined"
REWORDINGS: Sequence[Reworder] = (shortened, reordered, synonym, turned)
VARIANTS: Mapping[str, Reworder] = {
    "shortened": shortened,
    "reordered": reordered,
    "synonym": synonym,
    "active to passive": turned,
}


def variants(pairs: Sequence[Pair], lists: Sequence[Pair], seed: int, per_kind: int) -> tuple[Case, ...]:
    """Up to `per_kind` honest cases of every kind, each about another sentence or list; the same for a seed."""
    found: list[Case] = []
    for kind in (*VARIANTS, JOINED):
        rng = Random(f"{seed} {kind}")
        made: dict[str, Case] = {}
        of = lists if kind == JOINED else pairs
        for pair in rng.sample(of, len(of)):
            text = joined(pair, rng) if kind == JOINED else VARIANTS[kind](pair.quote, rng)
            if text and text != pair.quote:
                made.setdefault(text, Case(kind=kind, text=text, pair=pair))
            if len(made) >= per_kind:
                break
        found.extend(made.values())
    return tuple(found)
