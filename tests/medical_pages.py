"""Pages of both writers from the demonstration texts, as run records, and ways to break a page on purpose.

A pytest plugin: a test file that uses its fixtures says `pytest_plugins = ["tests.demo_shelf", "tests.medical_pages"]`.
PYTEST_DONT_REWRITE: test files import it before pytest can.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evals.measures.medical.shown import Shown, shown
from evals.pipeline import Pipeline
from evals.records import read_records
from evals.run import run_suite
from evals.schema import Case, Fingerprints, RunPassage, RunRecord, Suite
from evals.suite import load_suite
from rag.page.notices import load_notices
from rag.parts import Parts
from rag.schema import Answer, Audience, PageKind
from rag.settings import Settings
from tests.llm_flow import answered_by
from tests.record_demo import author_of, written_replies
from tests.test_rag_conflicts import CORE, EXERCISE

EVERY = 5  # of the other golden questions, every fifth: each page is rendered for each rule
BROKEN_BY_NAME = frozenset(
    "her2-breast ihc-3-plus-threshold kidney-two-questions stomach-cut-off myeloma-first-drugs fever-on-chemo".split()
)  # golden questions whose pages tests/medical_rules.py breaks
REFERENCE = Path(__file__).resolve().parent.parent / "evals" / "suites" / "reference.yaml"
TREATMENT = "How is HER2-positive metastatic breast cancer treated?"
MORE = (
    Case(id="exercise", question=EXERCISE),
    Case(id="core", question=CORE, audience="clinician"),
    Case(id="treatment", question=TREATMENT),
    Case(id="clinician-treatment", question=TREATMENT, audience="clinician"),
    Case(id="patient-ihc-2", question="How is an IHC 2+ HER2 result resolved in breast cancer?"),
)
FINGERPRINTS = Fingerprints(settings="s", generation="g", prompts="p", vocabulary="v", suite="u")

Record = Callable[[Case, Answer], RunRecord]
Change = Callable[[RunRecord], RunRecord]
ShownChange = Callable[[Shown], Shown]


@pytest.fixture(scope="session")
def record(demo: Parts, demo_settings: Settings) -> Record:
    """Makes the run record of a page."""
    audiences: tuple[Audience, ...] = ("patient", "clinician")
    notices = {audience: load_notices(demo_settings.prompts_dir, audience) for audience in audiences}

    def made(case: Case, page: Answer) -> RunRecord:
        cited = [demo.shelf.by_id[name] for name in dict.fromkeys(c.passage_id for c in page.citations)]
        return RunRecord(
            suite="medical",
            suite_cases=1,
            fingerprints=FINGERPRINTS,
            case=case,
            notices=notices[case.audience],
            answer=page,
            passages=tuple(RunPassage(passage_id=p.id, source_id=p.source_id, text=p.text) for p in cited),
        )

    return made


@pytest.fixture(scope="session")
def extractive_pages(
    demo: Parts, demo_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, RunRecord]:
    """The golden questions, and MORE, answered by the extractive writer, by case id."""
    suite = load_suite(REFERENCE)
    named = [case for case in suite.cases if {"her2", "reference", "edition", "disagreement"} & set(case.tags)]
    used = [case for case in suite.cases if case.id in BROKEN_BY_NAME]
    some = {case.id: case for case in [*named, *used, *suite.cases[::EVERY]]}.values()
    suite = Suite(name="medical", cases=(*some, *MORE), fingerprint=suite.fingerprint)
    out = tmp_path_factory.mktemp("medical") / "run.jsonl"
    run_suite(suite, Pipeline(demo, demo_settings), out)
    return {one.case.id: one for one in read_records(out)}


@pytest.fixture(scope="session")
def llm_pages(demo: Parts, demo_settings: Settings, record: Record) -> Mapping[str, RunRecord]:
    """The replies of evals/recordings/written as a model's, through a local server, by file name."""
    found: dict[str, RunRecord] = {}
    for name, written in written_replies().items():
        options = {"audience": written.audience, "page_kind": written.kind, "history": written.after}
        page = answered_by(
            author_of(written, lambda _: None), written.question, demo, demo_settings, writer="auto", **options
        )
        kind: PageKind = written.kind
        case = Case(id=name, question=written.question, audience=written.audience, page_kind=kind)
        found[name] = record(case, page)
    return found


