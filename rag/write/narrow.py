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
    """The candidates that go with the answer to a question on a marker or treatment: on no others than it names."""
    if not (brief.asked_markers or brief.asked_treatments):
        return list(candidates)
    named = brief.asked_treatments.union(*(brief.treatments_in(one.unit.text) for one in answer))

    def is_named(text: str) -> bool:
        treatments = brief.treatments_in(text)
        return not treatments or bool(treatments & named)

    return [candidate for candidate in on_markers(candidates, brief) if is_named(candidate.unit.text)]
