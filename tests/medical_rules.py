"""The medical rules as a table: for each what breaks it on a page of either writer."""

import re
from typing import NamedTuple

from evals.measures.medical import fidelity, notices, safety, sourcing, wording
from evals.measures.medical.shown import Shown
from evals.schema import RunRecord
from rag.schema import Locator, Question
from tests.medical_pages import (
    Change,
    ShownChange,
    answer_with,
    first,
    first_statement,
    noted,
    notice_says,
    notices_with,
    refusal_adds,
    refusal_with,
    says,
    shown_with,
    trace_with,
    without,
)

BREAST, LLM, CORE, EXERCISE = "her2-breast", "01-her2-breast", "core", "exercise"
TREATMENT, FEVER, REFUSED, IHC = "clinician-treatment", "fever-on-chemo", "refuse-sarcoma", "ihc-3-plus-threshold"
TOP = "This page gives general information."
MARK = "https://schema.org/AlgorithmicMediaDigitalSource"
TOLD = "HER2 status tells the care team whether drugs that target HER2 can be used to treat a breast cancer."
LOW = "Trastuzumab deruxtecan may be used for HER2-low metastatic breast cancer after earlier treatment."
MINUTES = "at least 90 minutes of moderate aerobic exercise each week"


class Break(NamedTuple):
    """What breaks a rule: on the page with this id, a change to its record, or to the `view` that is shown of it."""

    rule: str
    what: str
    page: str
    change: Change | None
    view: ShownChange | None = None


def _swapped_audience(record: RunRecord) -> RunRecord:
    return notices_with("top", id="clinician-top/1", text="For health professionals.")(record)


def _two_editions(record: RunRecord) -> RunRecord:
    source = record.given.sources[0]
    older = source.model_copy(update={"source_id": "older", "edition": "2007", "published": "2007-01-15"})
    return answer_with(sources=(*record.given.sources, older))(record)


def _superseded(record: RunRecord) -> RunRecord:
    return first("sources", superseded_by="newer")(record)


def _blended(record: RunRecord) -> RunRecord:
    both = [s for s in record.given.statements if "minutes of moderate" in s.text]
    change = says(MINUTES, "90 to 150 minutes of moderate aerobic exercise each week")
    numbers = tuple(n for statement in both for n in statement.citations)
    return first_statement(citations=numbers)(change(record))


def _one_side(record: RunRecord) -> RunRecord:
    return without("at least 150 minutes")(record)


def _claims_among_questions(record: RunRecord) -> RunRecord:
    return answer_with(questions_to_ask=(Question(text="Trastuzumab works for most people."),))(record)


def _answers_all_the_same(record: RunRecord) -> RunRecord:
    return trace_with(llm_calls=1, passages=("p1",))(notices_with("safety", text="")(record))


def _four_key_points(record: RunRecord) -> RunRecord:
    return answer_with(key_points=record.given.sections[1].statements[:4])(record)


def _opens_with_nothing(record: RunRecord) -> RunRecord:
    section = record.given.sections[0].model_copy(update={"statements": (), "note": None})
    return answer_with(key_points=(), sections=(section, *record.given.sections[1:]))(record)


def _wordy(text: str) -> Change:
    """All of the page's own prose in these words."""

    def change(record: RunRecord) -> RunRecord:
        sections = tuple(
            s.model_copy(update={"statements": tuple(one.model_copy(update={"text": text}) for one in s.statements)})
            for s in record.given.sections
        )
        return answer_with(sections=sections, key_points=())(record)

    return change


def _safety_last(page: Shown) -> Shown:
    start = page.html.index('<section class="safety"')
    end = page.html.index("</section>", start) + len("</section>")
    notice = page.html[start:end]
    return page.model_copy(
        update={"html": page.html[:start] + page.html[end:].replace("</footer>", f"{notice}</footer>")}
    )


