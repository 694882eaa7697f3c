"""Does a page claim no review it did not have, to people and to machines, and use licensed texts? (M20 to M22, M24.)"""

from collections.abc import Mapping
from typing import Any

from evals.measures.medical.shown import Shown, marks, parsed, places_of_claims, readable
from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.licences import is_licence
from rag.page import labels
from rag.words import fold

M20 = "medical.m20_reviewer"
M21 = "medical.m21_schema_org"
M22 = "medical.m22_unreviewed"
M24 = "medical.m24_licence"
REVIEW_FIELDS = ("lastReviewed", "reviewedBy")


def named_reviewer(record: RunRecord, page: Shown) -> Measurement:
    """Whether a page that says it is approved names who approved it and when, in its JSON-LD. Always measured.

    A page that says it is not approved claims nothing, and passes.
    """
    outcome = None
    if record.given.review.status == "approved":
        missing = [name for name in REVIEW_FIELDS if not parsed(page.jsonld).get(name)]
        outcome = f"approved, but there is no {' and no '.join(missing)}" if missing else None
    return Measurement.share(M20, [outcome], nothing="always measured")


def told_to_machines(record: RunRecord, page: Shown) -> Measurement:
    """Share of what schema.org data says rightly: type of the page, of each guideline, and no review but a visible one.

    Read in the JSON-LD page and in the JSON-LD inside the HTML. Always measured.
    """
    answer = record.given
    forms = [("jsonld", page.jsonld)] + ([("html", marks(page.html).jsonld)] if page.html else [])
    type_of_page = "WebPage" if answer.kind == "refusal" else "MedicalWebPage"
    visible = " ".join(text for _, text in readable(page))
    outcomes: list[str | None] = []
    for form, text in forms:
        data = parsed(text)
        has_type = data.get("@type") == type_of_page
        outcomes.append(None if has_type else f"{form}: @type is {data.get('@type')!r}, not {type_of_page!r}")
        outcomes += [_review_fault(form, name, data, visible, answer.review.status) for name in REVIEW_FIELDS]
        cited = data.get("citation", [])
        nodes = [node for node in cited if isinstance(node, dict)] if isinstance(cited, list) else []
        guidelines = [node.get("name") for node in nodes if "MedicalGuideline" in node.get("@type", [])]
        for source in answer.sources:
            if source.kind == "guideline":
                is_told = source.title in guidelines
                outcomes.append(None if is_told else f"{form}: {source.source_id} is no MedicalGuideline")
    return Measurement.share(M21, outcomes, nothing="always measured")


def marked_unreviewed(record: RunRecord, page: Shown) -> Measurement:
    """Share of the marks of a page that nobody approved: noindex, and the banner above the first claim in each form.

    Unmeasured: the page is approved, or it cannot be shown.
    """
    answer = record.given
    if answer.review.status == "approved":
        return Measurement.unmeasured(M22, "the page is approved")
    outcomes: list[str | None] = []
    if page.html:
        robots = {word.strip() for word in marks(page.html).metas.get("robots", "").split(",")}
        outcomes.append(None if robots & {"noindex", "none"} else "html: it may be indexed, and nobody approved it")
    for form, text in readable(page):
        first = min(places_of_claims(answer, text), default=len(text))
        is_said = fold(labels.UNREVIEWED) in text[:first]
        outcomes.append(None if is_said else f"{form}: no banner above the first claim says that nobody approved it")
    return Measurement.share(M22, outcomes, nothing="the page cannot be shown")


def licensed(record: RunRecord) -> Measurement:
    """Share of sources with a licence on record. Unmeasured: the page cites no source."""
    outcomes = [
        f"{source.source_id} has no licence on record: {source.licence!r}" if not is_licence(source.licence) else None
        for source in record.given.sources
    ]
    return Measurement.share(M24, outcomes, nothing="the page cites no source")


def _review_fault(form: str, name: str, data: Mapping[str, Any], visible: str, status: str) -> str | None:
    """Why what it says of a review cannot stand, if so."""
    if name not in data:
        return None
    if status != "approved":
        return f"{form}: {name} is told of a page that nobody approved"
    told = data[name].get("name", "") if isinstance(data[name], dict) else data[name]
    if not isinstance(told, str) or not told or fold(told) not in visible:
        return f"{form}: {name} {told!r} does not stand on the page"
    return None
