"""An inquiry that is not answered to its refusal, and how a question was read to remarks. In the words of messages.yaml."""

from rag.outlines import Messages, fill_text
from rag.parts import Parts
from rag.plan import missing_topics, query_for
from rag.retrieve import in_force
from rag.schema import Alarm, Inquiry, Refusal, RefusalReason, Searched
from rag.scope import Scope, shelf_topics


def refusal_for(
    reason: RefusalReason, inquiry: Inquiry, scope: Scope, parts: Parts, *, line: str | None = None
) -> Refusal:
    """The refusal, in the words of prompts/messages.yaml: why (`line`: in these words), what was searched, what is on file."""
    messages, shelf = parts.messages, parts.shelf
    values = {
        "topics": missing_topics(scope, parts),
        "terms": " and ".join(inquiry.terms),
    }
    if line is None:
        line = messages.unknown_term if inquiry.terms else messages.not_covered
        line = messages.unknown_topic if scope.missing_topics else line
        line = messages.weak_evidence if reason == "weak_evidence" else line
        intent = parts.intents.by_id.get(inquiry.intent)
        is_figure = bool(intent and intent.must_have_number) and not scope.missing_topics
        line = messages.no_figures if is_figure else line
    return Refusal(
        reason=reason,
        message=f"{fill_text(line, values)} {messages.help}",
        searched=Searched(
            query=query_for(inquiry, parts),
            sources=sum(source.superseded_by is None for source in shelf.sources.values()),
            passages=sum(in_force(passage, shelf.sources[passage.source_id]) for passage in shelf.passages),
            generation=shelf.manifest.id,
        ),
        covered_topics=shelf_topics(shelf),
    )


def unclear_refusal(inquiry: Inquiry, parts: Parts) -> Refusal:
    """The refusal of a question that cannot be understood: it says what would help, and what is on file."""
    messages = parts.messages
    line = (
        fill_text(messages.other_language, {"language": inquiry.language or ""})
        if inquiry.language
        else messages.unclear
    )
    searched = Searched(query="", sources=0, passages=0, generation=parts.shelf.manifest.id)
    topics = shelf_topics(parts.shelf)
    return Refusal(reason="unclear_question", message=line, searched=searched, covered_topics=topics)


def alarm_refusal(alarm: Alarm, parts: Parts) -> Refusal:
    """The refusal that goes with a safety notice: nothing was searched, and no topic is offered."""
    searched = Searched(query="", sources=0, passages=0, generation=parts.shelf.manifest.id)
    message = parts.messages.crisis if alarm == "crisis" else parts.messages.emergency
    return Refusal(reason=alarm, message=message, searched=searched, covered_topics=())


def remarks_on(inquiry: Inquiry, messages: Messages) -> tuple[str, ...]:
    """How the question was read, in the words of prompts/messages.yaml: spelling, what broke off, an order sought."""
    remarks = [fill_text(messages.read_as, {"typed": one.typed, "read_as": one.read_as}) for one in inquiry.corrections]
    if inquiry.cut_off:
        remarks.append(fill_text(messages.cut_off, {"cut_off": inquiry.cut_off}))
    if "directive_sought" in inquiry.flags and inquiry.audience == "patient":
        remarks.append(messages.directive)
    return tuple(dict.fromkeys(remarks))
