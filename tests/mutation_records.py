"""The records that the tests of evals/mutations break: an answer with all there is to break, pages like it, a refusal."""

from evals.schema import Case, Expect, RunPassage, RunRecord
from rag.page.notices import load_safety_notice
from rag.schema import AnswerSection, Citation, Locator, Statement, passage_id
from tests.test_evals_example import NOTICES, PLAGUE, SETTINGS, make_answer, make_record, make_refusal

SOURCE, EDITION = "kidney-cancer", "2026"
TEXT = (
    "Kidney cancer may be treated with sunitinib for 4 weeks. Small tumors are not removed in most clinics. "
    "Scans are done every 3 months after surgery. People with stage II cancer need fewer visits."
)
SENTENCES = [f"{part}." for part in TEXT.rstrip(".").split(". ")]
NAME = passage_id(SOURCE, EDITION, TEXT)
LINE = "The guideline on file for kidney cancer does not mention HER2."


def quoting(number: int) -> Citation:
    start = TEXT.index(SENTENCES[number - 1])
    quote = SENTENCES[number - 1]
    return Citation(
        n=number,
        source_id=SOURCE,
        passage_id=NAME,
        quote=quote,
        start=start,
        end=start + len(quote),
        locator=Locator(headings=("Care",)),
    )


def answered(name: str = "kidney", audience: str = "patient") -> RunRecord:
    """A page on which every sentence of TEXT is a statement that quotes itself, and HER2 is off topic."""
    answer = make_answer([(text, (n,)) for n, text in enumerate(SENTENCES, 1)], [quoting(n) for n in range(1, 5)])
    line = AnswerSection(id="premise", heading="HER2", covered=True, statements=(), note=LINE)
    inquiry = answer.inquiry.model_copy(update={"terms": ("HER2",)})
    answer = answer.model_copy(update={"sections": (line, *answer.sections), "inquiry": inquiry, "audience": audience})
    case = Case(id=name, question="how is kidney cancer treated", audience=audience, expect=Expect(kind="answer"))  # type: ignore[arg-type]
    record = make_record(case, answer, ranked=())
    passages = (RunPassage(passage_id=NAME, source_id=SOURCE, text=TEXT),)
    return record.model_copy(update={"passages": passages})


def refused(name: str = "plague") -> RunRecord:
    """A refusal that was due."""
    return make_record(PLAGUE.model_copy(update={"id": name}), make_refusal(), ranked=())


def alarmed() -> RunRecord:
    """A page that is an emergency notice and nothing else, with the text of its file kept."""
    notice = load_safety_notice(SETTINGS.prompts_dir, "emergency")
    record = refused("alarm")
    notices = NOTICES.model_copy(update={"safety": notice})
    answer = record.given.model_copy(update={"notices": notices})
    return record.model_copy(update={"answer": answer, "notices": notices})


def with_statements(record: RunRecord, *statements: Statement) -> RunRecord:
    """The record with these statements in place of those of its page."""
    sections = tuple(
        section.model_copy(update={"statements": statements}) if section.statements else section
        for section in record.given.sections
    )
    return record.model_copy(update={"answer": record.given.model_copy(update={"sections": sections})})
