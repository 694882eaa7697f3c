"""An answer page as one self-contained HTML file: no script, no outside load, all text from data escaped."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rag.page import labels
from rag.page.jsonld import render_jsonld
from rag.page.view import build_view
from rag.schema import Answer, Passage

TEMPLATES = Path(__file__).parent / "templates"


def render_html(answer: Answer, passages: Mapping[str, Passage]) -> str:
    """The page as a whole HTML document, each quote marked inside its passage.

    Raises: InputError: the answer must not be shown (see `require_sound`).
    """
    style = (TEMPLATES / "page.css").read_text("utf-8")
    template = _environment().get_template("page.html.j2")
    return template.render(
        view=build_view(answer, passages),
        answer=answer,
        labels=labels,
        style=Markup(style),
        style_hash=csp_hash(style),
        jsonld=_inert(render_jsonld(answer)),
    )


def _inert(json_text: str) -> Markup:
    """JSON that cannot end, or open a comment in, the script element it stands in."""
    for character in "<>&\u2028\u2029":
        json_text = json_text.replace(character, f"\\u{ord(character):04x}")
    return Markup(json_text)


def csp_hash(text: str) -> str:
    """SHA-256 of an inline style or script, as a content security policy names it: base64."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def template_environment(folder: Path) -> Environment:
    """Templates of a folder, for pages: all text from data escaped, a name that is not there an error."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _environment() -> Environment:
    return template_environment(TEMPLATES)
