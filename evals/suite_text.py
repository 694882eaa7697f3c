"""Cases to the YAML of a suite, as a person would edit it. The opposite of suite.py; adds no comments of its own."""

import yaml

from evals.schema import Case

ODD_BREAKS = "\x85\u2028\u2029"  # line breaks that only double quotes keep as they are


def case_text(case: Case) -> str:
    """One entry of a list of cases, fields that hold their default left out, ending in a line break."""
    fields = case.model_dump(mode="json", exclude_defaults=True)
    return yaml.dump([fields], Dumper=_IndentedDumper, sort_keys=False, allow_unicode=True, width=110)


def comment_text(text: str) -> str:
    """A comment of one line for each line of `text`, whatever stands in it."""
    lines = (" ".join("".join(c if c.isprintable() else " " for c in line).split()) for line in text.splitlines())
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


class _IndentedDumper(yaml.SafeDumper):
    """Sets the items of a list two columns in from its field, as the suites of this project do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=indentless and self.indent is None)


def _represent_text(dumper: _IndentedDumper, text: str) -> yaml.ScalarNode:
    is_broken = any(c in text for c in ODD_BREAKS)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if is_broken else None)


_IndentedDumper.add_representer(str, _represent_text)
