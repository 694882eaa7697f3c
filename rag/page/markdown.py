"""An answer page as Markdown. Text from data is escaped: it can become no link, image, heading or raw HTML."""

import re
from collections.abc import Iterable, Iterator, Mapping

from rag.page import labels
from rag.page.blocks import Block
from rag.page.view import CitationView, PageView, SectionView, SourceView, StatementView, build_view
from rag.schema import Answer, Passage, Refusal

ACTIVE = re.compile(r"[\\`*_{}\[\]<>|~#&$@]|(?<=https)(?=:)|(?<=http)(?=:)|(?<=www)(?=\.)|(?<=ftp)(?=:)", re.IGNORECASE)
LINE_START = re.compile(r"^(?:[-+](?=[-\s]|$)|=|\d{1,9}(?=[.)](?:\s|$)))")


def render_markdown(answer: Answer, passages: Mapping[str, Passage]) -> str:
    """The page as Markdown that ends with one line feed; passages are used to check the quotes.

    Raises: InputError: the answer must not be shown (see `require_sound`).
    """
    view = build_view(answer, passages)
    return "\n\n".join(_page(view)) + "\n"


def escape_markdown(text: str) -> str:
    """`text` on one line, such that a Markdown renderer shows it as it stands."""
    escaped = ACTIVE.sub(lambda match: "\\" + match[0], " ".join(text.split()))
    return LINE_START.sub(_escape_line_start, escaped)


def _escape_line_start(match: re.Match[str]) -> str:
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def _page(view: PageView) -> Iterator[str]:
    answer = view.answer
    if answer.notices.safety is not None:
        yield f"> **{escape_markdown(answer.notices.safety.text)}**"
    yield f"# {escape_markdown(answer.title)}"
    yield f"{escape_markdown(view.kicker)}  \n*{escape_markdown(view.made_by)}. {view.review}.*"
    if view.demonstration:
        yield f"> **{labels.DEMONSTRATION}.**"
    if not view.is_reviewed:
        yield f"> **{labels.UNREVIEWED}**"
    yield f"> {escape_markdown(answer.notices.top.text)}"
    if answer.trace.remarks:
        yield "\n".join(f"*{escape_markdown(remark)}*  " for remark in answer.trace.remarks)
    if answer.refusal is not None:
        yield from _refusal(answer.refusal)
    if view.key_points is not None:
        yield f"## {view.key_points.heading}"
        yield "\n".join(f"- {_inline(statement)}" for statement in view.key_points.statements)
        yield from _attribution(view.key_points)
    for section in view.sections:
        yield from _section(section)
    if view.questions:
        yield f"## {view.questions.heading}"
        yield _numbered(view.questions)
    if view.more_questions:
        yield f"### {view.more_questions.heading}"
        yield _numbered(view.more_questions)
    if view.next_steps:
        yield f"## {escape_markdown(view.next_steps.heading)}"
        yield escape_markdown(view.next_steps.note or "")
    if answer.related_questions:
        yield f"## {labels.RELATED}"
        related = ((escape_markdown(r.question), escape_markdown(r.preview)) for r in answer.related_questions)
        yield "\n".join(f"- **{question}** {preview}".rstrip() for question, preview in related)
    if view.citations:
        yield f"## {labels.CITATIONS}"
        yield from (_citation(citation) for citation in view.citations)
    if view.sources:
        yield f"## {labels.SOURCES}"
        yield "\n".join(_source(source) for source in view.sources)
    yield f"> {escape_markdown(answer.notices.bottom.text)}"
    yield f"## {labels.RECORD}"
    yield "\n".join(f"- {label}: {escape_markdown(value)}" for label, value in view.record)


def _numbered(questions: SectionView) -> str:
    return "\n".join(f"{i}. {_inline(question)}" for i, question in enumerate(questions.statements, 1))


def _section(section: SectionView) -> Iterator[str]:
    yield f"## {escape_markdown(section.heading)}"
    if not section.covered:
        yield f"*{labels.UNCOVERED}*"
    for statement in section.statements:
        yield from _statement(statement)
    if section.note:
        lead = f"{labels.ABOUT_THE_SHELF}: " if section.about_shelf else ""
        yield f"*{lead}{escape_markdown(section.note)}*"
    yield from _attribution(section)


def _attribution(section: SectionView) -> Iterator[str]:
    if section.attribution:
        yield f"*From: {escape_markdown('; '.join(section.attribution))}*"


def _statement(statement: StatementView) -> Iterator[str]:
    marks = _marks(statement.citations)
    for i, block in enumerate(statement.blocks):
        text = _block(block)
        if i == 0 and block.kind == "table":
            yield text
            yield f"Table:{marks}"
        elif i == 0:
            yield text + marks
        else:
            yield text


def _inline(statement: StatementView) -> str:
    words = " ".join(line for block in statement.blocks for line in (*block.lines, *(" ".join(r) for r in block.rows)))
    return escape_markdown(words) + _marks(statement.citations)


def _block(block: Block) -> str:
    if block.kind == "list":
        return "\n".join(f"- {escape_markdown(line)}" for line in block.lines)
    if block.kind == "table":
        header, *rows = block.rows
        return "\n".join([_row(header), "|" + " --- |" * len(header), *(_row(row) for row in rows)])
    return escape_markdown(" ".join(block.lines))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(escape_markdown(cell) for cell in cells) + " |"


def _marks(numbers: tuple[int, ...]) -> str:
    return " " + "".join(f"[{n}]" for n in numbers) if numbers else ""


def _citation(citation: CitationView) -> str:
    where = ", ".join(filter(None, (citation.source, citation.where)))
    label = " (superseded edition)" if citation.superseded else ""
    quote = "  \n> ".join(escape_markdown(line) for line in citation.quote.split("\n") if line.strip())
    return f"**[{citation.n}]** {escape_markdown(where)}{label}\n\n> {quote}"


def _source(source: SourceView) -> str:
    facts = "; ".join(f"{label}: {escape_markdown(value)}" for label, value in source.facts)
    address = f"; <{source.url}>" if source.url else f"; {escape_markdown(source.address)}" if source.address else ""
    mark = f" {labels.DEMONSTRATION}." if source.demonstration else ""
    return f"- **{escape_markdown(source.title)}**. {facts}{address}.{mark}"


def _refusal(refusal: Refusal) -> Iterator[str]:
    yield f"## {labels.refusal_heading(refusal.reason)}"
    yield escape_markdown(refusal.message)
    yield "### What was searched"
    yield escape_markdown(labels.searched(refusal.searched))
    if refusal.covered_topics:
        yield "### What the guidelines on file cover"
        yield "\n".join(f"- {escape_markdown(labels.readable_topic(slug))}" for slug in refusal.covered_topics)
