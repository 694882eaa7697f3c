"""How a page words what it says: absolutes, reading grade, main message, both sides of a treatment. (M15, M16, M17, M19.)"""

import re
from collections.abc import Sequence

from evals.measures.medical.shown import passages_of, uncited, with_quotes
from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.check.absolutes import absolute_failure
from rag.check.evidence import evidence_of, is_copied
from rag.check.reading import without_asides
from rag.check.terms import DRUG_NAME
from rag.sentences import sentence_spans
from rag.words import stems

M15 = "medical.m15_absolutes"
M16 = "medical.m16_reading_grade"
M17 = "medical.m17_main_message"
M19 = "medical.m19_balance"
ABSOLUTE = re.compile(
    r"\b(?:(?<!\bnot )always|never|guarantee\w*|cur(?:e|es|ed|ing)|(?:proven|completely|totally|perfectly) safe"
    r"|(?:no|without) risks?|risk-free|100 ?(?:%|percent))(?!\w)",
    re.IGNORECASE,
)
MAX_GRADE = 8  # Flesch-Kincaid; NIH and AMA ask for 6 to 8
MIN_WORDS = 30  # fewer tell no grade
MAX_KEY_POINTS = 3
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
VOWELS = re.compile(r"[aeiouy]+")
BALANCE = {  # what a treatment answer gives, and words that give it
    "benefits": r"benefits?|helps?|works?|shrinks?|slows?|controls?|live longer|lengthens?|lowers? the (?:risk|chance)"
    r"|improves?|effective|keeps? .* from|remov\w+|kills?|destroys?|blocks?|treats?|used to treat",
    "risks": r"risks?|side effects?|harms?|can (?:cause|harm|weaken|damage|hurt)|toxic\w*|unwanted|weaken",
    "alternatives": r"or|other|another|also|alternatives?|instead|options?|trials?|several|choices?|different",
    "uncertainty": r"may|might|can|could|not (?:known|clear|certain)|unclear|unknown|uncertain\w*|some|depends?|usually|often",
}
NOT_IN_SOURCE = re.compile(
    r"(?=.*\b(?:no|not|none|nothing)\b).*\b(?:on file|sources?|guidelines?|texts?)\b", re.IGNORECASE
)


def no_absolutes(record: RunRecord) -> Measurement:
    """Share of the texts of a page without an absolute ("cure", "always") that no quote of theirs holds word for word.

    Of a statement, what the gate takes for an absolute counts too, and must stand in the quoted sentences nearest to it.
    The question itself, and headings, which may repeat it, are left out. Unmeasured: the page says nothing.
    """
    passages, outcomes = passages_of(record), list[str | None]()
    for statement, draft in with_quotes(record):
        quoted = set(stems(" ".join(quote.text for quote in draft.quotes), keep_stopwords=True))
        why = _absolute(statement.text, quoted)
        if why is None and not is_copied(draft, passages):
            sentences = without_asides(evidence_of(draft, passages).sentences, statement.text)
            found = absolute_failure(statement.text, sentences)
            why = f"{found}: {statement.text!r}" if found else None
        outcomes.append(why)
    outcomes += [_absolute(text, set(stems(record.case.question, keep_stopwords=True))) for text in uncited(record)]
    return Measurement.share(M15, outcomes, nothing="the page says nothing")


def reading_grade(record: RunRecord) -> Measurement:
    """1 when the page's own prose reads at US grade 8 or below, else 0; quotes and the names of drugs are left out.

    Unmeasured: not for patients, or fewer than 30 words that are not quoted.
    """
    if record.case.audience != "patient":
        return Measurement.unmeasured(M16, "the page is not for patients")
    passages = passages_of(record)
    own = [statement.text for statement, draft in with_quotes(record) if not is_copied(draft, passages)]
    if sum(len(WORD.findall(text)) for text in own) < MIN_WORDS:
        return Measurement.unmeasured(M16, f"fewer than {MIN_WORDS} words of the page are not quoted")
    grade = flesch_kincaid_grade(own)
    why = f"the page's own prose reads at grade {grade:.1f}, above {MAX_GRADE}" if grade > MAX_GRADE else None
    return Measurement.share(M16, [why], nothing="always measured")


def flesch_kincaid_grade(texts: Sequence[str]) -> float:
    """US school grade of the texts together, drug names left out. Source: Kincaid et al. 1975.

    Syllables are runs of vowels, less a silent e: close for English, not exact. Raises: ValueError: no word.
    """
    pieces = [line[a:b] for text in texts for line in text.splitlines() for a, b in sentence_spans(line)]
    words = [list(WORD.findall(DRUG_NAME.sub(" ", piece))) for piece in pieces]
    told = [found for found in words if found]
    count = sum(map(len, told))
    if not count:
        raise ValueError("no word to grade; give at least one")
    return 0.39 * count / len(told) + 11.8 * sum(_syllables(w) for found in told for w in found) / count - 15.59


def main_message(record: RunRecord) -> Measurement:
    """Share of these three: key points first, or a first section that answers; three of them at most; a question to ask.

    The last is asked of patient pages alone. Unmeasured: the page is a refusal.
    """
    answer = record.given
    if answer.kind == "refusal":
        return Measurement.unmeasured(M17, "the page is a refusal")
    opens = bool(answer.key_points) or any(s.statements or s.note for s in answer.sections[:1])
    outcomes = [None if opens else "the page does not open with its main message"]
    count = len(answer.key_points)
    outcomes.append(None if count <= MAX_KEY_POINTS else f"{count} key points; {MAX_KEY_POINTS} at most")
    if record.case.audience == "patient" and record.case.page_kind == "answer":
        outcomes.append(None if answer.questions_to_ask else "no question to take to the care team")
    return Measurement.share(M17, outcomes, nothing="nothing is asked for")


def balance(record: RunRecord) -> Measurement:
    """Share of benefits, risks, alternatives, uncertainty that an answer about treatment speaks of, or says are not on file.

    By words alone: it sees that side effects are named, not which. Unmeasured: not an answer about treatment.
    """
    answer = record.given
    if answer.kind == "refusal" or answer.inquiry.intent != "treatment":
        return Measurement.unmeasured(M19, "not an answer about treatment")
    notes = [section.note for section in answer.sections if section.note]
    said = "\n".join(statement.text for statement in answer.statements)
    outcomes: list[str | None] = []
    for name, words in BALANCE.items():
        empty = [s for s in answer.sections if not s.statements and re.search(name[:-1], s.heading, re.IGNORECASE)]
        told = [note for note in notes if re.search(name[:-1], note, re.IGNORECASE) and NOT_IN_SOURCE.search(note)]
        is_there = re.search(rf"\b(?:{words})\b", said, re.IGNORECASE) or empty or told
        outcomes.append(None if is_there else f"nothing on {name}, and the page does not say so")
    return Measurement.share(M19, outcomes, nothing="nothing is asked for")


def _absolute(text: str, held: set[str]) -> str | None:
    for match in ABSOLUTE.finditer(text):
        if not set(stems(match.group(), keep_stopwords=True)) <= held:
            return f"{match.group()!r} stands in no quote: {text!r}"
    return None


def _syllables(word: str) -> int:
    plain = word.casefold().replace("’", "'").split("'")[0]
    count = len(VOWELS.findall(plain))
    if plain.endswith("e") and not plain.endswith("le") and count > 1:
        count -= 1
    return max(1, count)
