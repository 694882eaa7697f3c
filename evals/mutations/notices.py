"""An answer to the same answer with a notice gone or reworded, or without the line that the term asked about is off topic."""

import re
from collections.abc import Iterator, Sequence

from evals.mutations.mutant import Breaker, Mutant, changed, mutant
from evals.schema import RunRecord
from rag.schema import NEXT_STEPS_SECTION, Notice

OFF_TOPIC = "off_topic_term"
REWORDINGS = (  # what a page might say in place of the notice's words
    (re.compile(r"\bnot "), ""),
    (re.compile(r"\b[Tt]alk with your care team\b"), "Decide for yourself"),
    (re.compile(r"\bcare team\b"), "pharmacist"),
    (re.compile(r"\bgeneral information\b"), "personal advice"),
    (re.compile(r"\b[Vv]erify\b"), "trust"),
    (re.compile(r"\d(?=\D*$)"), "0"),
    (re.compile(r"[^.]+\.$"), ""),
)


def notice_removed(record: RunRecord, others: Sequence[RunRecord]) -> Iterator[Mutant]:
    """One of the page's notices is blank, or its safety notice gone."""
    for place, notice in _notices(record):
        gone = None if place == "safety" else notice.model_copy(update={"text": ""})
        yield _with_notice("notice removed", record, place, notice, gone)


def notice_altered(record: RunRecord, others: Sequence[RunRecord]) -> Iterator[Mutant]:
    """A notice says something else in part, or is that of the other place, or bears another version."""
    shown = dict(_notices(record))
    for place, notice in shown.items():
        texts = [pattern.sub(put, notice.text, count=1).strip() for pattern, put in REWORDINGS]
        altered = [notice.model_copy(update={"text": text}) for text in texts if text and text != notice.text]
        altered += [other for other in shown.values() if other.text != notice.text]
        altered.append(notice.model_copy(update={"id": f"{notice.id}0"}))
        for other in altered:
            yield _with_notice("notice altered", record, place, notice, other)


def off_topic_removed(record: RunRecord, others: Sequence[RunRecord]) -> Iterator[Mutant]:
    """The line that no guideline of the topic mentions the term is gone, or the whole section that holds it."""
    answer = record.given
    if answer.kind == "refusal" or OFF_TOPIC not in answer.inquiry.flags:
        return
    for at, section in enumerate(answer.sections):
        if section.note and not section.statements and section.id != NEXT_STEPS_SECTION:
            rest = (*answer.sections[:at], *answer.sections[at + 1 :])
            mute = section.model_copy(update={"note": None, "covered": False})
            kept = (*answer.sections[:at], mute, *answer.sections[at + 1 :])
            for sections, after in ((kept, "no line"), (rest, "no section")):
                page = changed(answer, sections=sections)
                where = f"section {section.id}"
                yield mutant("off-topic notice removed", record, page, where=where, before=section.note, after=after)
            return


def _notices(record: RunRecord) -> Iterator[tuple[str, Notice]]:
    notices = record.given.notices
    for place, notice in (("top", notices.top), ("bottom", notices.bottom), ("safety", notices.safety)):
        if notice is not None:
            yield place, notice


def _with_notice(kind: str, record: RunRecord, place: str, before: Notice, after: Notice | None) -> Mutant:
    notices = record.given.notices.model_copy(update={place: after})
    return mutant(
        kind,
        record,
        changed(record.given, notices=notices),
        where=f"{place} notice",
        before=f"{before.id}: {before.text}",
        after=f"{after.id}: {after.text}" if after and after.text else "none",
    )


NOTICES: dict[str, Breaker] = {
    "notice removed": notice_removed,
    "notice altered": notice_altered,
    "off-topic notice removed": off_topic_removed,
}
