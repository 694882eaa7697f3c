"""The gate of one page that a model writes: every check, bound to what the model was sent. Rewrites nothing."""

from collections.abc import Mapping, Sequence

from rag.check.gate import Verified, failed_check, verify
from rag.llm_request import Failure
from rag.parts import Parts
from rag.prepare import Listener, Prepared
from rag.schema import Draft, DraftStatement, Dropped, SectionEvent
from rag.settings import Settings
from rag.write.llm import Frame, draft_of_sections, misplaced
from rag.write.preview import whole_sections

PREVIEW_EVERY_CHARS = 120  # characters between looks at a reply that is still being written
MAX_STATEMENT_CHARS = 1_500
Place = tuple[str, int]


class PageGate:
    """Checks of statements and drafts against the passages that were sent."""

    def __init__(self, prepared: Prepared, frame: Frame, parts: Parts, settings: Settings) -> None:
        """Bind the checks to one page."""
        self._inquiry, self._frame, self._parts, self._settings = prepared.inquiry, frame, parts, settings
        self._sections = {section.id: section for section in frame.sections}
        self._sent = {p.id: p for packed in frame.pack.passages for p in packed.passages}
        self._publishers = {name: source.publisher for name, source in parts.shelf.sources.items()}

    def failure(self, statement: DraftStatement, section_id: str) -> Dropped | None:
        """Why the statement may not stand in this section ("": among the key points), or None."""
        if len(statement.text) > MAX_STATEMENT_CHARS:  # before the rules, whose time grows faster than the text
            why = f"it has {len(statement.text):,} characters; a statement has {MAX_STATEMENT_CHARS:,} at most"
            return Dropped(text=statement.text[:MAX_STATEMENT_CHARS], check="length", why=why)
        failure = failed_check(
            statement,
            self._sent,
            self._settings.gate,
            audience=self._inquiry.audience,
            vocabulary=self._parts.vocabulary,
            encoder=self._parts.encoder,
            question=self._inquiry.title,
            publishers=self._publishers,
        )
        return failure or misplaced(statement, self._sections.get(section_id), self._frame)

    def failures(self, draft: Draft) -> tuple[Failure, ...]:
        """Every statement of the draft that may not stand where it stands."""
        places = [("", draft.key_points), *((section.id, section.statements) for section in draft.sections)]
        return tuple(
            Failure(name, at, statement, dropped)
            for name, statements in places
            for at, statement in enumerate(statements)
            if (dropped := self.failure(statement, name))
        )

    def verified(self, draft: Draft) -> Verified:
        """The draft as it may be shown. Call it when its failures are out: what still fails is dropped here."""
        sections = (statement for section in draft.sections for statement in section.statements)
        by_code = (
            *sections,
            *draft.questions_to_ask,
        )  # the other side of a disagreement, the guidelines' own questions
        asked = {quote.passage_id for statement in by_code for quote in statement.quotes}
        by_id = self._parts.shelf.by_id
        return verify(
            draft,
            {**self._sent, **{name: by_id[name] for name in asked if name in by_id}},
            self._settings.gate,
            audience=self._inquiry.audience,
            vocabulary=self._parts.vocabulary,
            encoder=self._parts.encoder,
            question=self._inquiry.title,
            publishers=self._publishers,
        )


class Preview:
    """Verifies each section of a reply as soon as it is whole, and reports it once."""

    def __init__(self, frame: Frame, gate: PageGate, on_event: Listener) -> None:
        """Report to `on_event`."""
        self._frame, self._gate, self._on_event = frame, gate, on_event
        self._seen = self._told = 0

    def show(self, text: str) -> None:
        """Look at the text of the reply so far; a shorter one than before belongs to a new attempt."""
        self._seen = min(self._seen, len(text))
        if len(text) - self._seen < PREVIEW_EVERY_CHARS and not text.rstrip().endswith("}"):
            return
        self._seen = len(text)
        sections = whole_sections(text)
        for section in sections[self._told :]:
            draft = draft_of_sections([section], self._frame)
            verified = self._gate.verified(without(draft, self._gate.failures(draft)))
            for shown in verified.sections:
                if shown.statements:
                    self._on_event(SectionEvent(section=shown, citations=verified.citations))
        self._told = max(self._told, len(sections))


def without(draft: Draft, failures: Sequence[Failure], mended: Mapping[Place, DraftStatement] | None = None) -> Draft:
    """The draft with its failures out, or in their old place what they were `mended` to."""
    failed = {(failure.section_id, failure.position) for failure in failures}
    better = mended or {}

    def kept(name: str, statements: Sequence[DraftStatement]) -> tuple[DraftStatement, ...]:
        places = [((name, at), statement) for at, statement in enumerate(statements)]
        left = [better.get(place, statement) for place, statement in places if place in better or place not in failed]
        return tuple({statement.text.casefold(): statement for statement in left}.values())

    sections = tuple(s.model_copy(update={"statements": kept(s.id, s.statements)}) for s in draft.sections)
    return draft.model_copy(update={"key_points": kept("", draft.key_points), "sections": sections})
