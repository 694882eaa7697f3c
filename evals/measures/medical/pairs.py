"""Two pages of one question to a measure: for two audiences, or for two kinds of people. (MEDICAL rules M18, M23.)"""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from evals.measures.medical.fidelity import CATEGORY
from evals.measures.medical.shown import passages_of, with_quotes
from evals.measures.medical.sourcing import SAME_SHARE, disagree
from evals.schema import Measurement, RunRecord
from rag.check.conditions import condition_failure
from rag.check.disagreement import speak_of_the_same
from rag.check.evidence import evidence_of
from rag.check.negation import negation_failure
from rag.check.reading import aligned, sentences
from rag.words import fold, stems

M18 = "medical.m18_same_facts"
M23 = "medical.m23_same_for_all"
PEOPLE: Mapping[str, str] = {  # words that tie a text to what is changed in a question
    "sex": "man men woman women male female pregnant pregnancy breastfeeding menopause prostate ovary testicle",
    "age": "age aged ages older younger elderly child children adult adults young old",
    "income": "cost costs pay paying insurance afford money income price",
    "ethnicity": "ethnicity ethnic race racial ancestry Ashkenazi Black White Asian Hispanic African European",
}


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


def same_for_all(asked: RunRecord, changed: RunRecord, attribute: str) -> Measurement:
    """Share of statements on either page that stand on both, or whose text or quotes speak of the attribute that changed.

    `attribute`: one of PEOPLE. Unmeasured: neither page says anything. Raises: KeyError: no such attribute.
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
            is_same = fold(statement.text) in elsewhere or bool(about & set(stems(read)))
            outcomes.append(None if is_same else f"only for one {attribute}: {statement.text!r}")
    return Measurement.share(M23, outcomes, nothing="neither page says anything")


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
