"""Record and question to lines that say where they differ: diagnosis, results, stage, age. Names kinds and canonical values."""

import re

from rag.outlines import fill_text
from rag.parts import Parts
from rag.records.claims import claims_of
from rag.records.fitting import level_verdict
from rag.records.known import Known, known_from, shown_stages
from rag.records.record import Record
from rag.records.rules import RecordRules, load_record_rules
from rag.schema import Inquiry
from rag.scope import is_about_other_topic
from rag.settings import Settings

OWN_AGE = re.compile(
    r"\b(?:i am|i'm|aged?|age of) (\d{1,3})\b(?! ?%)|\b(\d{1,3})[- ]years?[- ]old\b|\b(\d{1,3}) years? of age\b",
    re.IGNORECASE,
)


def contradictions(record: Record, inquiry: Inquiry, parts: Parts, settings: Settings) -> tuple[str, ...]:
    """Lines for `inquiry.remarks`, one for each fact of which question and record say different things; () for none.

    What only one of them says is no contradiction. Raises: OutlineError: prompts/records.yaml is missing or malformed.
    """
    rules = load_record_rules(settings.prompts_dir)
    known = known_from(record, parts, settings)
    question = inquiry.standalone_question or inquiry.question
    lines = [
        fill_text(rules.lines.differs, {"asked": asked, "given": given})
        for asked, given in (
            *_topics(known, inquiry, parts),
            *_results(known, question, parts, rules),
            *_stages(known, question, parts, rules),
        )
    ]
    ages = {int(next(filter(None, match.groups()))) for match in OWN_AGE.finditer(question)}
    if known.age is not None and ages and known.age not in ages:
        lines.append(rules.lines.ages)
    return tuple(dict.fromkeys(lines))


def _topics(known: Known, inquiry: Inquiry, parts: Parts) -> list[tuple[str, str]]:
    if known.topic is None or not inquiry.topics or known.topic in inquiry.topics:
        return []
    named = known.topic.replace("-", " ")
    if not is_about_other_topic(named, "", inquiry.topics, parts.vocabulary.with_topics((known.topic,))):
        return []  # a wider or narrower one
    return [(" and ".join(topic.replace("-", " ") for topic in inquiry.topics), named)]


def _results(known: Known, question: str, parts: Parts, rules: RecordRules) -> list[tuple[str, str]]:
    """Results that the question gives, and it gives no other of the same marker: "HER2-positive or negative" asks."""
    claims = claims_of(question, parts.vocabulary, rules).markers
    found = []
    for claim in claims:
        is_only = all(other.levels == claim.levels for other in claims if other.marker == claim.marker)
        if is_only and level_verdict(claim, known, rules) == "conflict":
            asked = f"{claim.marker}: {' or '.join(sorted(claim.levels))}"
            found.append((asked, f"{claim.marker}: {known.shown.get(claim.marker, known.results[claim.marker])}"))
    return found


def _stages(known: Known, question: str, parts: Parts, rules: RecordRules) -> list[tuple[str, str]]:
    asked = claims_of(question, parts.vocabulary, rules).stages
    if not asked or not known.stages or asked & known.stages:
        return []
    return [(shown_stages(asked, rules), shown_stages(known.stages, rules))]
