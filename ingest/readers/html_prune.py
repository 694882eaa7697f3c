"""A parsed page -> the same page without what a reader does not see or is not its content. Makes no blocks."""

import re

from bs4 import BeautifulSoup, Tag

from ingest.readers.hiding import background_colour, hides_text, text_colour
from ingest.values import Rejected

_UNSHOWN = frozenset({"script", "style", "template", "noscript", "head", "title", "annotation", "map"})
_MEDIA = frozenset({"svg", "canvas", "iframe", "object", "embed", "audio", "video"})
_CONTROLS = frozenset({"input", "select", "option", "textarea", "button", "datalist", "progress", "meter"})
_NOT_TEXT = _UNSHOWN | _MEDIA | _CONTROLS
_CHROME = frozenset({"nav", "aside", "footer", "dialog", "menu"})
_CHROME_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog"}
)
# Whole words of a class name: "toc" is one in "page-toc", not in "protocol".
_CHROME_CLASS = re.compile(
    r"(?:^|[-_])(?:navbox|navbar|toc|noprint|no-print|editsection|breadcrumbs?|skip-?link|cookie-?(?:banner|notice|consent)"
    r"|portalbox|portlet|interlanguage|printfooter|catlinks|siteSub|jump-?links?)(?:$|[-_])|^(?:mw-)?(?:references?|reflist)(?:-wrap)?$|^mw-authority-control$",
    re.IGNORECASE,
)
_MAX_DEPTH = 250  # elements; ordinary pages reach 60
_STRUCK = frozenset({"del", "s", "strike"})
_CONTENT = ["main", "article", "h1"]  # an element that holds one of these is no chrome, whatever its class says
_REFERENCE = re.compile(r"\s*\[[^\[\]]{1,30}\]\s*")
_AT_RULE = re.compile(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"[a-z0-9]*([.#][\w-]+)", re.IGNORECASE)


def prune(page: BeautifulSoup) -> tuple[str, ...]:
    """Remove scripts, site furniture, references, hidden and struck-out text from the page, in place.

    Returns: a warning for each kind of text that a reader of the source might miss.
    Raises: Rejected: damaged, for a page nested too deeply to be walked.
    """
    hiding_names = _hiding_names(page)
    warnings: set[str] = set()
    waiting: list[tuple[Tag, int]] = [(page, 0)]
    while waiting:
        parent, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise Rejected("damaged", f"the page is nested over {_MAX_DEPTH} levels deep; simplify it")
        for tag in [child for child in parent.children if isinstance(child, Tag)]:
            if tag.name in _NOT_TEXT or _is_chrome(tag) or _is_reference_mark(tag):
                tag.extract()
            elif tag.name in _STRUCK:
                warnings.add("struck-out text left out")
                tag.extract()
            elif _is_hidden(tag, hiding_names):
                if tag.get_text(strip=True):
                    warnings.add("hidden text left out")
                tag.extract()
            else:
                waiting.append((tag, depth + 1))
    return tuple(sorted(warnings))


def _is_chrome(tag: Tag) -> bool:
    if tag.name in ("html", "body", "main", "article"):
        return False
    if tag.name == "header":
        return tag.find_parent(["main", "article"]) is None
    if tag.name in _CHROME or str(tag.get("role", "")).lower() in _CHROME_ROLES:
        return True
    has_chrome_class = any(_CHROME_CLASS.search(name) for name in tag.get_attribute_list("class") if name)
    return has_chrome_class and tag.find(_CONTENT) is None


def _is_reference_mark(tag: Tag) -> bool:
    """Whether this is a raised number that points to a note: "[1]", or a link within the page."""
    if tag.name != "sup":
        return False
    links = tag.find_all("a")
    points_here = bool(links) and all(str(link.get("href", "")).startswith("#") for link in links)
    return points_here or _REFERENCE.fullmatch(tag.get_text()) is not None


def _is_hidden(tag: Tag, hiding_names: frozenset[str]) -> bool:
    if tag.has_attr("hidden") or str(tag.get("aria-hidden", "")).lower() == "true":
        return True
    names = {f".{name}" for name in tag.get_attribute_list("class") if name} | {f"#{tag.get('id')}"}
    if names & hiding_names:
        return True
    style = str(tag.get("style", ""))
    return bool(style) and (hides_text(style) or _is_unreadable(tag, style))


def _is_unreadable(tag: Tag, style: str) -> bool:
    """Whether the text has the colour of its background, as far as style attributes tell."""
    colour = text_colour(style)
    if colour is None:
        return False
    if colour == "transparent":
        return True
    for element in [tag, *tag.parents]:
        background = background_colour(str(element.get("style", ""))) or element.get("bgcolor")
        if background:
            return colour == background
    return colour == "white"


def _hiding_names(page: BeautifulSoup) -> frozenset[str]:
    """Classes (".name") and ids ("#name") that the page's style sheets hide on a screen."""
    names: set[str] = set()
    for sheet in page.find_all("style"):
        for selectors, body in _RULE.findall(_AT_RULE.sub("", sheet.get_text())):
            if hides_text(body):
                matches = (_SIMPLE_SELECTOR.fullmatch(selector.strip()) for selector in selectors.split(","))
                names.update(match[1] for match in matches if match)
    return frozenset(names)
