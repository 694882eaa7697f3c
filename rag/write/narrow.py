"""Candidates to those that answer what is asked, and to those that go with the answer. Scores and adds nothing."""

from collections.abc import Sequence

from rag.settings import WriteSettings
from rag.words import stems
from rag.write.select import Brief, Candidate, Similarities, names_any


def on_intent(
    candidates: Sequence[Candidate], brief: Brief, similarities: Similarities, settings: WriteSettings
) -> list[Candidate]:
    """The candidates that answer what is asked about the topic, not merely something about it.

    They, or their heading path, hold one of the headings under which the intent is answered. Where no heading does,
    one of them must also be close to the question (`min_intent_cosine`); otherwise the shelf is silent: []. All of them
    are returned for questions without a particular intent.
    """
    intent = brief.intent
    if intent is None or intent.generic or not intent.headings:
        return list(candidates)
    under = [c for c in candidates if names_any(intent.headings, " . ".join(c.unit.passage.locator.headings))]
    saying = [c for c in candidates if names_any(intent.headings, c.unit.text)]
    asked = set(stems(brief.question))
    own = [heading for heading in intent.headings if asked & set(stems(heading))]
    exact = [c for c in under if names_any(own, " . ".join(c.unit.passage.locator.headings))]
    if (
        exact and brief.topic_names
    ):  # "Who should be screened?": under Screening, not under another heading of prevention
        return [c for c in candidates if c in exact or names_any(own, c.unit.text)]
    if under:
        return [c for c in candidates if c in under or c in saying]
    cosines = similarities.to(brief.question, [c.unit.text for c in saying])
    return saying if len(cosines) and float(cosines.max()) >= settings.min_intent_cosine else []


def on_markers(candidates: Sequence[Candidate], brief: Brief) -> list[Candidate]:
    """The candidates that name no marker, or one that the question asks about; all where it asks about none."""
    asked = brief.asked_markers

    def is_on(text: str) -> bool:
        markers = brief.markers_in(text)
        return not markers or bool(markers & asked)

    return [candidate for candidate in candidates if not asked or is_on(candidate.unit.text)]


def going_with(answer: Sequence[Candidate], candidates: Sequence[Candidate], brief: Brief) -> list[Candidate]:
    """The candidates that go with the answer: on no other treatments than it or the question names.

    Nor on other markers than the question names, or the answer where the question names none.
    """
    markers = brief.asked_markers or frozenset().union(*(brief.markers_in(one.unit.text) for one in answer))
    named = brief.asked_treatments.union(*(brief.treatments_in(one.unit.text) for one in answer))

    def goes(text: str) -> bool:
        theirs = brief.treatments_in(text), brief.markers_in(text)
        return all(not names or names & wanted for names, wanted in zip(theirs, (named, markers), strict=True))

    return [candidate for candidate in candidates if goes(candidate.unit.text)]


def of_cited_sources(answer: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates from sources that the answer is taken from."""
    cited = {one.unit.passage.source_id for one in answer}
    return [candidate for candidate in candidates if candidate.unit.passage.source_id in cited]
