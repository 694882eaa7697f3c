"""Statement and quotes to a verdict: is what the quotes say of one thing said of the other? ("A grows faster than B.")

Three readings: the sides of a comparison, coordinated clauses that have swapped their words, numbers that count others.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from rag.check.numbers import WORD_NUMBERS
from rag.check.opposites import opposites
from rag.check.reading import Sentence, aligned, as_written, find_run, sentences

PIVOTS = (
    *(("than",), ("instead", "of"), ("rather", "than"), ("replaces",), ("replaced",), ("precedes",), ("exceeds",)),
    *(("followed", "by"), ("compared", "with"), ("within",), ("type", "of"), ("kind", "of")),
)
CONTRASTS = frozenset("but whereas while although though however".split())
SPLITS = CONTRASTS | {"and"}


def role_failure(statement: str, quotes: Sequence[str]) -> str | None:
    """Why the statement swaps what its quotes tell apart, or None. `quotes` should be whole sentences."""
    quoted = [sentence for quote in quotes for sentence in sentences(quote)]
    for said in sentences(statement):
        for sentence in aligned(said, quoted):
            sides = set() if is_inverse(said, sentence) else _swapped_sides(said, sentence)
            swapped = sides or _swapped_clauses(said, sentence) or _swapped_numbers(said, sentence)
            if swapped:
                shown = [as_written(said.text, [stem]) for stem in sorted(swapped)[:2]]
                return f"it swaps {' and '.join(shown)!r} of the quote"
    return None


def is_inverse(said: Sentence, quote: Sentence) -> bool:
    """Whether both the sides of a comparison and its word are turned: A has more than B, B has fewer than A."""
    mine, theirs = _compared(said), _compared(quote)
    if not mine or not theirs or not _swapped_sides(said, quote, is_whole=True):
        return False
    return any((pair, -side) in theirs for pair, side in mine)


def _compared(sentence: Sentence) -> frozenset[tuple[int, int]]:
    """The word of a comparison, the last before "than" that has an opposite, as its pairs and sides."""
    for at in find_run(sentence.texts, ("than",)):
        for word in reversed(sentence.words[:at]):
            if (word.stem,) in opposites():
                return frozenset(opposites()[(word.stem,)])
    return frozenset()


def _swapped_sides(said: Sentence, quote: Sentence, *, is_whole: bool = False) -> set[str]:
    """Words on the other side of the same comparison; empty unless words went both ways."""
    for pivot in PIVOTS:
        mine, theirs = _sides(said, pivot, is_whole=is_whole), _sides(quote, pivot, is_whole=is_whole)
        if mine and theirs:
            rightward = (mine[1] - mine[0]) & (theirs[0] - theirs[1])
            leftward = (mine[0] - mine[1]) & (theirs[1] - theirs[0])
            if rightward and leftward:
                return {min(rightward), min(leftward)}
    return set()


@lru_cache(maxsize=20_000)
def _sides(sentence: Sentence, pivot: tuple[str, ...], *, is_whole: bool) -> tuple[set[str], set[str]] | None:
    """Content words left and right of the pivot, up to "but", "and" and the like or `is_whole`; None without it."""
    texts = sentence.texts
    for at in find_run(texts, pivot):
        if pivot == ("than",) and _is_number(texts[at + 1 : at + 2]):
            continue  # a bound: older than 7 days
        start = max((n + 1 for n in range(at) if texts[n] in SPLITS and not is_whole), default=0)
        end = next((n for n in range(at, len(texts)) if texts[n] in SPLITS), len(texts))
        left, right = sentence.words[start:at], sentence.words[at + len(pivot) : end]
        return {word.stem for word in left if word.is_content}, {word.stem for word in right if word.is_content}
    return None


def _swapped_clauses(said: Sentence, quote: Sentence) -> set[str]:
    """Words of clauses that trade their parts: two clauses of the statement each mix the same two of the quote."""
    theirs = _parts(quote)
    mine = _parts(said)
    if len(theirs) < 2 or len(mine) < 2 or not (_are_parallel(quote, theirs) and _are_parallel(said, mine)):
        return set()
    home = {stem: at for at, part in enumerate(theirs) for stem in part if sum(stem in p for p in theirs) == 1}
    mixed: list[dict[str, int]] = []
    for at, part in enumerate(mine):
        own = part - {stem for n, other in enumerate(mine) if n != at for stem in other}
        found = {stem: home[stem] for stem in own if stem in home}
        if len(set(found.values())) > 1:
            mixed.append(found)
    if len(mixed) < 2 or len(set(mixed[0].values()) & set(mixed[1].values())) < 2:
        return set()
    return {min(found) for found in mixed[:2]}


def _swapped_numbers(said: Sentence, quote: Sentence) -> set[str]:
    """Two numbers that have traded what they count: "8 mg for women and 18 mg for men"."""
    mine, theirs = _around_numbers(said), _around_numbers(quote)
    for one, other in combinations(sorted(mine.keys() & theirs.keys()), 2):
        special = theirs[one] ^ theirs[other]
        own = len(mine[one] & theirs[one] & special), len(mine[other] & theirs[other] & special)
        crossed = len(mine[one] & theirs[other] & special), len(mine[other] & theirs[one] & special)
        if min(crossed) > 0 and sum(crossed) > sum(own):
            return {one, other}
    return set()


@lru_cache(maxsize=4_096)
def _around_numbers(sentence: Sentence) -> dict[str, frozenset[str]]:
    """For each number that the sentence holds once: the stems of its clause."""
    numbers = [(at, word.text) for at, word in enumerate(sentence.words) if word.text.replace(".", "").isdigit()]
    texts = [text for _, text in numbers]
    return {text: sentence.part(at) for at, text in numbers if texts.count(text) == 1}


def _are_parallel(sentence: Sentence, parts: Sequence[set[str]]) -> bool:
    """Whether the parts say the same of different things: contrasted, or with a word in common."""
    shared = any(one & other for one, other in combinations(parts, 2))
    return shared or not CONTRASTS.isdisjoint(sentence.texts)


def _is_number(texts: Sequence[str]) -> bool:
    return any(text[0].isdigit() or text in WORD_NUMBERS for text in texts)


@lru_cache(maxsize=4_096)
def _parts(sentence: Sentence) -> list[set[str]]:
    parts: list[set[str]] = [set()]
    clause = 0
    for word in sentence.words:
        if word.text in CONTRASTS or (word.clause - clause > (word.text == "and") and parts[-1]):
            parts.append(set())
        clause = word.clause
        if word.is_content or word.text in ("more", "most"):
            parts[-1].add(word.stem)
    return [part for part in parts if len(part) > 1]
