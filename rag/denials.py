"""What a question takes as given to the sentence on the shelf that says otherwise, put first on the page.

The page says that the sentence differs from what was taken as given; it repeats nothing of the question.
"""

import numpy as np

from rag.bearing import bearing
from rag.parts import Parts
from rag.plan import ON_TOPIC, keep_for
from rag.premise import premise_of
from rag.schema import Draft, DraftSection, DraftStatement, Inquiry, Quote
from rag.scope import Scope, topic_names
from rag.sentences import sentence_spans
from rag.settings import GateSettings
from rag.words import stems
from rag.write.select import LEANS_ON_BEFORE, NAVIGATION, Brief

NEAREST = 40  # passages whose sentences are held against the claim
FEWEST_WORDS = 4


def denial_of(
    inquiry: Inquiry, scope: Scope, brief: Brief, parts: Parts, settings: GateSettings
) -> DraftStatement | None:
    """The sentence in force on the topic that says the contrary of the question's premise; None without either."""
    premise = premise_of(inquiry.title) or premise_of(inquiry.standalone_question or inquiry.question)
    if premise is None:
        return None
    found = _sentences(premise.claim, inquiry, scope, brief, parts)
    names = " ".join(topic_names(inquiry.topics, parts.vocabulary))
    best = next(iter(bearing(premise.claim, [quote.text for quote in found], names)), None)
    if best is None or not best.contradicts:
        return None
    told = found[best.index]
    one, other = parts.encoder.encode([premise.claim, told.text])
    return DraftStatement(text=told.text, quotes=(told,)) if float(one @ other) >= settings.denial_cosine else None


def with_denial(draft: Draft, denial: DraftStatement | None) -> Draft:
    """The draft with the sentence as its first key point, and nowhere else."""
    if denial is None:
        return draft
    sections = tuple(_without(section, denial) for section in draft.sections)
    points = tuple(point for point in draft.key_points if point.text != denial.text)
    return draft.model_copy(update={"key_points": (denial, *points), "sections": sections})


def with_denial_in_section(draft: Draft, denial: DraftStatement | None) -> Draft:
    """As `with_denial`, for one of several questions on a page: the sentence is the first under its heading."""
    if denial is None or not draft.sections:
        return draft
    first, *others = (_without(section, denial) for section in draft.sections)
    first = first.model_copy(update={"statements": (denial, *first.statements)})
    return draft.model_copy(update={"sections": (first, *others)})


def _without(section: DraftSection, said: DraftStatement) -> DraftSection:
    left = tuple(statement for statement in section.statements if statement.text != said.text)
    return section.model_copy(update={"statements": left})


def _sentences(claim: str, inquiry: Inquiry, scope: Scope, brief: Brief, parts: Parts) -> list[Quote]:
    shelf, keep = parts.shelf, keep_for(ON_TOPIC, scope, inquiry)
    found: list[Quote] = []
    for row in np.argsort(-shelf.lexical.scores(stems(claim)), kind="stable")[:NEAREST]:
        passage = shelf.passages[int(row)]
        if not keep(passage, shelf.sources[passage.source_id]):
            continue
        for start, end in sentence_spans(passage.text):
            text = passage.text[start:end]
            stands = text.endswith(".") and "\n" not in text and len(text.split()) >= FEWEST_WORDS
            stands = stands and not (LEANS_ON_BEFORE.match(text) or NAVIGATION.search(text))
            if stands and not brief.is_elsewhere(text, passage):
                found.append(Quote(passage_id=passage.id, text=text, start=start, end=end))
    return found
