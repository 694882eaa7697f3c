"""A made-up answer, refusal and shelf to render: condition, drug and publisher do not exist."""

from rag.schema import (
    Answer,
    AnswerSection,
    Citation,
    InquirySummary,
    Locator,
    Notice,
    Notices,
    Passage,
    Question,
    Refusal,
    RelatedQuestion,
    Review,
    Searched,
    SourceEntry,
    Statement,
    Trace,
    passage_id,
)

NOTICES = Notices(
    top=Notice(id="patient-top/1", text="This page gives general information. It is not medical advice."),
    bottom=Notice(id="patient-bottom/1", text="Your care team knows your case and can tell you what applies to you."),
)
SAFETY = Notice(id="emergency/1", text="This may be an emergency. Call 911 now.")

SOURCES = (
    SourceEntry(
        source_id="lumaria-2026",
        title="Lumaria: tests and treatment",
        publisher="Institute for Invented Conditions",
        edition="2026.1",
        published="2026-01-15",
        kind="guideline",
        licence="CC-BY-4.0",
        url="https://example.org/guidelines/lumaria?edition=2026.1",
        superseded_by=None,
        demonstration=True,
    ),
    SourceEntry(
        source_id="vesper-overview",
        title="The vesper protein across conditions",
        publisher="Northlight Reading Room",
        edition="3",
        published="2025-09",
        kind="overview",
        licence="CC-BY-4.0",
        url=None,
        superseded_by="vesper-overview-4",
        demonstration=True,
    ),
)

TESTING = (
    "Lumaria is sorted by the cell type seen under the microscope. Vesper testing is not part of the standard work-up "
    "of lumaria. It may be done as part of a trial.\n\nThe result of a vesper test does not change first treatment "
    "outside a trial."
)
GUIDES = (
    "Three things guide the choice of first treatment in lumaria:\n"
    "- the cell type, bright or dim\n"
    "- the stage, local or spread\n"
    "- the person's general health and wishes\n"
    "Bright-cell lumaria is the most common type, about 7 in 10 cases."
)
STAGES = (
    "| Stage | What it means | First treatment |\n"
    "| Local | Lumaria in one place, 4 cm or less | Surgery |\n"
    "| Wide | Larger than 4 cm, not spread | Surgery, then a scan every 6 months |\n"
    "| Spread | Found in another part of the body | Medicine, often within a trial |"
)
ELSEWHERE = (
    "Vesper is a protein on the outside of some cells. In tessellia, a high vesper level points to treatment with a "
    "vesper blocker. In other conditions its meaning is not settled."
)


def passage(source: SourceEntry, text: str, *headings: str, page: int | None = None) -> Passage:
    """A passage of `source` as the index would hold it."""
    return Passage(
        id=passage_id(source.source_id, source.edition, text),
        source_id=source.source_id,
        edition=source.edition,
        title=source.title,
        text=text,
        locator=Locator(page=page, headings=headings),
        ordinal=0,
    )


SHELF = (
    passage(SOURCES[0], TESTING, "Tests", "Vesper", page=4),
    passage(SOURCES[0], GUIDES, "Treatment", "How treatment is chosen", page=7),
    passage(SOURCES[0], STAGES, "Treatment", "By stage", page=8),
    passage(SOURCES[1], ELSEWHERE, "What vesper is"),
)
PASSAGES = {p.id: p for p in SHELF}


def citation(n: int, cited: Passage, quote: str) -> Citation:
    """Citation `n` of `quote`, with its span in the passage."""
    start = cited.text.index(quote)
    return Citation(
        n=n,
        source_id=cited.source_id,
        passage_id=cited.id,
        quote=quote,
        start=start,
        end=start + len(quote),
        locator=cited.locator,
    )


def supported(text: str, *numbers: int) -> Statement:
    """A statement that has passed the gate."""
    return Statement(text=text, citations=numbers, verdict="supported")


