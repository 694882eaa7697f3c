"""The small shelf, pipeline and records that the evals tests share, and the test that the example itself is sound."""

from collections.abc import Iterable, Sequence

from evals.asking import Subject
from evals.measures.retrieval import is_relevant
from evals.schema import Case, Expect, Fingerprints, RunHit, RunPassage, RunRecord
from evals.score import score_case
from rag.errors import WriterUnavailable
from rag.page.notices import load_notices
from rag.schema import (
    Answer,
    AnswerSection,
    Audience,
    Citation,
    Hit,
    InquirySummary,
    Locator,
    PageKind,
    Passage,
    Question,
    Refusal,
    Searched,
    SourceEntry,
    Statement,
    Trace,
)
from rag.settings import Settings

SETTINGS = Settings()
NOTICES = load_notices(SETTINGS.prompts_dir, "patient")
TEXTS = {
    "p1": ("kidney-cancer", "Clear cell kidney cancer is the most common type. Tumor stages go from I to IV."),
    "p2": ("kidney-cancer", "Trials study new drugs – for non-clear cell tumors ≤ 7 cm, too."),
    "p3": ("breast-cancer", "HER2 guides treatment of breast cancer."),
}
PASSAGES = {
    name: Passage(id=name, source_id=source, edition="2026", title=source, text=text, locator=Locator(), ordinal=at)
    for at, (name, (source, text)) in enumerate(TEXTS.items())
}
KIDNEY = Case(
    id="kidney",
    question="what type of kidney cancer is common",
    expect=Expect(
        kind="answer",
        flags=("off_topic_term",),
        sources=("kidney-cancer",),
        passages_contain=("clear  CELL",),
        mentions=("clear cell",),
        not_mentions=("HER2-targeted",),
        facts=("clear cell is the most common type",),
    ),
)
PLAGUE = Case(id="plague", question="how is plague treated", expect=Expect(kind="refusal", reason="not_covered"))
NOT_COVERED = (
    "The guidelines on file do not cover this question. What would help: your care team can answer for your situation."
)
FINGERPRINTS = Fingerprints(settings="s", generation="g", prompts="p", vocabulary="v", suite="u")


def cite(n: int, passage_id: str, start: int, end: int) -> Citation:
    source, text = TEXTS[passage_id]
    return Citation(
        n=n,
        source_id=source,
        passage_id=passage_id,
        quote=text[start:end],
        start=start,
        end=end,
        locator=Locator(headings=("Types",)),
    )


def make_answer(
    statements: Sequence[tuple[str, tuple[int, ...]]] = (
        ("Clear cell is the most common type of kidney cancer.", (1,)),
    ),
    citations: Sequence[Citation] = (cite(1, "p1", 0, 49),),
    *,
    question: str = KIDNEY.question,
    listed: Iterable[str] | None = None,
) -> Answer:
    """An answer with one section; sources are those cited, unless `listed`."""
    names = {citation.source_id for citation in citations} if listed is None else set(listed)
    return Answer(
        kind="answer",
        question=question,
        title=question,
        audience="patient",
        page_kind="answer",
        inquiry=InquirySummary(topics=("kidney-cancer",), terms=(), intent="other", flags=("off_topic_term",)),
        notices=NOTICES,
        sections=(
            AnswerSection(
                id="s",
                heading="Types",
                covered=True,
                statements=tuple(Statement(text=text, citations=ns, verdict="supported") for text, ns in statements),
            ),
        ),
        citations=tuple(citations),
        sources=tuple(
            SourceEntry(
                source_id=name,
                title=name,
                publisher="x",
                edition="2026",
                published="2026",
                kind="guideline",
                licence="x",
                url=None,
                superseded_by=None,
            )
            for name in sorted(names)
        ),
        questions_to_ask=(Question(text="What type of tumor do I have?"),),
        trace=Trace(writer="extractive", generation="g", settings="s", created="2026-05-18T09:00:00+00:00"),
    )


def make_refusal(question: str = PLAGUE.question, message: str = NOT_COVERED) -> Answer:
    answer = make_answer(statements=(), citations=(), question=question)
    searched = Searched(query=question, sources=2, passages=3, generation="g")
    refusal = Refusal(reason="not_covered", message=message, searched=searched, covered_topics=("kidney-cancer",))
    return answer.model_copy(update={"kind": "refusal", "sections": (), "questions_to_ask": (), "refusal": refusal})


def make_record(
    case: Case = KIDNEY,
    answer: Answer | None = None,
    *,
    error: str | None = None,
    repeat: int = 1,
    ranked: Sequence[str] = ("p1", "p2", "p3"),
    suite_cases: int = 1,
) -> RunRecord:
    """A record of `case`; without answer and error, the answer that meets all that KIDNEY expects."""
    given = None if error else answer or make_answer()
    return RunRecord(
        suite="example",
        suite_cases=suite_cases,
        fingerprints=FINGERPRINTS,
        case=case,
        repeat=repeat,
        notices=NOTICES,
        relevant=tuple(name for name, (source, text) in TEXTS.items() if is_relevant(text, source, case.expect)),
        answer=given,
        error=error,
        hits=tuple(
            RunHit(rank=rank, passage_id=name, source_id=TEXTS[name][0], text=TEXTS[name][1])
            for rank, name in enumerate(ranked, start=1)
        ),
        passages=tuple(
            RunPassage(passage_id=c.passage_id, source_id=TEXTS[c.passage_id][0], text=TEXTS[c.passage_id][1])
            for c in (given.citations if given else ())
            if c.passage_id in TEXTS
        ),
    )


class ExamplePipeline:
    """Subject over TEXTS: answers questions that name a kidney, fails on those that say "fail", refuses the rest."""

    def __init__(self, settings: Settings = SETTINGS, generation: str = "g1") -> None:
        self.settings = settings
        self.generation = generation
        self.writer = "extractive"
        self.endpoint = ""
        self.asked: list[str] = []

    async def answer(self, question: str, audience: Audience, page_kind: PageKind, *, repeat: int) -> Answer:
        self.asked.append(question)
        if "fail" in question:
            raise WriterUnavailable("the writer is away; start it")
        return make_answer(question=question) if "kidney" in question else make_refusal(question)

    def search(self, question: str, k: int) -> list[Hit]:
        hits = [
            Hit(rank=at, score=1 / at, passage=p, cosine=0, bm25=0) for at, p in enumerate(PASSAGES.values(), start=1)
        ]
        return hits[:k]

    def passage(self, passage_id: str) -> Passage | None:
        return PASSAGES.get(passage_id)

    def passages(self) -> Iterable[Passage]:
        return PASSAGES.values()


class MendedPipeline(ExamplePipeline):
    """As ExamplePipeline, with what failed there mended."""

    async def answer(self, question: str, audience: Audience, page_kind: PageKind, *, repeat: int) -> Answer:
        self.asked.append(question)
        return make_answer(question=question)


def test_example_record_has_no_failure() -> None:
    assert score_case(make_record()).failures == ()
    assert score_case(make_record(PLAGUE, make_refusal())).failures == ()


def test_example_pipeline_is_a_subject() -> None:
    subject: Subject = ExamplePipeline()  # checked by mypy
    assert subject.passage("p1") is PASSAGES["p1"]
