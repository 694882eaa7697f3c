"""A statement that failed, and its sources, to the smallest change with which it would pass. Decides nothing: it asks.

Proposals come from the words of the sources; only what the caller's own check accepts becomes a hint.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from rag.check.hints_aligned import aligned_edits
from rag.check.hints_clauses import additions, omissions
from rag.check.hints_edits import Edit, applied, closeness, is_sound
from rag.check.hints_swaps import swaps
from rag.check.reading import aligned, sentences
from rag.schema import Value
from rag.vocabulary import Vocabulary

MAX_TRIES = 16  # proposals shown to the caller's check
FIRST_TRIES = 12  # of them, those that put something in place; the rest only leave something out
MAX_EDITS = 400  # proposals compared with the sources
MAX_WORDS = 80  # of a statement: a longer one is no single fact
WITHOUT_HINT = frozenset({"citation", "quotes", "instructions", "length", "outline", "scope"})  # no wording mends these
ADDING = frozenset({"conditions", "population", "strength"})
NAMING = frozenset({"terms", "attribution"})


class Hint(Value):
    """A change with which a statement would pass, in words for its writer, and the statement with the change made."""

    change: str
    text: str


def repair_hint(
    statement: str,
    quoted: Sequence[str],
    rule: str,
    passes: Callable[[str], bool],
    *,
    vocabulary: Vocabulary | None = None,
) -> Hint | None:
    """The smallest change of `statement` towards the `quoted` sentences that `passes`, or None where none does.

    `rule` is the one it breaks. `passes` is the caller's whole check; it is asked sixteen times at most, about those
    proposals whose result is closest to a quoted sentence. What only leaves something out is asked last. Of equally
    small changes the one that comes closest is taken; none is proposed that does not come closer.
    """
    if rule in WITHOUT_HINT or len(statement.split()) > MAX_WORDS:
        return None
    sources = _closest(statement, quoted)
    before = _closeness(statement, sources)
    tried: list[str] = []
    changes = _changes(statement, sources, rule, vocabulary)
    for edits, limit in ((changes, FIRST_TRIES), (omissions(statement, sources), MAX_TRIES)):
        found = {applied(statement, edit): edit for edit in islice(edits, MAX_EDITS)}
        near = {
            text: _closeness(text, sources)
            for text in found
            if is_sound(text, (statement, *sources)) and text not in tried
        }
        closest = sorted((text for text in near if near[text] > before), key=lambda text: (-near[text], text))
        asked = closest[: limit - len(tried)]
        for text in sorted(asked, key=lambda text: (found[text].size, -near[text])):
            if passes(text):
                return Hint(change=_in_words(found[text], statement, rule), text=text)
        tried += asked
    return None


def _closest(statement: str, quoted: Sequence[str]) -> tuple[str, ...]:
    """The quoted sentences that share most words with a sentence of the statement."""
    among = [sentence for text in quoted for sentence in sentences(text)]
    return tuple(dict.fromkeys(other.text for said in sentences(statement) for other in aligned(said, among)))


def _closeness(text: str, sources: Sequence[str]) -> float:
    return max((closeness(text, source) for source in sources), default=0.0)


def _changes(statement: str, sources: Sequence[str], rule: str, vocabulary: Vocabulary | None) -> Iterator[Edit]:
    for source in sources:
        yield from aligned_edits(statement, source)
        yield from swaps(statement, source, vocabulary)
        if rule in ADDING:
            yield from additions(statement, source)


def _in_words(edit: Edit, statement: str, rule: str) -> str:
    """The edit as a person is told it: say, name, add or leave out."""
    if not edit.new:
        return f'leave out "{edit.old}"'
    if edit.old:
        return f'{"name" if rule in NAMING else "say"} "{edit.new}" in place of "{edit.old}"'
    before = statement[: edit.spans[0][0]].split()
    return f'add "{edit.new}" after "{before[-1]}"' if before else f'begin with "{edit.new}"'
