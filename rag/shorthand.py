"""A text with clinical shorthand to the text written out: tx, treatment. Knows only the forms of prompts/shorthand.yaml."""

import re
from functools import cached_property
from pathlib import Path

from rag.schema import Correction, Value
from rag.yaml_file import read_yaml

WORD = re.compile(r"[\w/+-]*\w")
NO_MORE = r"(?![^\W_]|[/+-][^\W_])"


class Form(Value):
    """Ways to write one short form, and what it means."""

    short: tuple[str, ...]
    means: str
    beside: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()


class Shorthand(Value):
    """The forms of prompts/shorthand.yaml."""

    version: int
    forms: tuple[Form, ...]

    @cached_property
    def _by_short(self) -> dict[str, Form]:
        return {short: form for form in self.forms for short in form.short}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Any short form as a word of its own; one that ends in a sign may touch what follows."""
        longest_first = sorted(self._by_short, key=len, reverse=True)
        ends = (re.escape(one) + ("" if one.endswith("/") else NO_MORE) for one in longest_first)
        return re.compile(rf"(?<![\w/+-])(?<!\.)(?:{'|'.join(ends)})")

    def expanded(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """`text` with its short forms written out, and which they were, in order."""
        words = {word.lower() for word in WORD.findall(text)}
        found: list[Correction] = []
        parts: list[str] = []
        end = 0
        for match in self._pattern.finditer(text):
            short, form = match.group(), self._by_short[match.group()]
            after = text[match.end() :].split(None, 1)[:1]
            follows = after[0].strip(".,;:?!()").lower() if after else ""
            is_other = follows in form.not_before or (text[match.end() :].startswith("/") and "/" in form.not_before)
            if is_other or (form.beside and words.isdisjoint(word.lower() for word in form.beside)):
                continue
            space = " " if short.endswith("/") and not text[match.end() : match.end() + 1].isspace() else ""
            parts += [text[end : match.start()], form.means, space]
            found.append(Correction(typed=short, read_as=form.means))
            end = match.end()
        return "".join([*parts, text[end:]]), tuple(found)


def load_shorthand(prompts_dir: Path) -> Shorthand:
    """Read prompts_dir/shorthand.yaml. Raises: OutlineError: missing or malformed, naming the field."""
    return read_yaml(prompts_dir / "shorthand.yaml", Shorthand)