INQUIRY = InquirySummary(topics=("lumaria",), terms=("vesper",), intent="term_significance", flags=("off_topic_term",))
TRACE = Trace(
    writer="extractive",
    generation="g-20260518-0007",
    settings="sha256:4f1c9a0d2b7e6c35",
    passages=tuple(PASSAGES),
    created="2026-05-18T09:30:00Z",
)

NOT_STANDARD = "Vesper testing is not part of the standard work-up of lumaria."
ANSWER = Answer(
    kind="answer",
    question="what does vesper status mean for lumaria treatmen",
    title="What does vesper status mean for lumaria treatment?",
    audience="patient",
    page_kind="answer",
    inquiry=INQUIRY,
    notices=NOTICES,
    key_points=(
        supported(NOT_STANDARD, 1),
        supported("The cell type, the stage and your general health guide the first treatment.", 3),
    ),
    sections=(
        AnswerSection(
            id="premise",
            heading="Vesper and lumaria",
            covered=True,
            statements=(
                supported(NOT_STANDARD + " It may be done as part of a trial.", 1),
                supported("The result of a vesper test does not change first treatment outside a trial.", 2),
            ),
            note="The lumaria guideline names vesper in one section only.",
        ),
        AnswerSection(
            id="elsewhere",
            heading="Where vesper does matter",
            covered=True,
            statements=(
                supported("Vesper is a protein on the outside of some cells.", 4),
                supported("In tessellia, a high vesper level points to treatment with a vesper blocker.", 4),
            ),
        ),
        AnswerSection(
            id="guides",
            heading="What guides treatment in lumaria",
            covered=True,
            statements=(
                supported(GUIDES.rsplit("\n", 1)[0], 3),
                supported("Bright-cell lumaria is the most common type, about 7 in 10 cases.", 5),
                supported(STAGES, 6),
            ),
        ),
        AnswerSection(id="outlook", heading="Outlook", covered=False, statements=()),
    ),
    questions_to_ask=(
        Question(text="Which cell type do I have, and how does it change my treatment options?", citations=(3,)),
        Question(text="Why was a vesper test ordered for me, and how will the result be used?"),
        Question(text="Is there a trial that I could join?", citations=(2,)),
    ),
    citations=(
        citation(1, SHELF[0], NOT_STANDARD + " It may be done as part of a trial."),
        citation(2, SHELF[0], "The result of a vesper test does not change first treatment outside a trial."),
        citation(3, SHELF[1], GUIDES.rsplit("\n", 1)[0]),
        citation(4, SHELF[3], ELSEWHERE.rsplit(" In other", 1)[0]),
        citation(5, SHELF[1], "Bright-cell lumaria is the most common type, about 7 in 10 cases."),
        citation(6, SHELF[2], STAGES),
    ),
    sources=SOURCES,
    related_questions=(
        RelatedQuestion(
            question="What are the treatment options for spread lumaria?",
            page_id="lumaria-spread",
            preview="Medicine is the first treatment, often within a trial.",
        ),
        RelatedQuestion(
            question="What is a vesper blocker?",
            page_id="vesper-blocker",
            preview="The guidelines on file name vesper blockers for tessellia only.",
        ),
    ),
    trace=TRACE,
)

REFUSAL = Answer(
    kind="refusal",
    question="five year survival of lumaria",
    title="Five-year survival of lumaria",
    audience="patient",
    page_kind="answer",
    inquiry=InquirySummary(topics=("lumaria",), terms=(), intent="prognosis", flags=()),
    notices=NOTICES,
    refusal=Refusal(
        reason="not_covered",
        message="The guidelines on file say nothing about survival figures for lumaria, so this page gives none.",
        searched=Searched(
            query="five-year survival of lumaria", sources=14, passages=1284, generation="g-20260518-0007"
        ),
        covered_topics=("lumaria", "tessellia", "kidney-stones", "vesper-deficiency"),
    ),
    trace=TRACE,
)


def with_review(answer: Answer, status: str) -> Answer:
    """The same answer at another point of the review workflow."""
    return Answer.model_validate(
        answer.model_dump(by_alias=True) | {"review": Review.model_validate({"status": status})}
    )
