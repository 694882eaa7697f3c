"""An answer to the same answer with its sourcing broken: a citation, a quote or the edition of a source."""

import re
from collections.abc import Iterator, Sequence

from evals.mutations.falsehoods import KINDS
from evals.mutations.mutant import Breaker, Mutant, changed, cited_by, held, mutant, named, places, with_statement
from evals.schema import RunPassage, RunRecord
from rag.schema import Answer, Citation, SourceEntry, Statement, passage_id
from rag.words import fold, stems

SAME_SHARE = 0.6  # of the content words of a statement: a quote that holds so many may say the same
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
OLDER_YEARS = (1, 6)


def citation_dropped(record: RunRecord, others: Sequence[RunRecord]) -> Iterator[Mutant]:
    """A statement with one citation loses it, or the entry that its number stands for is gone from the list."""
    answer = record.given
    for place, statement in places(answer):
        if len(statement.citations) != 1:
            continue  # what is left may hold it
        number = statement.citations[0]
        bare = with_statement(answer, place, statement.model_copy(update={"citations": ()}))
        listed = changed(answer, citations=tuple(c for c in answer.citations if c.n != number))
        for page, after in ((bare, "cites nothing"), (listed, f"citation {number} is not in the list")):
            yield mutant(
                "citation dropped",
                record,
                page,
                where=named(answer, place),
                before=f"{statement.text} [{number}]",
                after=after,
            )


def citation_swapped(record: RunRecord, others: Sequence[RunRecord]) -> Iterator[Mutant]:
    """A statement cites, in place of its own, a quote of the page that says something else."""
    answer = record.given
    for place, statement in places(answer):
        own = cited_by(answer, statement)
        for other in answer.citations:
            if own and other.n not in statement.citations and not _may_hold(answer, statement, other):
                page = with_statement(answer, place, statement.model_copy(update={"citations": (other.n,)}))
                yield mutant(
                    "citation swapped",
                    record,
                    page,
                    where=named(answer, place),
                    before=statement.text,
                    after=f"cites {other.quote!r}",
                )


def quote_edited(record: RunRecord, others: Sequence[RunRecord]) -> Iterator[Mutant]:
    """A quote differs from its passage: a word is gone, a fact is false, or its span has slipped."""
    answer = record.given
    for at, citation in enumerate(answer.citations):
        words = citation.quote.split(" ")
        texts = [" ".join([*words[:middle], *words[middle + 1 :]]) for middle in {len(words) // 2} if len(words) > 1]
        for kind in ("number", "negation in", "strength", "antonym"):
            texts += list(KINDS[kind](citation.quote, citation.quote))[:1]
        edits = [citation.model_copy(update={"quote": text}) for text in texts if text != citation.quote]
        edits.append(citation.model_copy(update={"start": citation.start + 1, "end": citation.end + 1}))
        for edit in edits:
            page = changed(answer, citations=(*answer.citations[:at], edit, *answer.citations[at + 1 :]))
            yield mutant(
                "quote edited", record, page, where=f"citation {citation.n}", before=_span(citation), after=_span(edit)
            )


def edition_swapped(record: RunRecord, others: Sequence[RunRecord]) -> Iterator[Mutant]:
    """A source is listed under another edition than the one its passages are of: another source's, or an older year."""
    answer = record.given
    editions = sorted({source.edition for other in others for source in other.given.sources})
    for at, source in enumerate(answer.sources):
        older = [_years_back(source.edition, years) for years in OLDER_YEARS]
        for edition in dict.fromkeys([*older, *editions]):
            if edition != source.edition:
                entry = source.model_copy(update={"edition": edition})
                page = changed(answer, sources=(*answer.sources[:at], entry, *answer.sources[at + 1 :]))
                yield mutant(
                    "edition swapped",
                    record,
                    page,
                    where=f"source {source.source_id}",
                    before=source.edition,
                    after=edition,
                )


def superseded_cited(record: RunRecord, others: Sequence[RunRecord]) -> Iterator[Mutant]:
    """A statement rests on an older edition and does not say so. The page lists that edition, labelled or in silence.

    The older edition is made up: the same words, listed beside the edition that replaced it, which the page still cites.
    """
    answer = record.given
    users = {n: [s for s in answer.statements if n in s.citations] for n in (c.n for c in answer.citations)}
    for at, citation in enumerate(answer.citations):
        source = next((s for s in answer.sources if s.source_id == citation.source_id), None)
        passage = next((p for p in record.passages if p.passage_id == citation.passage_id), None)
        is_alone = any(len(s.citations) == 1 for s in users[citation.n])
        if source is None or passage is None or source.superseded_by or not is_alone:
            continue
        old = _older(source)
        if any(old.edition.casefold() in s.text.casefold() for s in users[citation.n]):
            continue  # a statement that names the edition says which one it rests on
        copy = RunPassage(
            passage_id=passage_id(old.source_id, old.edition, passage.text), source_id=old.source_id, text=passage.text
        )
        moved = citation.model_copy(update={"source_id": old.source_id, "passage_id": copy.passage_id})
        citations = (*answer.citations[:at], moved, *answer.citations[at + 1 :])
        is_cited_still = any(c.source_id == source.source_id for c in citations)
        for label in (source.source_id, None) if is_cited_still else (source.source_id,):
            entry = old.model_copy(update={"superseded_by": label})
            kept = tuple(s for s in answer.sources if is_cited_still or s.source_id != source.source_id)
            page = changed(answer, citations=citations, sources=(*kept, entry))
            broken = mutant(
                "superseded source cited",
                record,
                page,
                where=f"citation {citation.n}",
                before=f"{source.source_id}, edition {source.edition}",
                after=f"{old.source_id}, edition {old.edition}, {'labelled in the list' if label else 'no label'}",
            )
            widened = broken.record.model_copy(update={"passages": (*record.passages, copy)})
            yield broken.model_copy(update={"record": widened})


def _may_hold(answer: Answer, statement: Statement, citation: Citation) -> bool:
    """Whether the quote, with what stands above it, holds so many words of the statement that it may say the same."""
    wanted = set(stems(statement.text))
    have = set(stems(held(answer, [citation])))
    quoted, said = fold(citation.quote).casefold(), fold(statement.text).casefold()
    return len(wanted & have) >= SAME_SHARE * len(wanted) or said in quoted or quoted in said


def _span(citation: Citation) -> str:
    return f"{citation.passage_id}[{citation.start}:{citation.end}] {citation.quote!r}"


def _older(source: SourceEntry) -> SourceEntry:
    """An edition of the same text from some years before."""
    years = OLDER_YEARS[-1]
    published = f"{int(source.published[:4]) - years}{source.published[4:]}"
    return source.model_copy(
        update={
            "source_id": f"{source.source_id}-{published[:4]}",
            "edition": _years_back(source.edition, years),
            "published": published,
        }
    )


def _years_back(edition: str, years: int) -> str:
    found = YEAR.search(edition)
    if found is None:
        return f"{edition}, earlier"
    return f"{edition[: found.start()]}{int(found[0]) - years}{edition[found.end() :]}"


SOURCING: dict[str, Breaker] = {
    "citation dropped": citation_dropped,
    "citation swapped": citation_swapped,
    "quote edited": quote_edited,
    "edition swapped": edition_swapped,
    "superseded source cited": superseded_cited,
}
