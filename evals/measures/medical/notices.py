"""Does the page carry its notices in place, say what they must say, and say how it was made? (MEDICAL rules M1 to M3.)"""

import re

from evals.measures import notices
from evals.measures.medical.shown import Shown, marks, parsed, places_of_claims, readable
from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.page import labels
from rag.schema import Audience
from rag.words import fold

M1 = "medical.m1_notices"
M2 = "medical.m2_notice_words"
M3 = "medical.m3_origin"
OF_ITSELF = re.compile(r"\bthis (?:page|answer|website)\b", re.IGNORECASE)
MUST_SAY: dict[Audience, tuple[tuple[str, ...], ...]] = {  # one of each group, in the notices at top or bottom
    "patient": (("general information",), ("not medical advice",), ("talk with your care team", "your care team")),
    "clinician": (("not replace clinical judgement", "not replace clinical judgment"), ("verify",), ("cited source",)),
}


def notices_in_place(record: RunRecord, page: Shown) -> Measurement:
    """Share of the places of the two notices that hold them to the letter: top before the first claim, bottom after the last.

    Places: the answer, HTML, Markdown, JSON, JSON-LD. Always measured.
    """
    answer, wanted = record.given, record.notices
    outcomes: list[str | None] = [*(notices.measure(record)[0].failures or (None,))]
    prefix = f"{record.case.audience}-"
    for place, notice in (("top", answer.notices.top), ("bottom", answer.notices.bottom)):
        is_ours = notice.id.startswith(prefix) and answer.audience == record.case.audience
        outcomes.append(None if is_ours else f"the {place} notice {notice.id!r} is not for a {record.case.audience}")
    for form, text in readable(page):
        at = places_of_claims(answer, text)
        top, bottom = text.find(fold(wanted.top.text)), text.rfind(fold(wanted.bottom.text))
        is_first = 0 <= top < min(at, default=len(text))
        outcomes.append(None if is_first else f"{form}: the top notice does not stand before the first claim")
        is_last = bottom > max(at, default=0)
        outcomes.append(None if is_last else f"{form}: the bottom notice does not stand below the last claim")
    told = parsed(page.json_text).get("notices", {})
    same = all(told.get(name) == getattr(wanted, name).model_dump() for name in ("top", "bottom"))
    outcomes.append(None if same else "json: the notices are not those of the files")
    is_said = parsed(page.jsonld).get("disambiguatingDescription") == wanted.top.text
    outcomes.append(None if is_said else "jsonld: disambiguatingDescription is not the top notice")
    return Measurement.share(M1, outcomes, nothing="always measured")


def notice_words(record: RunRecord) -> Measurement:
    """Share of what the notices of this audience must say, whatever the files say, that they do say. Always measured."""
    given = record.given.notices
    said = fold(f"{given.top.text} {given.bottom.text}").casefold()
    outcomes = [
        None if any(name in said for name in names) else f"no notice says {names[0]!r}"
        for names in MUST_SAY[record.case.audience]
    ]
    return Measurement.share(M2, outcomes, nothing="always measured")


def origin(record: RunRecord, page: Shown) -> Measurement:
    """Share of what a page says of its making, above its first claim and to machines: writer, model, date, review.

    Always measured. No date, no name of the model that wrote, a statement about the page itself: each is a failure.
    """
    answer = record.given
    trace, review = answer.trace, labels.REVIEW_STATES[answer.review.status]
    by_model = trace.writer == "llm" and trace.llm_origin != "written" and answer.kind == "answer"
    outcomes: list[str | None] = [None if trace.created else "the answer has no date"]
    outcomes += [f"a statement speaks of the page: {s.text!r}" for s in answer.statements if OF_ITSELF.search(s.text)]
    outcomes.append(None if trace.model or trace.writer != "llm" else "the answer does not name its model")
    wanted = ["by ai" if by_model else "by software", review.casefold()]
    wanted += [labels.readable_date(trace.created).casefold()] if trace.created else []
    wanted += [trace.model.casefold()] if by_model and trace.model else []
    for form, text in readable(page):
        first = min(places_of_claims(answer, text), default=len(text))
        said = text[:first].casefold()
        outcomes += [
            None if word in said else f"{form}: {word!r} does not stand above the first claim" for word in wanted
        ]
    mark = labels.digital_source_type(trace)
    html = marks(page.html) if page.html else None
    if html:
        is_marked = html.metas.get("digital-source-type") == mark
        outcomes.append(None if is_marked else "html: the digital-source-type is wrong or missing")
        inside = parsed(html.jsonld).get("digitalSourceType")
        outcomes.append(None if inside == mark else "html: its JSON-LD has another digitalSourceType, or none")
    data, told = parsed(page.jsonld), parsed(page.json_text)
    outcomes.append(None if data.get("digitalSourceType") == mark else "jsonld: digitalSourceType is wrong or missing")
    outcomes.append(None if data.get("dateCreated") else "jsonld: there is no dateCreated")
    record_of = told.get("trace", {})
    for name, value in (("writer", trace.writer), ("model", trace.model), ("created", trace.created)):
        outcomes.append(
            None if name in record_of and record_of[name] == value else f"json: trace.{name} is wrong or missing"
        )
    is_told = told.get("review", {}).get("status") == answer.review.status
    outcomes.append(None if is_told else "json: review.status is wrong or missing")
    return Measurement.share(M3, outcomes, nothing="always measured")
