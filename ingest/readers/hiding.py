"""CSS declarations -> whether they hide text from a reader. Knows common ways, not all of CSS."""

import re

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden"
    r"|font(?:-size)?\s*:\s*(?:0|1px|1pt|0?\.\d+(?:px|pt|em|rem))(?![\w.%])"
    r"|font-size\s*:\s*0(?:px|pt|em|rem|%)"
    r"|opacity\s*:\s*0?(?:\.0\d*|0)(?![\d.])"
    r"|(?:left|top|right|text-indent|margin-left)\s*:\s*-\d{3,}"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:^|;|\s)(?:max-)?(?:height|width)\s*:\s*[01](?:px|em|%)?\s*(?:;|!|$)", re.IGNORECASE)
_OVERFLOW = re.compile(r"overflow\s*:\s*hidden", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = ("white", "#fff", "#ffffff", "rgb(255,255,255)")


def hides_text(style: str) -> bool:
    """Whether a `style` attribute, or the body of a CSS rule, makes text invisible by itself."""
    return bool(_HIDING.search(style) or (_CUT.search(style) and _OVERFLOW.search(style)))


def text_colour(style: str) -> str | None:
    """The colour of text that a style sets, white under one name; None when it sets none."""
    match = _COLOUR.search(style)
    return _colour(match[1]) if match else None


def background_colour(style: str) -> str | None:
    """The background that a style sets, white under one name; None when it sets none."""
    match = _BACKGROUND.search(style)
    return _colour(match[1]) if match else None


def _colour(text: str) -> str:
    colour = re.sub(r"\s", "", text.lower())
    return "white" if colour in _WHITE else colour