def _undated(page: Shown) -> Shown:
    return page.model_copy(update={"markdown": re.sub(r"Published: [^;]*;", "", page.markdown)})


def _shown(rule: str, what: str, page: str, form: str, old: str, new: str = "") -> Break:
    return Break(rule, what, page, None, shown_with(form, old, new))


BREAKS: tuple[Break, ...] = (
    Break(notices.M1, "top notice removed", BREAST, notices_with("top", text="")),
    Break(notices.M1, "one word altered", BREAST, notices_with("top", text=TOP.replace("general", "useful"))),
    Break(notices.M1, "notice of the other audience", BREAST, _swapped_audience),
    Break(notices.M1, "version changed", BREAST, notices_with("top", id="patient-top/2")),
    Break(notices.M1, "bottom notice removed", LLM, notices_with("bottom", text="")),
    Break(notices.M1, "page for the other audience", LLM, answer_with(audience="clinician")),
    _shown(notices.M1, "not in HTML", BREAST, "html", TOP),
    _shown(notices.M1, "below a claim in Markdown", BREAST, "markdown", "# ", f"{TOLD}\n\n# "),
    _shown(notices.M1, "one word altered in JSON", BREAST, "json_text", "general information", "advice"),
    _shown(notices.M1, "not in JSON-LD", BREAST, "jsonld", "disambiguatingDescription", "description"),
    Break(notices.M2, "says that it is advice", BREAST, notice_says("not medical advice", "medical advice")),
    Break(notices.M2, "not said: general information", LLM, notice_says("general information", "information")),
    Break(notices.M2, "sends to nobody", BREAST, notice_says("care team", "friends")),
    Break(notices.M2, "replaces judgement", CORE, notice_says("not replace", "replace")),
    Break(notices.M2, "verifying left out", CORE, notice_says("erify", "elieve")),
    Break(notices.M3, "no date", BREAST, trace_with(created="")),
    Break(notices.M3, "model not named", BREAST, trace_with(writer="llm", model=None)),
    Break(notices.M3, "a statement about the page", LLM, first_statement(text="A doctor has reviewed this page.")),
    _shown(notices.M3, "writer not said in HTML", BREAST, "html", "Generated by software", "Put together"),
    _shown(notices.M3, "review not said in HTML", LLM, "html", "Not reviewed."),
    _shown(notices.M3, "AI not said in Markdown", LLM, "markdown", "by AI", "by experts"),
    _shown(notices.M3, "no mark in HTML", BREAST, "html", "digital-source-type"),
    _shown(notices.M3, "wrong mark in JSON-LD", BREAST, "jsonld", MARK, "https://schema.org/Human"),
    _shown(notices.M3, "no date in JSON-LD", BREAST, "jsonld", "dateCreated"),
    _shown(notices.M3, "no writer in JSON", LLM, "json_text", '"writer"', '"author"'),
    Break(sourcing.M4, "a statement cites nothing", BREAST, first_statement(citations=())),
    Break(sourcing.M4, "a citation that is not listed", LLM, first_statement(citations=(404,))),
    Break(sourcing.M4, "one letter of a quote changed", BREAST, first("citations", quote="HER2 Status")),
    Break(sourcing.M4, "the span moved", BREAST, first("citations", start=1)),
    Break(sourcing.M4, "a passage of no generation", LLM, first("citations", passage_id="p0")),
    Break(sourcing.M4, "a claim among the questions", BREAST, _claims_among_questions),
    Break(sourcing.M4, "not supported", BREAST, first_statement(verdict="unsupported")),
    Break(sourcing.M5, "no publisher", BREAST, first("sources", publisher="")),
    Break(sourcing.M5, "no edition", LLM, first("sources", edition=" ")),
    Break(sourcing.M5, "no licence", BREAST, first("sources", licence="")),
    Break(sourcing.M5, "no place in the source", BREAST, first("citations", locator=Locator())),
    _shown(sourcing.M5, "no licence in HTML", BREAST, "html", "Apache-2.0"),
    Break(sourcing.M5, "no date in Markdown", LLM, None, _undated),
    _shown(sourcing.M5, "another edition in JSON", BREAST, "json_text", '"edition": "2026', '"edition": "2025'),
    Break(fidelity.M6, "number", BREAST, says("15 to 20", "35 to 40")),
    Break(fidelity.M6, "end of a range", LLM, says("15 to 20", "15 to 30")),
    Break(fidelity.M6, "unit", EXERCISE, says("90 minutes", "90 hours")),
    Break(fidelity.M6, "comparator", EXERCISE, says("at least 90", "at most 90")),
    Break(fidelity.M6, "comparator of a share", IHC, says("in more than 10%", "in less than 10%")),
    Break(fidelity.M6, "percentage", IHC, says("in more than 10%", "in more than 30%")),
    Break(fidelity.M6, "negation left out", LLM, says("does not have extra HER2", "has extra HER2")),
    Break(fidelity.M6, "negation put in", BREAST, says("can weaken the heart", "cannot weaken the heart")),
    Break(fidelity.M6, "stage", "05-kidney-stage-iv", says("stage IV", "stage II")),
    Break(
        fidelity.M6,
        "line of therapy",
        BREAST,
        says(LOW, LOW.replace("after earlier treatment", "as first-line treatment")),
    ),
    Break(fidelity.M6, "row of a table", "kidney-two-questions", says("I |", "IV |")),
    Break(fidelity.M7, "drug", BREAST, says("Trastuzumab deruxtecan may", "Pembrolizumab may")),
    Break(fidelity.M7, "polarity of a biomarker", BREAST, says("HER2-positive early", "HER2-negative early")),
    Break(
        fidelity.M7,
        "another status",
        LLM,
        says("HER2-negative breast cancer does not", "HER2-low breast cancer does not"),
    ),
    Break(fidelity.M7, "people", EXERCISE, says("People with cancer are", "Pregnant women with cancer are")),
    Break(
        fidelity.M7, "stage", LLM, says("HER2-positive early breast cancer is often", "Stage IV breast cancer is often")
    ),
    Break(fidelity.M7, "how far it has spread", BREAST, says("HER2-low metastatic breast", "HER2-low breast")),
    Break(sourcing.M8, "rests on superseded text", IHC, _superseded),
    Break(sourcing.M8, "two editions, the older not labelled", BREAST, _two_editions),
    Break(sourcing.M8, "superseded and said nowhere", CORE, _superseded),
    Break(fidelity.M9, "another category", TREATMENT, says("(Category A)", "(Category B)")),
    Break(fidelity.M9, "a category of another scheme", TREATMENT, says("(Category A)", "(Category 2A)")),
    Break(fidelity.M9, "a grade inferred", TREATMENT, says("(Category A)", "(Category A, strong recommendation)")),
    Break(fidelity.M9, "says that there is none", TREATMENT, noted("The texts on file give no evidence category.")),
    Break(fidelity.M9, "left out without a word", TREATMENT, without("category")),
    Break(fidelity.M10, "may to should", BREAST, says(LOW, LOW.replace("may be", "should be"))),
    Break(fidelity.M10, "often to always", BREAST, says("is often treated with", "is always treated with")),
    Break(
        fidelity.M10, "may to must", LLM, says("may be treated with trastuzumab", "must be treated with trastuzumab")
    ),
    Break(fidelity.M10, "considered to recommended", CORE, says("may be considered", "is recommended")),
    Break(fidelity.M10, "advised to must", EXERCISE, says("are advised to do at least 90", "must do at least 90")),
    Break(safety.M11, "stop", BREAST, first_statement(text="Stop taking trastuzumab.")),
    Break(safety.M11, "stop, without a pronoun", BREAST, first_statement(text="Stop trastuzumab at once.")),
    Break(safety.M11, "take a dose", LLM, first_statement(text="Take lenalidomide 25 mg once a day.")),
    Break(safety.M11, "skip", BREAST, first_statement(text="You should skip the next dose.")),
    Break(safety.M11, "increase, second sentence", LLM, first_statement(text="It can help. Increase your dose.")),
    Break(safety.M11, "a dose for the reader", BREAST, first_statement(text="Your dose is 25 mg a day.")),
    Break(safety.M11, "in a note", BREAST, noted("Do not take trastuzumab.")),
    Break(safety.M12, "no notice", FEVER, notices_with("safety", text="")),
    Break(safety.M12, "notice of a crisis", FEVER, notices_with("safety", id="crisis/1")),
    Break(safety.M12, "searched, with a model", FEVER, _answers_all_the_same),
    Break(safety.M12, "an ordinary refusal", FEVER, refusal_with(reason="not_covered")),
    Break(safety.M12, "last in HTML", FEVER, None, _safety_last),
    _shown(safety.M12, "not first in Markdown", FEVER, "markdown", "> **This may", "# An answer\n\n> **This may"),
    Break(safety.M13, "a claim", REFUSED, refusal_adds("Trastuzumab helps people with HER2-positive tumors.")),
    Break(safety.M13, "a number", REFUSED, refusal_adds("The guidelines on file say that 60% live for five years.")),
    Break(safety.M13, "a claim about the shelf", REFUSED, refusal_adds("The texts on file say that surgery cures it.")),
    Break(safety.M13, "no help", REFUSED, refusal_with(message="The guidelines on file do not cover this question.")),
    Break(safety.M13, "topics not told", REFUSED, refusal_with(covered_topics=())),
    Break(safety.M13, "a remark that claims", REFUSED, trace_with(remarks=("Imatinib is used for sarcoma.",))),
    Break(sourcing.M14, "blended", EXERCISE, _blended),
    Break(sourcing.M14, "one side alone", EXERCISE, _one_side),
    Break(sourcing.M14, "sources not named", EXERCISE, noted(None)),
    Break(sourcing.M14, "named without date", EXERCISE, noted("The sources on file do not agree here.")),
    Break(sourcing.M14, "no disagreement", BREAST, noted("The sources on file do not agree here.")),
    Break(wording.M15, "cures", BREAST, says("can weaken the heart", "can cure the heart")),
    Break(wording.M15, "always", LLM, says("is often treated with", "is always treated with")),
    Break(wording.M15, "proven safe", BREAST, says("may be used", "is proven safe")),
    Break(wording.M15, "guarantee, in a note", LLM, noted("A good outcome is guaranteed.")),
    Break(
        wording.M15,
        "never, in a question",
        BREAST,
        answer_with(questions_to_ask=(Question(text="Will it never return?"),)),
    ),
    Break(
        wording.M16, "long words", LLM, _wordy("Immunohistochemical characterization facilitates individualization.")
    ),
    Break(
        wording.M16,
        "long sentences",
        LLM,
        _wordy("The team of the clinic looks at the result " + "of the test and then " * 9 + "acts."),
    ),
    Break(
        wording.M16, "both", LLM, _wordy("Pathological evaluation of amplification determines eligibility for therapy.")
    ),
    Break(wording.M17, "four key points", BREAST, _four_key_points),
    Break(wording.M17, "no question to ask", LLM, answer_with(questions_to_ask=())),
    Break(wording.M17, "opens with nothing", BREAST, _opens_with_nothing),
    Break(wording.M19, "no risks", "myeloma-first-drugs", without("risk", "cause", "harm", "effect")),
    Break(wording.M19, "no alternatives", "stomach-cut-off", without(" or ", "trial", "option", "also", "other")),
    Break(
        wording.M19,
        "no uncertainty",
        "stomach-cut-off",
        without("may", "can", "some", "depend", "often", "usually", "could"),
    ),
)
