"""Scored cases to what a page shows of each: failures, verdicts by value, quotes by passage. Knows no format."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evals.report_view import case_name, failed, failed_names, shown
from evals.schema import RunPassage
from evals.score_schema import CaseScore, Measurement, Score
from rag.schema import Citation


@dataclass(frozen=True)
class QuoteView:
    """A quote by its number. `is_verbatim`: it stands in its passage at the place given."""

    n: int
    text: str
    start: int
    end: int
    is_verbatim: bool


@dataclass(frozen=True)
class CitedView:
    """A cited passage with its quotes. `anchor`: its place in the list of passages; empty: the run does not hold it."""

    anchor: str
    passage_id: str
    source: str
    quotes: tuple[QuoteView, ...]

    @property
    def spans(self) -> str:
        """The quotes that stand where they say, as "number:start-end", for the script that marks them."""
        return " ".join(f"{quote.n}:{quote.start}-{quote.end}" for quote in self.quotes if quote.is_verbatim)


@dataclass(frozen=True)
class FoundView:
    """A passage that search found, best first."""

    anchor: str
    passage_id: str
    is_cited: bool


@dataclass(frozen=True)
class CaseView:
    """A record as a page opens it. `passed`: names of measures by value; `unmeasured`: by reason."""

    anchor: str
    name: str
    case: CaseScore
    failed: tuple[Measurement, ...]
    failed_names: tuple[str, ...]
    passed: tuple[tuple[str, tuple[str, ...]], ...]
    unmeasured: tuple[tuple[str, tuple[str, ...]], ...]
    cited: tuple[CitedView, ...]
    found: tuple[FoundView, ...]


def anchors_of(passages: Sequence[RunPassage]) -> dict[str, str]:
    """The place of each passage in the list of passages, by its id: "p1", "p2", ..."""
    return {passage.passage_id: f"p{at}" for at, passage in enumerate(passages, 1)}


def case_views(score: Score, cases: Sequence[CaseScore]) -> tuple[CaseView, ...]:
    """The cases in the order given, with places "c1", "c2", ..."""
    anchors = anchors_of(score.passages)
    texts = {passage.passage_id: passage.text for passage in score.passages}
    return tuple(_view(f"c{at}", case, anchors, texts) for at, case in enumerate(cases, 1))


def _view(anchor: str, case: CaseScore, anchors: Mapping[str, str], texts: Mapping[str, str]) -> CaseView:
    cited = _cited(case, anchors, texts)
    used = {one.passage_id for one in cited}
    return CaseView(
        anchor=anchor,
        name=case_name(case),
        case=case,
        failed=failed(case),
        failed_names=failed_names(case),
        passed=_grouped(
            (shown(m.value, m.unit), m.name) for m in case.measurements if m.value is not None and not m.failures
        ),
        unmeasured=_grouped((m.reason or "", m.name) for m in case.measurements if m.value is None),
        cited=cited,
        found=tuple(FoundView(anchors.get(name, ""), name, name in used) for name in case.hits),
    )


def _cited(case: CaseScore, anchors: Mapping[str, str], texts: Mapping[str, str]) -> tuple[CitedView, ...]:
    """The cited passages in order of their first citation."""
    if case.answer is None:
        return ()
    sources = {source.source_id: f"{source.title}, {source.edition}" for source in case.answer.sources}
    citations: dict[str, list[Citation]] = defaultdict(list)
    for citation in case.answer.citations:
        citations[citation.passage_id].append(citation)
    return tuple(
        CitedView(
            anchor=anchors.get(name, ""),
            passage_id=name,
            source=sources.get(found[0].source_id, found[0].source_id),
            quotes=tuple(_quote(citation, texts.get(name, "")) for citation in found),
        )
        for name, found in citations.items()
    )


def _quote(citation: Citation, text: str) -> QuoteView:
    is_verbatim = bool(citation.quote) and text[citation.start : citation.end] == citation.quote
    return QuoteView(citation.n, citation.quote, citation.start, citation.end, is_verbatim)


def _grouped(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names by what they go with, in order of appearance."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key, name in pairs:
        groups[key].append(name)
    return tuple((key, tuple(names)) for key, names in groups.items())
