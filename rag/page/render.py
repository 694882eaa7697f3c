"""One answer to one page, in the format asked for. Every format is made from the same value and adds no claim."""

import json
from collections.abc import Mapping
from typing import Literal

from rag.page.html import render_html
from rag.page.jsonld import render_jsonld
from rag.page.markdown import render_markdown
from rag.schema import Answer, Passage

PageFormat = Literal["md", "html", "json", "jsonld"]


def render(answer: Answer, passages: Mapping[str, Passage], format: PageFormat) -> str:  # noqa: A002  the flag's name
    """The page as text. `passages`: the cited passages by id, as far as they are at hand.

    Raises: InputError: md or html, and a statement, citation or quote of the answer is not sound.
    """
    if format == "md":
        return render_markdown(answer, passages)
    if format == "html":
        return render_html(answer, passages)
    return render_jsonld(answer) if format == "jsonld" else render_json(answer)


def render_json(answer: Answer) -> str:
    """The answer itself, as the JSON object of docs/answer.schema.json."""
    return json.dumps(answer.to_json_dict(), ensure_ascii=False, indent=2)


__all__ = ["PageFormat", "render", "render_html", "render_json", "render_jsonld", "render_markdown"]
