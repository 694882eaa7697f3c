"""Passages found and facts known to the statements that bear on them: those that fit, and those that need more facts."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.check.directives import directive_failure
from rag.parts import Parts
from rag.records.claims import Claims, claims_of
from rag.records.conditions import unread_conditions
from rag.records.fitting import Fitting, fitting
from rag.records.known import Known
from rag.records.rules import RecordRules, says
from rag.records.units import Piece, joined, pieces
from rag.schema import Hit, Quote
from rag.scope import is_about_other_topic
from rag.settings import Settings
from rag.vocabulary import Vocabulary
from rag.words import slug, stems

OPEN_LIST = re.compile(
    r"\b(?:includ\w*|such as|for example|examples?|may guide)\b", re.IGNORECASE
)  # some may be left out
KIND = "kind of {topic}"  # what is missing where a statement is on a kind of the topic


@dataclass(frozen=True)
class Bearing:
    """A statement with the facts that it names, and those it needs that are not known."""

    piece: Piece
    fits: frozenset[str]
    missing: frozenset[str]


def bearing_on(
    known: Known, topic: str, hits: Iterable[Hit], parts: Parts, rules: RecordRules, settings: Settings
) -> list[Bearing]:
    """The statements of the sections found that contradict nothing known, and name a fact or need one.

    In reading order, source by source. A list of which every item may stand is one statement, so that what is said to be
    a list of all loses none; of others, the items that name a fact are one. So are the rows of a table that name facts.
    """
    keys = sorted({hit.passage.section_key for hit in hits})
    found = [bearing for key in keys for bearing in _in_section(*key, known, topic, parts, rules, settings)]
    fit = [b for b in _joined([b for b in found if not b.missing]) if b.fits]
    return [*fit, *(b for b in found if b.missing)]


def _in_section(
    source_id: str,
    headings: tuple[str, ...],
    known: Known,
    topic: str,
    parts: Parts,
    rules: RecordRules,
    settings: Settings,
) -> Iterator[Bearing]:
    if says(rules.left_out_headings, stems(" . ".join(headings), keep_stopwords=True)):
        return
    passages = [p for p in parts.shelf.of_source(source_id) if p.locator.headings == headings]
    found: list[Bearing] = []
    incomplete: set[Quote] = set()  # lead-ins of lists of which some items do not fit
    above = _merged([claims_of(heading, parts.vocabulary, rules) for heading in reversed(headings)])
    for piece in pieces(passages, max_items=settings.write.max_list_items):
        lead = piece.text.split("\n", 1)[0] if piece.unit.kind == "list" else piece.read
        if directive_failure(piece.text) or says(rules.left_out_phrases, stems(lead, keep_stopwords=True)):
            continue
        is_on_topic = _is_on_topic(piece, topic, parts)
        result: Fitting = fitting(claims_of(piece.read, parts.vocabulary, rules), above, known, rules)
        unread = unread_conditions(piece.text, parts.vocabulary, rules)
        missing = result.missing | ({KIND} if is_on_topic is None else frozenset())
        missing |= {rules.lines.condition.replace("{words}", words) for words in unread}
        if is_on_topic is False or result.conflict or missing:
            incomplete.add(piece.unit.quotes[0])
        if is_on_topic is not False and not result.conflict:
            found.append(Bearing(piece, result.fits, missing))
    yield from (b for b in found if _may_be_shown(b, incomplete))


def _may_be_shown(bearing: Bearing, incomplete: Collection[Quote]) -> bool:
    """Whether an item does not stand for a whole list of which others are left out; sentences and rows always may."""
    unit = bearing.piece.unit
    if unit.kind != "list" or unit.quotes[0] not in incomplete:
        return True
    return bool(bearing.fits or bearing.missing) and bool(OPEN_LIST.search(unit.quotes[0].text))


def _joined(found: Sequence[Bearing]) -> list[Bearing]:
    shown: list[Bearing] = []
    for bearing in found:
        is_row = bearing.piece.unit.kind == "table" and not (shown and shown[-1].fits and bearing.fits)
        piece = joined(shown[-1].piece, bearing.piece) if shown and not is_row else None
        if piece is None:
            shown.append(bearing)
        else:
            shown[-1] = replace(bearing, piece=piece, fits=shown[-1].fits | bearing.fits)
    return shown


def _merged(claims: Sequence[Claims]) -> Claims:
    """What a heading path presupposes; of each kind, what the innermost heading says (`claims`: innermost first)."""
    merged = Claims()
    for each in claims:
        said = {claim.marker for claim in merged.markers}
        merged = merged.model_copy(
            update={
                "markers": (*merged.markers, *(claim for claim in each.markers if claim.marker not in said)),
                "choices": (*merged.choices, *each.choices),
                "stages": merged.stages or each.stages,
                "substages": merged.substages if merged.stages else each.substages,
                "aspects": tuple({**dict(each.aspects), **dict(merged.aspects)}.items()),
                "is_later_line": merged.is_later_line or each.is_later_line,
            }
        )
    return merged


def _is_on_topic(piece: Piece, topic: str, parts: Parts) -> bool | None:
    """Whether a statement is on the topic; None: on a kind of it that the record does not name."""
    passage, vocabulary = piece.passage, parts.vocabulary
    headings = " . ".join(passage.locator.headings)
    said = piece.text if piece.unit.kind == "table" else piece.read  # the names of columns may hold a cancer
    text = said if _cancers(said, vocabulary) else headings
    named, titled = _cancers(text, vocabulary), _cancers(passage.title, vocabulary)
    if not named or topic in named:
        return True
    kinds = {vocabulary.canonical_topic(name) for name in parts.shelf.sources[passage.source_id].topics}
    if topic not in titled:
        if named & kinds - titled:  # another kind of what the source is about
            return False
        return bool(named & titled) or not is_about_other_topic(text, "", [topic], vocabulary)
    is_kind = named <= kinds or not is_about_other_topic(text, passage.title, [topic], vocabulary)
    return None if is_kind else False


def _cancers(text: str, vocabulary: Vocabulary) -> set[str]:
    mentions = vocabulary.mentions(stems(text, keep_stopwords=True))
    return {slug(mention.term.name) for mention in mentions if mention.term.kind == "cancer"}
