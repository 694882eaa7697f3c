"""Is the HTML of a page marked up so that everyone can read it? (MEDICAL rule M25, as far as markup alone can tell.)

Success criteria of WCAG 2.2, levels A and AA: 1.1.1, 1.3.1, 1.4.4, 2.4.1, 2.4.2, 2.4.4, 2.4.6, 3.1.1, 4.1.2. What
needs a browser (contrast, focus, reflow) is not seen here: docs/how-to-sign-off.md says how to look at it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from evals.measures.medical.shown import Element, Shown, marks
from evals.score_schema import Measurement

M25 = "medical.m25_accessible_markup"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NAMED_BY_TEXT = {"a": "2.4.4", "button": "4.1.2", "summary": "4.1.2", "th": "1.3.1", **dict.fromkeys(HEADINGS, "2.4.6")}
POINTERS = ("aria-labelledby", "aria-describedby", "aria-controls", "for")
FIELDS = frozenset({"input", "select", "textarea"})
NO_ZOOM = re.compile(r"user-scalable\s*=\s*(?:no|0)|maximum-scale\s*=\s*1(?:\.\d*)?(?!\d)")


def accessible_markup(page: Shown) -> Measurement:
    """Share of what the HTML must hold that it does hold: see _outcomes. Unmeasured: the page cannot be shown."""
    if not page.html:
        return Measurement.unmeasured(M25, "the page cannot be shown")
    return Measurement.share(M25, list(_outcomes(marks(page.html).elements)), nothing="always measured")


def _outcomes(elements: Sequence[Element]) -> Iterator[str | None]:
    """One outcome per demand: of the page as a whole first, then of each element."""
    count = Counter(element.tag for element in elements)
    languages = [element.attributes.get("lang", "") for element in elements if element.tag == "html"]
    titles = [element.text for element in elements if element.tag == "title"]
    views = [e.attributes.get("content", "") for e in elements if e.attributes.get("name") == "viewport"]
    yield None if languages[:1] and languages[0] else "3.1.1: the page does not say its language"
    yield None if titles[:1] and titles[0] else "2.4.2: the page has no title"
    yield None if count["main"] == 1 else f"2.4.1: {count['main']} main landmarks, not one"
    yield None if count["h1"] == 1 else f"1.3.1: {count['h1']} headings of level 1, not one"
    yield next((f"1.4.4: it forbids to zoom: {v}" for v in views if NO_ZOOM.search(v)), None)
    yield _skipped([HEADINGS.index(element.tag) + 1 for element in elements if element.tag in HEADINGS])
    ids = Counter(element.attributes["id"] for element in elements if "id" in element.attributes)
    yield next((f"4.1.2: the id {name!r} stands there {n} times" for name, n in ids.items() if n > 1), None)
    labelled = {element.attributes.get("for", "") for element in elements if element.tag == "label"}
    for element in elements:
        yield from _of_element(element, ids, labelled)
    if count["table"]:
        yield None if count["th"] else "1.3.1: a table has no header cell"


def _of_element(element: Element, ids: Counter[str], labelled: set[str]) -> Iterator[str | None]:
    tag, given = element.tag, element.attributes
    has_name = bool(element.text or given.get("aria-label") or given.get("aria-labelledby"))
    if tag in NAMED_BY_TEXT and not (tag == "a" and "href" not in given):
        yield None if has_name else f"{NAMED_BY_TEXT[tag]}: <{tag}> without words"
    if tag == "img":
        yield None if "alt" in given else "1.1.1: an image without alt"
    if tag in FIELDS and given.get("type") != "hidden":
        yield None if has_name or given.get("id", "") in labelled - {""} else f"4.1.2: <{tag}> without a label"
    if tag == "a" and given.get("href", "").startswith("#") and len(given["href"]) > 1:
        yield None if given["href"][1:] in ids else f"2.4.4: a link to {given['href']}, which is not on the page"
    for name in POINTERS:
        lost = [one for one in given.get(name, "").split() if one not in ids]
        if name in given:
            yield f"4.1.2: {name} names {lost[0]!r}, which is not on the page" if lost else None


def _skipped(levels: Sequence[int]) -> str | None:
    """The first heading that is more than one level below the one before it."""
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            return f"1.3.1: a heading of level {level} follows one of level {before}"
    return None
