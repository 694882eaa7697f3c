"""A model's reply to a draft of the page: its statements under the outline's sections. Heeds no heading it gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.exchange import Pack, PageReply, ReplySection, ReplyStatement
from rag.schema import Draft, DraftSection, DraftStatement, Dropped, Outline, OutlineSection
from rag.words import stems, words
from rag.write.chat import ChatModel
from rag.write.prompting import Prompt
from rag.write.reply import to_draft_statement
from rag.write.select import Brief

MAX_QUESTIONS = 5
MAX_QUESTION_WORDS = 30
SAME_QUESTION = 0.7  # share of common words (Jaccard) from which two questions are one
ASKS = frozenset(
    """what which how when why who where whom whose is are am do does did can could should will would may might has have
    was were if""".split()
)
ASSERTS = frozenset("because since although".split())  # a question that gives a reason states something
CARE_WORDS = (
    "question doctor nurse team care specialist pharmacist treatment test result option plan risk benefit side effect "
    "change help need expect work time often long next step second opinion trial symptom call visit cost home daily life "
    "mean best available choice depend feel know talk look watch ask day week manage affect follow possible kind"
)


@dataclass(frozen=True)
class Llm:
    """The LLM writer, opened: what asks the model, what it is told, and how prompts are measured.

    `is_required`: asked for by name, so its faults are errors. `streams`: sections are reported while they are written.
    `stops_at_budget`: a spending cap ends the work, instead of leaving the rest to the extractive writer.
    """

    chat: ChatModel
    prompts: tuple[Prompt, ...]
    count_tokens: Callable[[str], int]
    is_required: bool = False
    streams: bool = False
    stops_at_budget: bool = False


@dataclass(frozen=True)
class Frame:
    """What a reply is read into: outline, sections with their names filled in, what was sent, what the page is about."""

    outline: Outline
    sections: tuple[OutlineSection, ...]
    pack: Pack
    brief: Brief


def draft_of(reply: PageReply, frame: Frame) -> tuple[Draft, tuple[Dropped, ...]]:
    """The draft, and what the outline has no room for: statements above the most it allows in a section.

    Statements stand under the section whose id they give, or the page's main one where it is none of ours. Equal ones are
    kept once.
    """
    main = next((s.id for s in frame.sections if s.is_answer), None) or next(s.id for s in frame.sections if s.query)
    by_section: dict[str, list[DraftStatement]] = {section.id: [] for section in frame.sections}
    said: set[str] = set()
    for section in reply.sections:
        target = by_section[section.id if section.id in by_section else main]
        target.extend(_new_statements(section.statements, frame.pack, said))
    key_points, cut = _first(_new_statements(reply.key_points, frame.pack, set()), frame.outline.max_key_points)
    sections: list[DraftSection] = []
    for outlined in frame.sections:
        statements, more = _first(by_section[outlined.id], outlined.max_statements)
        cut += more
        note = frame.brief.notes.get(outlined.id)
        sections.append(DraftSection(id=outlined.id, heading=outlined.heading, statements=statements, note=note))
    return Draft(writer="llm", key_points=key_points, sections=tuple(sections)), cut


def draft_of_sections(sections: Sequence[ReplySection], frame: Frame) -> Draft:
    """The draft of a reply that is still being written, as far as it is whole."""
    return draft_of(PageReply(sections=tuple(sections)), frame)[0]


def misplaced(statement: DraftStatement, section: OutlineSection | None, frame: Frame) -> Dropped | None:
    """Why the statement may not stand in this section (None: among the key points), though its quotes may support it.

    A section on the topic cites only what was found on the topic, and nothing that is about another topic or stage.
    """
    scopes = {s.id: _place(s) for s in frame.sections}
    by_passage = {p.id: (p, packed) for packed in frame.pack.passages for p in packed.passages}
    scope = _place(section) if section else "topic"
    for quote in statement.quotes:
        if quote.passage_id not in by_passage:
            continue  # the gate says so
        passage, packed = by_passage[quote.passage_id]
        found_for = {scopes.get(name, "anywhere") for name in packed.sections}
        if scope != "anywhere" and not found_for & {scope, "anywhere"}:
            where = "the topic asked about" if scope == "topic" else "other topics"
            return Dropped(text=statement.text, check="scope", why=f"cites a passage that is not about {where}")
        if scope == "topic" and frame.brief.is_elsewhere(quote.text, passage):
            why = "its quote is about another topic or stage than asked"
            return Dropped(text=statement.text, check="scope", why=why)
    return None


def _place(section: OutlineSection) -> str:
    """Where its passages come from, as far as a statement's place on the page depends on it."""
    return "topic" if section.scope == "guideline" else section.scope


def usable_questions(
    texts: Sequence[str], frame: Frame, asked: Sequence[DraftStatement] = ()
) -> tuple[DraftStatement, ...]:
    """The model's questions to ask that state nothing: plain questions in words of the page, without numbers or reasons.

    One that asks what one before it, or one of `asked`, asks in nearly the same words is left out.
    """
    seen = " ".join([frame.brief.question, CARE_WORDS, *(packed.text for packed in frame.pack.passages)])
    known = set(stems(seen))
    kept: list[DraftStatement] = []
    before = [set(stems(question.text)) for question in asked]
    for text in texts:
        said = words(text)
        is_plain = (
            text.strip().endswith("?")
            and text.count("?") == 1
            and 3 <= len(said) <= MAX_QUESTION_WORDS
            and said[0] in ASKS
            and not ASSERTS & set(said)
            and not any(character.isdigit() for word in said for character in word if word not in known)
        )
        subject = set(stems(text))
        is_new = all(len(subject & other) < SAME_QUESTION * len(subject | other) for other in before)
        if is_plain and is_new and subject <= known:
            before.append(subject)
            kept.append(DraftStatement(text=" ".join(text.split()), quotes=()))
    return tuple(kept[:MAX_QUESTIONS])


def _first(statements: Sequence[DraftStatement], most: int) -> tuple[tuple[DraftStatement, ...], tuple[Dropped, ...]]:
    why = f"the outline has room for {most} statements here"
    cut = tuple(Dropped(text=statement.text, check="outline", why=why) for statement in statements[most:])
    return tuple(statements[:most]), cut


def _new_statements(statements: Sequence[ReplyStatement], pack: Pack, said: set[str]) -> list[DraftStatement]:
    found: list[DraftStatement] = []
    for statement in statements:
        draft = to_draft_statement(statement, pack)
        if draft.text and draft.text.casefold() not in said:
            said.add(draft.text.casefold())
            found.append(draft)
    return found
