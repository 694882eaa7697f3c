"""Words of which one cannot stand in the place of another in a copy, and words by how much they claim. Data, and one reading.

Read only where one word replaces another: "first" and "third" may well stand in one sentence. Opposites count as well.
"""

from collections.abc import Mapping
from functools import lru_cache

from rag.check.opposites import opposites
from rag.words import stems

# Each line: words of one strength, weakest first. Two steps up, or one to the last line, say more than the sentence does.
STRENGTHS = """
may might could can sometimes occasionally possibly perhaps potentially some few rarely consider considered studied investigated
often many frequently commonly several
should recommended recommend recommends advised usually usual most mostly generally typically normally mainly will likely likelier
must required requires necessary mandatory essential always all every each only certainly certain definitely proven entire
""".strip()
# Each line: groups of words, of which one excludes the others, "/" between the groups.
EXCLUSIVE = """
first 1st / second 2nd / third 3rd / fourth 4th / fifth 5th
hour hours hourly / day days daily / week weeks weekly / month months monthly / year years yearly / decade decades
early localized localised limited / advanced metastatic extensive
newly untreated / recurrent relapsed refractory
before prior / after following / during throughout
thick / thin
soft / hard
cause causes caused / prevent prevents prevented
protect protects protecting / destroy destroys destroying kill kills killing attack attacks attacking
begin begins start starts / end ends stop stops
inherited congenital / acquired
raised / sunken
remove removes removing removed / replace replaces replacing replaced add adds adding added
left / right
north northern / south southern / east eastern / west western
men man male males / women woman female females
child children / adult adults
mother mothers / father fathers
buy buys bought / sell sells sold
allow allows allowed permit permits permitted / forbid forbids forbidden prohibit prohibits prohibited ban bans banned
win wins won / lose loses lost
open opens opened / close closes closed
morning / evening
monday / tuesday / wednesday / thursday / friday / saturday / sunday
january / february / march / april / june / july / august / september / october / november / december
""".strip()
STRONGEST = len(STRENGTHS.splitlines())


def strength_of(word: str) -> int:
    """How much a word claims: 1 for "may" and "some" to STRONGEST for "must" and "all"; 0 for one that tells nothing of it."""
    return _strengths().get(word, 0)


def excludes(one: str, other: str) -> bool:
    """Whether the two stand on different sides of a line or of a pair of opposites, and never on one side."""
    mine, theirs = _groups().get(one, frozenset()), _groups().get(other, frozenset())
    if not mine & theirs and {line for line, _ in mine} & {line for line, _ in theirs}:
        return True
    pairs, others = (frozenset(opposites().get(tuple(stems(word, keep_stopwords=True)), ())) for word in (one, other))
    return not pairs & others and any((line, -side) in others for line, side in pairs)


@lru_cache(maxsize=1)
def _strengths() -> Mapping[str, int]:
    return {word: at for at, line in enumerate(STRENGTHS.splitlines(), 1) for word in line.split()}


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, frozenset[tuple[int, int]]]:
    """Words of EXCLUSIVE with the lines and groups they stand in."""
    found: dict[str, frozenset[tuple[int, int]]] = {}
    for line, groups in enumerate(EXCLUSIVE.splitlines()):
        for at, group in enumerate(groups.split(" / ")):
            for word in group.split():
                found[word] = found.get(word, frozenset()) | {(line, at)}
    return found
