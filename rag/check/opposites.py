"""Pairs of words that mean the opposite of each other, in general English. Data, and one reading of it.

Each line: words of one side / words of the other. A word may stand in several lines; two words may be one phrase.
"""

from collections.abc import Mapping
from functools import lru_cache

from rag.words import stems

PAIRS = """
increase raise rise higher greater elevate boost more up / decrease reduce lower decline fall drop less fewer lessen diminish down
better improve best improvement ease relieve alleviate soothe / aggravate worse worsen worst deteriorate
help helpful benefit beneficial protect / harm harmful damage hurt injure
common frequent frequently often usual usually / rare rarely uncommon infrequent seldom unusual
early / late advanced
earlier / later
high / low
before prior preoperative beforehand / after following afterwards postoperative
start begin initiate begun began continue go_on carry_on keep_on / stop quit discontinue cease halt
positive overexpressed overexpression / negative
positive negative / equivocal borderline indeterminate
eligible qualify / ineligible
mild / severe serious
strong stronger strengthen / weak weaken weaker little
sufficient enough adequate / insufficient inadequate less little lack short
leave left / stay remain still inside within
long longer long_term lasting / short shorter short_term
large larger big bigger / small smaller
old older / young younger
fast faster quick quickly rapid rapidly / slow slower slowly
succeed success successful work / fail failed failure
acute / chronic
inside within indoors indoor / outside outdoors outdoor beyond
benign / malignant
grow growth expand enlarge / shrink
most majority many / few minority little least
good favorable favourable / poor bad unfavorable unfavourable
hot warm / cold
first / last
above over / below under
present presence / absent absence
gain / loss lose
optional / mandatory required compulsory
include / exclude
add / remove removal
safe safer / unsafe dangerous
recommend advise prefer / discourage
allow permit / forbid prohibit
likely / unlikely
local / distant
temporary / permanent
oral mouth / intravenous vein
same alike / different differ unlike vary
partial / radical total complete whole
primary / secondary
inner / outer
upper / lower
high / average_risk moderate medium intermediate
low / average_risk moderate medium intermediate
intermediate / favorable favourable
intermediate / poor
activate / inhibit block
agonist / antagonist
normal / abnormal
mature / immature
internal internally / external externally
near nearby close / far distant
too_much / too_little not_enough
aggressive / indolent
remission / relapse
chronic_phase / accelerated_phase blastic_phase blast_phase
accelerated_phase / blastic_phase blast_phase
smoldering smouldering / active
standard_risk / high
remove / left_in leave_in
daily / weekly monthly yearly annual annually
weekly / monthly yearly annual annually
monthly / yearly annual annually
immediate immediately right_away at_once prompt promptly straight_away / wait delay later postpone defer until_morning
""".strip()


@lru_cache(maxsize=1)
def opposites() -> Mapping[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """Words by their stems: for each its pairs, as (line, side 1 or -1)."""
    found: dict[tuple[str, ...], tuple[tuple[int, int], ...]] = {}
    for line, pair in enumerate(PAIRS.splitlines()):
        for side, names in zip((1, -1), pair.split(" / "), strict=True):
            for name in names.split():
                key = tuple(stems(name.replace("_", " "), keep_stopwords=True))
                if (line, side) not in found.get(key, ()):
                    found[key] = (*found.get(key, ()), (line, side))
    return found
