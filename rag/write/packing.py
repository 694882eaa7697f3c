"""Evidence to the passages a prompt holds: best first, merged where they run on, within a budget. Changes no text."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.exchange import Pack, PackedPassage
from rag.schema import Evidence, Passage, Source
from rag.words import fold
from rag.write.marks import passage_element

MAX_SOURCE_SHARE = 0.6  # of the budget, for one source, as long as another has something left to say
GAP = "\n\n"  # between passages that are merged
KEY = "4be07c19f2d85a36"  # stands for the key of the request, which is not known yet: as long, as hard to say


@dataclass(frozen=True)
class _Found:
    """A passage found, with the sections it was found for, in the order of the page."""

    passage: Passage
    sections: tuple[str, ...]


def pack_evidence(
    evidence: Sequence[Evidence], count_tokens: Callable[[str], int], budget: int, sources: Mapping[str, Source]
) -> Pack:
    """The passages of `evidence` that fit into `budget` tokens, marks included; none when not even one does.

    Sections take turns, those that answer the question first, each giving its best passage left. Of equal texts the
    newest edition stays. A source that fills MAX_SOURCE_SHARE waits until all others have had their turn, so that no
    source can crowd out another. Passages that follow each other in a section become one element.
    """
    found = _without_repeats(_in_turns(evidence), sources)
    chosen = _Chosen(count_tokens, budget, sources)
    waiting: list[_Found] = []
    share = MAX_SOURCE_SHARE if len({one.passage.source_id for one in found}) > 1 else 1.0
    for one in found:
        if not chosen.take(one, share):
            waiting.append(one)
    for one in waiting:
        chosen.take(one, 1.0)
    passages = tuple(element.model_copy(update={"id": f"P{at}"}) for at, element in enumerate(chosen.elements(), 1))
    ids = {hit.passage.id for part in evidence for hit in part.hits}
    return Pack(
        passages=passages,
        tokens=sum(element_tokens(packed, count_tokens, sources) for packed in passages),
        left_out=len(ids) - sum(len(packed.passages) for packed in passages),
    )


def element_tokens(packed: PackedPassage, count_tokens: Callable[[str], int], sources: Mapping[str, Source]) -> int:
    """Tokens of the passage as a prompt shows it, marks included."""
    return count_tokens(passage_element(packed, sources, KEY))


def _in_turns(evidence: Sequence[Evidence]) -> list[_Found]:
    """Every passage found, once, in the order in which sections name them by turns."""
    parts = sorted(evidence, key=lambda part: not part.section.is_answer)
    longest = max((len(part.hits) for part in parts), default=0)
    turns = (part.hits[rank].passage for rank in range(longest) for part in parts if rank < len(part.hits))
    sections: dict[str, list[str]] = {}
    for part in evidence:
        for hit in part.hits:
            sections.setdefault(hit.passage.id, []).append(part.section.id)
    return [_Found(p, tuple(dict.fromkeys(sections[p.id]))) for p in {p.id: p for p in turns}.values()]


def _without_repeats(found: Iterable[_Found], sources: Mapping[str, Source]) -> list[_Found]:
    """Of passages with equal text, the one of the newest edition, where the first stood; for the sections of all."""
    by_text: dict[str, list[_Found]] = {}
    for one in found:
        by_text.setdefault(fold(one.passage.text).casefold(), []).append(one)
    kept: list[_Found] = []
    for equal in by_text.values():
        newest = max(equal, key=lambda one: _age_key(sources[one.passage.source_id]))
        kept.append(_Found(newest.passage, tuple(dict.fromkeys(name for one in equal for name in one.sections))))
    return kept


def _age_key(source: Source) -> tuple[bool, str]:
    return (source.superseded_by is None, source.published)


class _Chosen:
    """The passages taken so far, as merged elements, within the budget."""

    def __init__(self, count_tokens: Callable[[str], int], budget: int, sources: Mapping[str, Source]) -> None:
        self._count = count_tokens
        self._sources = sources
        self._budget = budget
        self._counted: dict[tuple[str, ...], int] = {}
        self._taken: list[_Found] = []
        self._tokens: dict[str, int] = {}  # by source

    def take(self, one: _Found, share: float) -> bool:
        """Take the passage, if its source then fills no more than `share` of the budget and all no more than all of it."""
        source = one.passage.source_id
        with_it = [*self._of(source), one]
        tokens = sum(self._tokens_of(element) for element in _merged(with_it))
        others = sum(self._tokens.values()) - self._tokens.get(source, 0)
        if tokens > share * self._budget or tokens + others > self._budget:
            return False
        self._taken.append(one)
        self._tokens[source] = tokens
        return True

    def elements(self) -> list[PackedPassage]:
        """The elements, in the order in which their best passages were taken."""
        return _merged(self._taken)

    def _tokens_of(self, element: PackedPassage) -> int:
        ids = tuple(passage.id for passage in element.passages)
        if ids not in self._counted:
            self._counted[ids] = element_tokens(element, self._count, self._sources)
        return self._counted[ids]

    def _of(self, source: str) -> list[_Found]:
        return [one for one in self._taken if one.passage.source_id == source]


def _merged(taken: Sequence[_Found]) -> list[PackedPassage]:
    """Passages as elements, neighbours of one section joined in reading order; an element stands where its first did."""
    runs: list[list[_Found]] = []
    order = {one.passage.id: at for at, one in enumerate(taken)}
    for one in sorted(taken, key=lambda one: (one.passage.section_key, one.passage.ordinal)):
        last = runs[-1][-1].passage if runs else None
        if last and last.section_key == one.passage.section_key and last.ordinal + 1 == one.passage.ordinal:
            runs[-1].append(one)
        else:
            runs.append([one])
    runs.sort(key=lambda run: min(order[one.passage.id] for one in run))
    return [_element(run) for run in runs]


def _element(run: Sequence[_Found]) -> PackedPassage:
    offsets: list[int] = []
    at = 0
    for one in run:
        offsets.append(at)
        at += len(one.passage.text) + len(GAP)
    return PackedPassage(
        id="P99",  # as long as a name gets; they are given out at the end
        passages=tuple(one.passage for one in run),
        text=GAP.join(one.passage.text for one in run),
        offsets=tuple(offsets),
        sections=tuple(dict.fromkeys(name for one in run for name in one.sections)),
    )