@pytest.fixture(scope="session")
def pages(extractive_pages: Mapping[str, RunRecord], llm_pages: Mapping[str, RunRecord]) -> Mapping[str, RunRecord]:
    """The pages of both writers by id."""
    return {**extractive_pages, **llm_pages}


def broken(record: RunRecord, change: Change | None, view: ShownChange | None) -> tuple[RunRecord, Shown]:
    """The record and its page after a change to one of them. Fails if nothing changes."""
    other = change(record) if change else record
    page = view(shown(other)) if view else shown(other)
    assert (other, page) != (record, shown(record)), "the break changes nothing"
    return other, page


def answer_with(**update: object) -> Change:
    """Other fields of the answer."""
    return lambda record: record.model_copy(update={"answer": record.given.model_copy(update=update)})


def trace_with(**update: object) -> Change:
    """Other fields of the trace."""
    return lambda record: answer_with(trace=record.given.trace.model_copy(update=update))(record)


def notices_with(place: str, **update: object) -> Change:
    """Another notice at `place`: top, bottom or safety."""

    def change(record: RunRecord) -> RunRecord:
        notices = record.given.notices
        other = getattr(notices, place).model_copy(update=update)
        return answer_with(notices=notices.model_copy(update={place: other}))(record)

    return change


def notice_says(old: str, new: str) -> Change:
    """Both notices in other words."""

    def change(record: RunRecord) -> RunRecord:
        notices = record.given.notices
        other = {
            place: notice.model_copy(update={"text": notice.text.replace(old, new)})
            for place, notice in (("top", notices.top), ("bottom", notices.bottom))
        }
        return answer_with(notices=notices.model_copy(update=other))(record)

    return change


def says(old: str, new: str, *, whole: bool = False) -> Change:
    """The first statement of the sections that holds `old` with `new` in its place; `whole`: with `new` alone."""

    def change(record: RunRecord) -> RunRecord:
        is_done = False
        sections = []
        for section in record.given.sections:
            statements = []
            for statement in section.statements:
                if not is_done and old in statement.text:
                    is_done = True
                    text = new if whole else statement.text.replace(old, new, 1)
                    statement = statement.model_copy(update={"text": text})
                statements.append(statement)
            sections.append(section.model_copy(update={"statements": tuple(statements)}))
        assert is_done, f"no statement of {record.case.id} holds {old!r}"
        return answer_with(sections=tuple(sections))(record)

    return change


def without(*words: str) -> Change:
    """The page without the statements that hold one of the words, in any case."""

    def is_kept(text: str) -> bool:
        return not any(word in text.casefold() for word in words)

    def change(record: RunRecord) -> RunRecord:
        sections = tuple(
            section.model_copy(update={"statements": tuple(s for s in section.statements if is_kept(s.text))})
            for section in record.given.sections
        )
        points = tuple(s for s in record.given.key_points if is_kept(s.text))
        return answer_with(sections=sections, key_points=points)(record)

    return change


def first(field: str, **update: object) -> Change:
    """The first statement, citation or source of the answer with other fields."""

    def change(record: RunRecord) -> RunRecord:
        items = getattr(record.given, field)
        return answer_with(**{field: (items[0].model_copy(update=update), *items[1:])})(record)

    return change


def first_statement(**update: object) -> Change:
    """The first statement of the first section with other fields."""

    def change(record: RunRecord) -> RunRecord:
        section, *others = record.given.sections
        statements = (section.statements[0].model_copy(update=update), *section.statements[1:])
        return answer_with(sections=(section.model_copy(update={"statements": statements}), *others))(record)

    return change


def noted(note: str | None) -> Change:
    """Every section with this note."""
    return lambda record: answer_with(
        sections=tuple(section.model_copy(update={"note": note}) for section in record.given.sections)
    )(record)


def refusal_with(**update: object) -> Change:
    """Other fields of the refusal."""

    def change(record: RunRecord) -> RunRecord:
        assert record.given.refusal is not None
        return answer_with(refusal=record.given.refusal.model_copy(update=update))(record)

    return change


def refusal_adds(text: str) -> Change:
    """The message of the refusal with one more sentence."""

    def change(record: RunRecord) -> RunRecord:
        assert record.given.refusal is not None
        return refusal_with(message=f"{record.given.refusal.message} {text}")(record)

    return change


def shown_with(form: str, old: str, new: str = "") -> ShownChange:
    """A form of the page with `new` for `old`, everywhere."""
    return lambda page: page.model_copy(update={form: getattr(page, form).replace(old, new)})
