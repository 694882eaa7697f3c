"""Texts that try to become markup, and an answer that carries one in every field."""

from collections.abc import Mapping

from rag.schema import Answer, AnswerSection, Citation, Locator, Notice, Notices, Passage, Question, RelatedQuestion
from tests.data.page_sample import ANSWER, SOURCES, TRACE, supported

PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "</title></head><body onload=alert(1)>",
    "<!-- <script> --><svg/onload=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "<iframe src=https://evil.example></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "![x](https://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "[1]: https://evil.example",
    "<https://evil.example>",
    "https://evil.example and www.evil.example and a@evil.example",
    "# heading",
    "1. item",
    "- item",
    "--- * * * ___",
    "```\ncode",
    "    indented <b>bold</b>",
    "| a | b |\n| --- | --- |",
    "{{7*7}} {% raw %} ${7*7}",
    "&lt;script&gt; &#60; &amp;",
    "~~struck~~ **bold** _em_ `code` $x$",
    "../../etc/passwd\x1f<b>.pdf",
    "\u202eevil\u202c",
]


def planted(payload: str) -> tuple[Answer, Mapping[str, Passage]]:
    """An answer, and its passage, with `payload` wherever text or an address may come from outside."""
    source = SOURCES[0].model_copy(
        update={
            "title": payload,
            "publisher": payload,
            "edition": payload,
            "licence": payload,
            "url": payload,
            "superseded_by": payload,
        }
    )
    locator = Locator(page=1, headings=(payload, payload))
    passage = Passage(
        id=payload,
        source_id=source.source_id,
        edition=payload,
        title=payload,
        text=f"Before. {payload} After.",
        locator=locator,
        ordinal=0,
    )
    citation = Citation(
        n=1,
        source_id=source.source_id,
        passage_id=payload,
        quote=payload,
        start=8,
        end=8 + len(payload),
        locator=locator,
    )
    notice = Notice(id=payload, text=payload)
    section = AnswerSection(
        id=payload, heading=payload, covered=True, statements=(supported(payload, 1),), note=payload
    )
    update = {
        "question": payload,
        "title": payload,
        "inquiry": ANSWER.inquiry.model_copy(update={"topics": (payload,), "terms": (payload,)}),
        "notices": Notices(top=notice, bottom=notice, safety=notice),
        "key_points": (supported(payload, 1),),
        "sections": (section, section),
        "questions_to_ask": (Question(text=payload, citations=(1,)),),
        "citations": (citation,),
        "sources": (source,),
        "related_questions": (RelatedQuestion(question=payload, page_id=payload, preview=payload),),
        "trace": TRACE.model_copy(
            update={"model": payload, "fallback_reason": payload, "generation": payload, "created": payload}
        ),
    }
    return ANSWER.model_copy(update=update), {payload: passage}
