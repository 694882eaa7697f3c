"""The text of a reply so far to the sections that are already whole. Shows nothing: the gate comes first."""

from pydantic import ValidationError

from rag.exchange import ReplySection


def whole_sections(text: str) -> tuple[ReplySection, ...]:
    """Sections of a page reply that can no longer change, in order; () while there are none or the text is no JSON."""
    import jiter

    try:
        value = jiter.from_json(text[max(text.find("{"), 0) :].encode(), partial_mode=True)
    except ValueError:
        return ()
    sections = value.get("sections") if isinstance(value, dict) else None
    if not isinstance(sections, list):
        return ()
    is_closed = list(value)[-1] != "sections"
    try:
        return tuple(ReplySection.model_validate(section) for section in (sections if is_closed else sections[:-1]))
    except ValidationError:
        return ()
