"""Text of a file -> its YAML front matter and the body after it. Does not judge what the fields mean."""

import re
from collections.abc import Hashable
from typing import Any

import yaml

from ingest.values import Rejected
from rag.schema import Value

MAX_CHARS = 65_536  # front matter is a page of fields at most; a longer one is taken for a document
_OPENING = re.compile(r"---[ \t]*(?:\n|$)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"^\s*(?:[{\"']|[A-Za-z_][\w .-]*:(?:\s|$))", re.MULTILINE)


class SplitText(Value):
    """A text cut after its front matter; `front_matter` holds the lines of dashes, and is "" when there is none."""

    front_matter: str
    body: str


def split_front_matter(text: str) -> SplitText:
    """Cut a text, with "\\n" line ends, after a leading block between lines of three dashes.

    A leading line of dashes that no field follows is a rule drawn across the page, and stays in the body.
    Raises: Rejected: bad_metadata, when fields begin but no line of dashes ends them.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return SplitText(front_matter="", body=text)
    closing = _CLOSING.search(text, opening.end(), MAX_CHARS)
    if closing is None:
        if _KEY.match(text, opening.end()):
            raise Rejected(
                "bad_metadata",
                "the front matter that begins on line 1 has no end; close it with a line of three dashes",
            )
        return SplitText(front_matter="", body=text)
    inside = text[opening.end() : closing.start()]
    if inside.strip() and not _KEY.search(inside):
        return SplitText(front_matter="", body=text)
    return SplitText(front_matter=text[: closing.end()], body=text[closing.end() :].removeprefix("\n"))


def parse_front_matter(front_matter: str) -> dict[str, object]:
    """The fields of a front matter with its dashes, in file order; every scalar is text as it was typed.

    Raises: Rejected: bad_metadata, naming the line, for broken YAML, aliases, or anything but `key: value` fields.
    """
    lines = front_matter.split("\n")
    # The opening dashes become an empty line, so that the lines YAML counts are lines of the file.
    yaml_text = "\n".join(["", *lines[1:-1]])
    try:
        fields = yaml.load(yaml_text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" on line {mark.line + 1}" if mark else ""
        raise Rejected(
            "bad_metadata", f"the front matter is not valid YAML{where} ({error.problem}); mend that line"
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Rejected(
            "bad_metadata", "the front matter is not valid YAML; mend it to lines of the form key: value"
        ) from error
    if fields is None or fields == "":
        return {}
    if not isinstance(fields, dict):
        raise Rejected(
            "bad_metadata", "the front matter from line 1 is not a list of fields; write lines of the form key: value"
        )
    return fields


class _PlainLoader(yaml.BaseLoader):
    """YAML without types and without aliases: "3.10" stays "3.10", and a few lines cannot stand for a billion."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(None, None, "aliases are not read", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        pairs = super().construct_mapping(node, deep=deep)
        return {str(key): value for key, value in pairs.items()}
