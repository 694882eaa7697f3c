"""An answer as schema.org JSON-LD: the same words as the page, for machines. Claims no review that did not happen."""

import json

from rag.page import labels
from rag.page.view import web_address
from rag.schema import Answer, SourceEntry, SourceKind

Node = dict[str, object]

# schema.org has no one type for a guideline as a text; MedicalGuideline alone cannot hold publisher or version.
SOURCE_TYPES: dict[SourceKind, list[str]] = {
    "guideline": ["CreativeWork", "MedicalGuideline"],
    "research": ["ScholarlyArticle"],
    "glossary": ["DefinedTermSet"],
    "overview": ["CreativeWork"],
}


def render_jsonld(answer: Answer) -> str:
    """One JSON-LD object (MedicalWebPage, or WebPage for a refusal), keys in a fixed order.

    `lastReviewed` and `reviewedBy` are left out: an answer does not carry the reviewer yet.
    """
    return json.dumps(_page(answer), ensure_ascii=False, indent=2)


def _page(answer: Answer) -> Node:
    page: Node = {
        "@context": "https://schema.org",
        "@type": "WebPage" if answer.kind == "refusal" else "MedicalWebPage",
        "name": answer.title,
        "inLanguage": "en",
        "creativeWorkStatus": labels.REVIEW_STATES[answer.review.status],
        "digitalSourceType": labels.digital_source_type(answer.trace),
    }
    if answer.trace.created:
        page["dateCreated"] = answer.trace.created
    if answer.inquiry.topics:
        page["about"] = [
            {"@type": "MedicalEntity", "name": labels.readable_topic(slug)} for slug in answer.inquiry.topics
        ]
    if answer.inquiry.terms:
        page["keywords"] = list(answer.inquiry.terms)
    page["audience"] = _audience(answer)
    page["disambiguatingDescription"] = answer.notices.top.text
    if answer.refusal is not None:
        page["description"] = " ".join(
            [*([answer.notices.safety.text] if answer.notices.safety else []), answer.refusal.message]
        )
        return page
    if answer.key_points:
        page["abstract"] = "\n".join(statement.text for statement in answer.key_points)
    page["hasPart"] = [
        {"@type": "WebPageElement", "name": section.heading, "text": "\n".join(s.text for s in section.statements)}
        for section in answer.sections
        if section.statements
    ]
    page["citation"] = [_source(source) for source in answer.sources]
    page["isBasedOn"] = [url for source in answer.sources if (url := web_address(source.url))]
    return page


def _audience(answer: Answer) -> Node:
    if answer.audience == "patient":
        return {"@type": "Patient", "audienceType": "Patient"}
    return {"@type": "MedicalAudience", "audienceType": "Clinician"}


def _source(source: SourceEntry) -> Node:
    node: Node = {
        "@type": SOURCE_TYPES[source.kind],
        "name": source.title,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "version": source.edition,
        "datePublished": source.published,
        "license": source.licence,
    }
    if source.kind == "guideline":
        node["guidelineDate"] = source.published
    if url := web_address(source.url):
        node["url"] = url
    if source.superseded_by is not None:
        node["creativeWorkStatus"] = "Superseded"
    return node
