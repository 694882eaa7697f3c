"""Text of others to Markdown and HTML in which it is text alone: no markup, link, mention or reference to an issue.

For the places where a pull request shows it: GitHub looks for mentions and references in the finished page too, so that
escaping is not enough there, and a comment of HTML stands between the sign and the name.
"""

import html
import re

from rag.page.verdicts import visible

BREAK = "<!-- -->"
SIGNS = re.compile(r"(?=[\\`*_\[\]|~$])")  # what begins markup
START = re.compile(  # what begins a heading, a rule, a list or a quotation at the start of a line
    r"^(?:(?=#{1,6}(?: |$)|[+\-](?:[ \-]|$)|>)|\d{1,9}(?=[.)](?: |$)))"
)
LINKED = re.compile(  # what GitHub makes a link of; hit@10 is nobody's name
    r"(?<=[@#])(?!(?<=\w@)\d)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\bGH)(?=-)", re.I
)


def markdown_text(text: str) -> str:
    """The text on one line of Markdown that shows it as it is."""
    line = " ".join(visible(text).split()).replace("&", "&amp;").replace("<", "&lt;")
    escaped = START.sub(lambda match: match[0] + "\\", SIGNS.sub(r"\\", line))
    return LINKED.sub(BREAK, escaped)


def html_text(text: str) -> str:
    """The text inside a block of HTML, with its line breaks: the block ends at an empty line, and none is left in it."""
    lines = visible(text).splitlines() or [""]
    return "<br>".join(map(_escaped, lines)) + ("<br>" if text.endswith("\n") else "")


def _escaped(line: str) -> str:
    return LINKED.sub(BREAK, html.escape(line, quote=False))
