"""A follow-up and the questions before it to a question that stands alone: by rules, or by a model kept to the words said."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation import standalone
from rag.errors import LlmError
from rag.exchange import ChatReply, ChatRequest, StandaloneQuestionReply
from rag.parts import Parts
from rag.privacy import mask_identifiers
from rag.scope import shelf_topics
from rag.settings import Settings
from rag.words import fold, stems
from rag.write.asking import render_standalone
from rag.write.llm import Llm
from rag.write.prompting import choose_prompt
from rag.write.reply import read_reply

MAX_CHARS = 400  # a longer question is no rewording of a short one
MAX_OUTPUT_TOKENS = 300
GENERAL = "cancer treatment stage question"  # may be added: they carry no fact


@dataclass(frozen=True)
class Rewriting:
    """A question as it stands alone (None: it did already), what that cost, and the kinds of personal details masked."""

    question: str | None = None
    replies: tuple[ChatReply, ...] = ()
    failed_calls: int = 0
    masked: tuple[str, ...] = ()


def rewritten_by_rules(question: str, history: Sequence[str], parts: Parts) -> str | None:
    """The question as it stands alone after `history`, oldest first; None when it needs nothing from there."""
    if not history:
        return None
    alone = standalone(question, history, parts.vocabulary, shelf_topics(parts.shelf))
    return alone.question if alone.rewritten else None


async def rewritten_by_model(
    question: str, history: Sequence[str], parts: Parts, settings: Settings, llm: Llm
) -> Rewriting:
    """As `rewritten_by_rules`, in the model's words. Its reply repeats the question, so it is never cached.

    The rules' words are used instead when the model fails, changes nothing, or says what none of the questions said: what
    it adds would be searched and shown as if the reader had asked it. Raises: LlmError: only if `llm.is_required`.
    """
    by_rules = rewritten_by_rules(question, history, parts)
    masked = [mask_identifiers(text) for text in (*history, question)]
    found = tuple(dict.fromkeys(kind for m in masked for kind in m.found))
    prompt = choose_prompt(llm.prompts, "patient", "answer", "standalone_question")
    request = ChatRequest(
        messages=render_standalone(prompt, [m.text for m in masked[:-1]], masked[-1].text),
        reply_model="standalone_question",
        max_output_tokens=min(MAX_OUTPUT_TOKENS, settings.llm.max_output_tokens),
        temperature=settings.llm.temperature,
        is_private=True,
    )
    try:
        reply = await llm.chat.complete(request)
        made = fold(read_reply(reply.text, StandaloneQuestionReply).question)
    except LlmError as error:
        if llm.is_required:
            raise
        return Rewriting(question=by_rules, masked=found, failed_calls=error.calls)
    said = set(stems(" ".join([*(m.text for m in masked), by_rules or "", GENERAL])))
    is_sound = 0 < len(made) <= MAX_CHARS and set(stems(made)) <= said
    is_new = made.casefold() != fold(question).casefold()
    return Rewriting(question=made if is_sound and is_new else by_rules, masked=found, replies=(reply,))
