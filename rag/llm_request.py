"""A prepared page to what a model is asked: the request for a draft, and the one that names what failed. Sends nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.errors import LlmPromptTooLong
from rag.exchange import ChatMessage, ChatRequest, Pack, ReplyCitation, ReplyModel, ReplyStatement
from rag.parts import Parts
from rag.prepare import Prepared
from rag.privacy import mask_identifiers
from rag.schema import DraftStatement, Dropped, Evidence, OutlineSection, Passage
from rag.sentences import sentence_spans
from rag.settings import Settings
from rag.write.asking import FailedStatement, PageTask, render_page, render_repair
from rag.write.llm import Frame, Llm
from rag.write.marks import request_key
from rag.write.packing import pack_evidence
from rag.write.prompting import choose_prompt


@dataclass(frozen=True)
class Failure:
    """A statement of a draft that failed, and its place: section id ("" for key points) and position there.

    `hint`: the smallest change with which it would pass, in words, "" where none is known.
    """

    section_id: str
    position: int
    statement: DraftStatement
    dropped: Dropped
    hint: str = ""


@dataclass(frozen=True)
class PageRequest:
    """The request for a draft, what its reply is read into, and the kinds of personal details masked in it."""

    chat: ChatRequest
    frame: Frame
    task: PageTask
    masked: tuple[str, ...]

    def tokens(self, count_tokens: Callable[[str], int]) -> int:
        """Tokens of the whole prompt."""
        return _tokens(self.chat.messages, count_tokens)


def page_request(prepared: Prepared, parts: Parts, settings: Settings, llm: Llm) -> PageRequest:
    """What is sent for this page. Personal details are masked.

    The evidence gets what the prompt itself leaves of `llm.prompt_tokens`, `llm.evidence_tokens` at most.
    Raises: PromptError. LlmPromptTooLong: no passage has room.
    """
    inquiry, plan = prepared.inquiry, prepared.plan
    masked = mask_identifiers(inquiry.title)
    found = dict.fromkeys([*masked.found, *mask_identifiers(inquiry.question).found])  # the title may leave some out
    task = PageTask(
        question=masked.text,
        audience=inquiry.audience,
        topics=tuple(topic.replace("-", " ") for topic in inquiry.topics),
        intent=plan.values["intent_heading"] if inquiry.intent != "other" else "",
        sections=_masked_sections(plan.sections, inquiry.title, masked.text),
        notes=tuple(prepared.brief.notes.values()),
        max_key_points=plan.outline.max_key_points,
    )
    prompt = choose_prompt(llm.prompts, inquiry.audience, inquiry.page_kind)

    def messages(pack: Pack) -> tuple[ChatMessage, ...]:
        return render_page(prompt, task, pack, parts.shelf.sources, key=request_key(task.question, pack))

    bare = _tokens(messages(Pack(passages=(), tokens=0, left_out=0)), llm.count_tokens)
    budget = max(min(settings.llm.evidence_tokens, settings.llm.prompt_tokens - bare), 0)
    evidence = tuple(_on_topic(part, prepared) for part in prepared.evidence)
    evidence = evidence if any(part.hits for part in evidence) else prepared.evidence
    pack = pack_evidence(evidence, llm.count_tokens, budget, parts.shelf.sources)
    over = _tokens(messages(pack), llm.count_tokens) - settings.llm.prompt_tokens
    while over > 0 and pack.passages:  # a text is not always the sum of its parts in tokens
        budget -= over
        pack = pack_evidence(evidence, llm.count_tokens, budget, parts.shelf.sources)
        over = _tokens(messages(pack), llm.count_tokens) - settings.llm.prompt_tokens
    if not pack.passages:
        raise LlmPromptTooLong(
            f"prompts/{prompt.name}.md takes {bare:,} of the {settings.llm.prompt_tokens:,} tokens of a prompt, and no passage "
            f"fits into the {max(budget, 0):,} that are left for them; raise llm.prompt_tokens (and llm.evidence_tokens), or "
            "shorten the file"
        )
    return PageRequest(
        chat=_chat_request(messages(pack), "page", settings, is_private=bool(found)),
        frame=Frame(outline=plan.outline, sections=plan.sections, pack=pack, brief=prepared.brief),
        task=task,
        masked=tuple(found),
    )


def repair_request(
    page: PageRequest, failures: Sequence[Failure], parts: Parts, settings: Settings, llm: Llm
) -> ChatRequest:
    """The one request that names what failed, numbered from 1 in the order of `failures`. Raises: PromptError."""
    pack = page.frame.pack
    element_of = {p.id: packed.id for packed in pack.passages for p in packed.passages}

    def as_replied(statement: DraftStatement) -> ReplyStatement:
        citations = [
            ReplyCitation(passage=element_of.get(quote.passage_id, quote.passage_id), quote=quote.text)
            for quote in statement.quotes
        ]
        return ReplyStatement(text=statement.text, citations=tuple(citations))

    failed = [
        FailedStatement(
            number=number,
            section=failure.section_id or "key_points",
            statement=as_replied(failure.statement),
            why="; suggestion: ".join(filter(None, (failure.dropped.why, failure.hint))),
        )
        for number, failure in enumerate(failures, 1)
    ]
    task = page.task
    prompt = choose_prompt(llm.prompts, task.audience, "answer", "repair")
    key = request_key(task.question, pack)
    messages = render_repair(prompt, task, failed, pack, parts.shelf.sources, key=key)
    return _chat_request(messages, "repair", settings, is_private=page.chat.is_private)


def _on_topic(part: Evidence, prepared: Prepared) -> Evidence:
    """The evidence of a section on the topic without passages that are, sentence by sentence, about another one."""
    if part.section.scope != "topic":
        return part

    def is_elsewhere(passage: Passage) -> bool:
        sentences = [passage.text[start:end] for start, end in sentence_spans(passage.text)]
        return bool(sentences) and all(prepared.brief.is_elsewhere(text, passage) for text in sentences)

    return part.model_copy(update={"hits": tuple(hit for hit in part.hits if not is_elsewhere(hit.passage))})


def _masked_sections(sections: Sequence[OutlineSection], title: str, masked: str) -> tuple[OutlineSection, ...]:
    """The sections with the question in their headings and queries masked as in the request."""
    return tuple(
        s.model_copy(update={"heading": s.heading.replace(title, masked), "query": s.query.replace(title, masked)})
        for s in sections
    )


def _tokens(messages: Sequence[ChatMessage], count_tokens: Callable[[str], int]) -> int:
    return sum(count_tokens(message.content) for message in messages)


def _chat_request(
    messages: tuple[ChatMessage, ...], reply_model: ReplyModel, settings: Settings, *, is_private: bool
) -> ChatRequest:
    return ChatRequest(
        messages=messages,
        reply_model=reply_model,
        max_output_tokens=settings.llm.max_output_tokens,
        temperature=settings.llm.temperature,
        is_private=is_private,
    )
