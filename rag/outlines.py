"""prompts/outlines and prompts/messages.yaml to the outline for an inquiry. Only reader of those files; picks no passages."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from rag.errors import OutlineError
from rag.schema import Inquiry, Outline, OutlineSection, Value
from rag.yaml_file import read_yaml

OVERVIEW_LABEL = "What the guidelines say"


class Messages(Value):
    """Fixed lines about the shelf: refusals and the off-topic note."""

    version: int
    unknown_topic: str
    unknown_term: str
    emergency: str
    crisis: str
    topic_left_out: str
    not_covered: str
    weak_evidence: str
    model_declined: str
    model_not_supported: str
    help: str
    unclear: str
    other_language: str
    read_as: str
    cut_off: str
    directive: str
    directive_unanswered: str
    no_figures: str
    too_many: str
    said_above: str
    circumstance: str
    premise_denied: str
    premise_denied_in_part: str
    disagreement: str
    superseded: str
    off_topic: str


def load_outlines(prompts_dir: Path) -> tuple[Outline, ...]:
    """All of prompts_dir/outlines/*.yaml, by name. Raises: OutlineError naming file and field."""
    paths = sorted((prompts_dir / "outlines").glob("*.yaml"))
    if not paths:
        raise OutlineError(f"no outline in {prompts_dir / 'outlines'}; restore the folder from the repository")
    outlines = tuple(read_yaml(path, Outline) for path in paths)
    plain = (o for o in outlines if o.audience == "patient" and o.page_kind == "answer")
    if not any(not o.intents and not o.off_topic for o in plain):
        raise OutlineError(
            f"{prompts_dir / 'outlines'}: one outline for patients must serve every other intent (intents: [])"
        )
    return outlines


def load_messages(prompts_dir: Path) -> Messages:
    """prompts_dir/messages.yaml. Raises: OutlineError."""
    return read_yaml(prompts_dir / "messages.yaml", Messages)


def choose_outline(outlines: Sequence[Outline], inquiry: Inquiry) -> Outline:
    """The outline that serves the inquiry's audience, kind, intent and flags.

    Where none is made for the audience, the patient's serves; where none of the audience's is made for the intent, the one
    for all does.
    """
    off_topic = "off_topic_term" in inquiry.flags
    needs_term = [o for o in outlines if o.off_topic == off_topic and o.page_kind in (inquiry.page_kind, "answer")]

    def fit(outline: Outline) -> tuple[bool, bool, bool]:
        serves = inquiry.intent in outline.intents and _has_what_it_needs(outline, inquiry)
        is_served = off_topic or serves or (outline.page_kind == "glossary" and not outline.intents)
        return (outline.page_kind == inquiry.page_kind, outline.audience == inquiry.audience, is_served)

    usable = [o for o in needs_term if off_topic or not o.intents or fit(o)[2]]
    return max(usable, key=fit)


def _has_what_it_needs(outline: Outline, inquiry: Inquiry) -> bool:
    if outline.needs == "compared":
        return max(len(inquiry.terms), len(inquiry.statuses), len(inquiry.topics)) > 1
    if outline.needs == "term alone":
        return len(inquiry.terms) == 1 and not inquiry.topics
    return bool(inquiry.topics and (inquiry.terms or outline.needs == "topic"))


def fill(section: OutlineSection, values: Mapping[str, str]) -> OutlineSection:
    """The section with {question}, {term}, {marker}, {topic} and {intent_heading} filled in."""
    return section.model_copy(
        update={
            "heading": fill_text(section.heading, values),
            "query": fill_text(section.query, values),
            "must_say": tuple(fill_text(words, values) for words in section.must_say),
            "empty_note": fill_text(section.empty_note, values),
        }
    )


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """`text` with {names} replaced by `values`; the first letter made a capital. Unknown names stay as they are."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text[:1].upper() + text[1:]


def prompt_fingerprints(prompts_dir: Path) -> dict[str, str]:
    """First 12 digits of the SHA-256 of every file under prompts_dir, by path: what an answer's trace records."""
    files = sorted(path for path in prompts_dir.rglob("*") if path.is_file() and path.suffix in (".yaml", ".md"))
    return {p.relative_to(prompts_dir).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()[:12] for p in files}
