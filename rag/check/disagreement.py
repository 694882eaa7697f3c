"""Two sentences to whether they speak of the same thing, and differ in a number or a strength. (MEDICAL rules M8, M14.)"""

from rag.check.numbers import number_failure, quantities
from rag.check.strength import advice_level
from rag.words import stems


def subject_of(text: str) -> frozenset[str]:
    """Stems that say what a sentence is about: numbers and stop words left out."""
    return frozenset(stem for stem in stems(text) if not stem.replace(".", "").isdigit())


def speak_of_the_same(one: str, other: str, share: float) -> bool:
    """Whether they share that part of the words of both, and name no other score, group or grade."""
    mine, theirs = subject_of(one), subject_of(other)
    if names_by_number(one) and names_by_number(other) and names_by_number(one) != names_by_number(other):
        return False
    return len(mine & theirs) >= share * len(mine | theirs) > 0


def names_by_number(text: str) -> list[str]:
    """Whole numbers without a unit: they mostly name a thing. A score of 2+ is another score than 3+, not another number."""
    return [one.value for one in quantities(text) if not one.unit and "." not in one.value and not one.direction]


def differ(one: str, other: str) -> bool:
    """Whether two sentences on the same thing give other numbers of the same units, or advise with another strength."""
    if quantities(one) and quantities(other):
        if names_by_number(one) != names_by_number(other):
            return False
        if [q.unit for q in quantities(one)] != [q.unit for q in quantities(other)]:
            return False
        return bool(number_failure(one, [other]) and number_failure(other, [one]))
    if quantities(one) or quantities(other):
        return False
    levels = {advice_level(one), advice_level(other)} - {0}
    return len(levels) == 2
