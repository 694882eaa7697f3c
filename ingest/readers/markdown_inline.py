"""Inline Markdown tokens -> the text a reader sees. Follows the raw HTML only to know what it hides."""

import re

from markdown_it.token import Token

from ingest.readers.hiding import hides_text
from ingest.readers.superscript import as_superscript
from rag.schema import Value

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_HIDING_ATTRIBUTE = re.compile(r"\shidden(?:[\s=/]|$)|aria-hidden\s*=\s*[\"']?true", re.IGNORECASE)
_STYLE = re.compile(r"style\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "title", "textarea", "select", "option"})
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "meta", "link"})


class HiddenTags:
    """Raw HTML elements that hide their content and are still open, innermost last."""

    def __init__(self) -> None:
        """Begin with nothing hidden."""
        self._open: list[str] = []

    @property
    def is_open(self) -> bool:
        """Whether the text at this point is hidden."""
        return bool(self._open)

    def take_markup(self, markup: str) -> None:
        """Follow the tags in a piece of raw HTML."""
        for closing, tag, attributes in _TAG.findall(markup):
            name = tag.lower()
            if closing:
                if self._open and self._open[-1] == name:
                    self._open.pop()
            elif name not in _VOID and (self._open[-1:] == [name] or _hides(name, attributes)):
                self._open.append(name)


class InlineText(Value):
    """The visible text of a paragraph, heading or cell, and what was left out of it."""

    text: str
    warnings: frozenset[str] = frozenset()


def visible_text(inline: Token, hidden: HiddenTags) -> InlineText:
    """Text without markup; line breaks of the source as "\\n", superscript digits as superscript characters.

    `hidden` is carried from one inline token to the next, as raw HTML may be closed in a later paragraph.
    """
    pieces: list[str] = []
    warnings: set[str] = set()
    struck = 0
    in_sup = False
    for token in inline.children or []:
        match token.type:
            case "s_open" | "s_close":
                struck += token.nesting
            case "html_inline":
                hidden.take_markup(token.content)
                tag = _TAG.match(token.content)
                name = tag[2].lower() if tag else ""
                if name == "sup" and tag:
                    in_sup = not tag[1]
                elif name == "br":
                    pieces.append("\n")
            case "softbreak" | "hardbreak":
                pieces.append("\n")
            case "image":
                if token.content.strip():
                    warnings.add("image descriptions left out")
            case "text" | "code_inline" | "text_special":
                if struck:
                    warnings.add("struck-out text left out")
                elif hidden.is_open:
                    warnings.add("hidden text left out")
                else:
                    pieces.append(as_superscript(token.content) if in_sup else token.content)
    return InlineText(text="".join(pieces), warnings=frozenset(warnings))


def _hides(name: str, attributes: str) -> bool:
    if name in _UNSEEN or _HIDING_ATTRIBUTE.search(attributes):
        return True
    style = _STYLE.search(attributes)
    return bool(style and hides_text(style[1] or style[2] or ""))
