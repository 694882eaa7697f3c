"""What is asked of a model to the messages that ask it, in the words of a prompt. Texts of others go in inert.

The names that a prompt can show are the `values` here and the fields of ShownSection and ShownFailure: docs/prompts.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.exchange import ChatMessage, Pack, PackedPassage, ReplyCitation, ReplyStatement
from rag.schema import Audience, Locator, OutlineSection, Passage, Source, Value
from rag.write.marks import attribute, one_line, passage_element
from rag.write.prompting import Prompt, fill_prompt


class PageTask(Value):
    """The page a model is asked to write. `topics`, `intent`, `notes` in words; `intent` is empty for no particular one."""

    question: str
    audience: Audience
    topics: tuple[str, ...] = ()
    intent: str = ""
    sections: tuple[OutlineSection, ...]
    notes: tuple[str, ...] = ()
    max_key_points: int = 2


class FailedStatement(Value):
    """A statement of a reply that the gate refused. `number` counts from 1 and names it in the repair."""

    number: int
    section: str
    statement: ReplyStatement
    why: str


@dataclass(frozen=True)
class ShownSection:
    """A section as a prompt sees it. `looks_for` is empty where it looks for the question itself."""

    id: str
    heading: str
    looks_for: str
    max_statements: int


@dataclass(frozen=True)
class ShownFailure:
    """A failed statement as a prompt sees it."""

    number: int
    section: str
    text: str
    quotes: str
    why: str


def render_page(
    prompt: Prompt, task: PageTask, pack: Pack, sources: Mapping[str, Source], *, key: str
) -> tuple[ChatMessage, ...]:
    """The request for a page: system, user. Sections that look for nothing (they hold a note only) are not asked for.

    `key`: what every genuine passage carries, see `request_key`. Raises: PromptError.
    """
    values = {
        "question": one_line(task.question),
        "audience": task.audience,
        "topics": one_line(", ".join(task.topics)),
        "intent": one_line(task.intent),
        "sections": [_shown_section(section, task.question) for section in task.sections if section.query],
        "notes": [one_line(note) for note in task.notes],
        "max_key_points": task.max_key_points,
        "key": key,
        "passages": [passage_element(packed, sources, key) for packed in pack.passages],
    }
    return fill_prompt(prompt, values)


def render_repair(
    prompt: Prompt,
    task: PageTask,
    failed: Sequence[FailedStatement],
    pack: Pack,
    sources: Mapping[str, Source],
    *,
    key: str,
) -> tuple[ChatMessage, ...]:
    """The request to mend `failed`, with the passages they cite; for one that cites none of `pack`, also the best.

    `key`: that of the page's request. Raises: PromptError.
    """
    known = {packed.id for packed in pack.passages}
    cited = [{citation.passage.strip() for citation in one.statement.citations} for one in failed]
    shown = set().union(*cited)
    if any(known.isdisjoint(names) for names in cited):
        shown.update(packed.id for packed in pack.passages[:1])
    values = {
        "question": one_line(task.question),
        "audience": task.audience,
        "failed": [_shown_failure(one) for one in failed],
        "key": key,
        "passages": [passage_element(packed, sources, key) for packed in pack.passages if packed.id in shown],
    }
    return fill_prompt(prompt, values)


def try_prompt(prompt: Prompt) -> tuple[ChatMessage, ...]:
    """The prompt filled in with samples, without passages, after it was also tried with one and with all else empty.

    Raises: PromptError: it cannot be filled in.
    """
    task, sources, key = PageTask(question="What is HER2?", audience="patient", sections=()), {"s": _SOURCE}, "0" * 16
    if prompt.reply_model == "standalone_question":
        return render_standalone(prompt, [task.question], "And for stage IV?")
    if prompt.reply_model == "repair":
        statement = ReplyStatement(text="HER2 is a protein.", citations=(ReplyCitation(passage="P1", quote="HER2"),))
        failed = [FailedStatement(number=1, section="answer", statement=statement, why="a reason")]
        render_repair(prompt, task, failed, _PACK, sources, key=key)
        return render_repair(prompt, task, failed, _NO_PACK, sources, key=key)
    render_page(prompt, task, _PACK, sources, key=key)
    full = task.model_copy(
        update={"topics": ("breast cancer",), "intent": "Tests", "sections": _SECTIONS, "notes": ("A note.",)}
    )
    render_page(prompt, full, _PACK, sources, key=key)
    return render_page(prompt, full, _NO_PACK, sources, key=key)


def render_standalone(prompt: Prompt, history: Sequence[str], question: str) -> tuple[ChatMessage, ...]:
    """The request to make `question` stand alone after `history`, earlier questions, oldest first. Raises: PromptError."""
    return fill_prompt(prompt, {"history": [one_line(text) for text in history], "question": one_line(question)})


def _shown_section(section: OutlineSection, question: str) -> ShownSection:
    return ShownSection(
        id=attribute(section.id),
        heading=attribute(section.heading),
        looks_for="" if section.query == question else one_line(section.query),
        max_statements=section.max_statements,
    )


def _shown_failure(failed: FailedStatement) -> ShownFailure:
    citations = ((one_line(c.passage), one_line(c.quote)) for c in failed.statement.citations)
    return ShownFailure(
        number=failed.number,
        section=attribute(failed.section),
        text=one_line(failed.statement.text),
        quotes="; ".join(f'{name}: "{quote}"' for name, quote in citations),
        why=one_line(failed.why),
    )


_SECTIONS = tuple(OutlineSection(id=name, heading=name.title(), query=f"HER2 {name}") for name in ("answer", "tests"))
_SOURCE = Source(source_id="s", title="A guide", publisher="A society", edition="1", published="2026", licence="CC")
_PASSAGE = Passage(
    id="p",
    source_id="s",
    edition="1",
    title="A guide",
    text="HER2 is a protein.",
    locator=Locator(headings=("Tests",)),
    ordinal=0,
)
_PACKED = PackedPassage(id="P1", passages=(_PASSAGE,), text=_PASSAGE.text, offsets=(0,), sections=("answer",))
_PACK = Pack(passages=(_PACKED,), tokens=0, left_out=0)
_NO_PACK = Pack(passages=(), tokens=0, left_out=0)
