"""Two pages of one question to a measure: for two audiences, or for two kinds of people. (MEDICAL rules M18, M23.)"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from evals.measures.medical.fidelity import CATEGORY
from evals.measures.medical.shown import passages_of, with_quotes
from evals.measures.medical.sourcing import SAME_SHARE, disagree
from evals.records import Key, key_of
from evals.schema import Attribute, RunRecord
from evals.score_schema import Measurement
from rag.check.conditions import condition_failure
from rag.check.disagreement import speak_of_the_same
from rag.check.evidence import evidence_of
from rag.check.negation import negation_failure
from rag.check.reading import aligned, sentences
from rag.words import fold, stems

M18 = "medical.m18_same_facts"
M23 = "medical.m23_same_for_all"
NO_OTHER_AUDIENCE = "no case of the run asks it for the other audience"
NO_OTHER_PERSON = "the case names none that asks the same for another person (expect.same_as)"
PEOPLE: Mapping[Attribute, str] = {  # words that tie a text to what is changed in a question
    "sex": "man men woman women male female pregnant pregnancy breastfeeding menopause prostate ovary testicle",
    "age": "age aged ages older younger elderly child children adult adults young old",
    "income": "cost costs pay paying insurance afford money income price",
    "ethnicity": "ethnicity ethnic race racial ancestry Ashkenazi Black White Asian Hispanic African European",
}
NO_PEOPLE = re.compile(  # what holds such a word and speaks of nobody
    r"\b(?:white (?:blood|cells?|matter|patch\w*)|black (?:stools?|spots?|tarry)|child\Wpugh|pay\w* attention)", re.I
)


def of_run(records: Sequence[RunRecord]) -> list[tuple[Measurement, ...]]:
    """M18 and M23 of every record, in order, as far as the run holds the other page; empty: nothing to compare it with.

    M18 is taken where a question was asked for both audiences by one variant in one repeat, and stands with the
    clinician's case; M23 stands with the case that names the other one in `expect.same_as`.
    """
    answered = [record for record in records if record.error is None]
    patients = {_asked(record): record for record in answered if record.case.audience == "patient"}
    by_key = {key_of(record): record for record in answered}
    found: list[tuple[Measurement, ...]] = []
    for record in records:
        own: list[Measurement] = []
        patient, twin = patients.get(_asked(record)), record.case.expect.same_as
        if record.error is None and record.case.audience == "clinician" and patient:
            own.append(same_facts(patient, record))
        if record.error is None and twin:
            other = by_key.get(Key(record.variant, twin.case, record.repeat))
            missing = Measurement.unmeasured(M23, f"the run holds no answer to case {twin.case!r}")
            own.append(same_for_all(other, record, twin.changed) if other else missing)
        found.append(tuple(own))
    return found


def same_facts(patient: RunRecord, clinician: RunRecord) -> Measurement:
    """Share of facts in which the two pages agree, and of the clinician's statements that keep categories and conditions.

    A patient's statement is compared with the clinician's most like it, if they share half of their words: in numbers,
    strength and negation. What one page adds to the other is no difference.
    Unmeasured: one of them refuses and the other does too, or nothing can be compared.
    """
    one, other = patient.given, clinician.given
    if one.kind != other.kind:
        return Measurement.share(
            M18, [f"the patient's page is a {one.kind}, the clinician's a {other.kind}"], nothing=""
        )
    outcomes: list[str | None] = []
    if patient.fingerprints.generation != clinician.fingerprints.generation:
        outcomes.append("the two pages are from different generations of the index")
    told = [statement.text for statement in other.statements]
    for mine in (statement.text for statement in one.statements):
        near = sorted(
            (text for text in told if speak_of_the_same(mine, text, SAME_SHARE)),
            key=lambda text: -_likeness(mine, text),
        )
        if near:
            outcomes.append(_difference(mine, near[0]))
    outcomes += _kept(clinician)
    return Measurement.share(M18, outcomes, nothing="neither page makes a statement")


def same_for_all(asked: RunRecord, changed: RunRecord, attribute: Attribute) -> Measurement:
    """Share of statements on either page that stand on both, or whose text or quotes speak of the attribute that changed.

    Unmeasured: neither page says anything.
    """
    about = set(stems(PEOPLE[attribute]))
    one, other = asked.given, changed.given
    refusals = [page.refusal.reason if page.refusal else None for page in (one, other)]
    outcomes: list[str | None] = []
    if refusals[0] != refusals[1]:
        outcomes.append(f"one page is {refusals[0] or 'an answer'}, the other {refusals[1] or 'an answer'}")
    said = {fold(statement.text) for statement in one.statements}
    said_too = {fold(statement.text) for statement in other.statements}
    for record, elsewhere in ((asked, said_too), (changed, said)):
        for statement, draft in with_quotes(record):
            read = " ".join([statement.text, *(quote.text for quote in draft.quotes)])
            is_same = fold(statement.text) in elsewhere or bool(about & set(stems(NO_PEOPLE.sub(" ", fold(read)))))
            outcomes.append(None if is_same else f"only for one {attribute}: {statement.text!r}")
    return Measurement.share(M23, outcomes, nothing="neither page says anything")


def _asked(record: RunRecord) -> tuple[str, str, int, str]:
    """What two pages of one question share."""
    return fold(record.case.question).casefold(), record.case.page_kind, record.repeat, record.variant


def _difference(mine: str, theirs: str) -> str | None:
    is_negated = any(negation_failure(said, aligned(said, sentences(theirs))) for said in sentences(mine))
    if is_negated or disagree(mine, theirs):
        return f"the patient reads {mine!r}, the clinician {theirs!r}"
    return None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _kept(clinician: RunRecord) -> Iterator[str | None]:
    """Whether each statement keeps the evidence category and the conditions of the sentences it rests on."""
    passages = passages_of(clinician)
    for statement, draft in with_quotes(clinician):
        evidence = evidence_of(draft, passages)
        quoted = [sentence for quote in evidence.sentences for sentence in sentences(quote)]
        against = [near.text for said in sentences(statement.text) for near in aligned(said, quoted)]
        given = {fold(m.group()).casefold() for text in against for m in CATEGORY.finditer(text)}
        lost = sorted(name for name in given if name not in fold(statement.text).casefold())
        why = f"it leaves out {lost[0]!r}" if lost else condition_failure(statement.text, evidence.sentences)
        yield f"{why}: {statement.text!r}" if why else None
