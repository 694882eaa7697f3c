"""A Comparison to Markdown for a pull request: the result, measures that moved, changed answers to open. Decides nothing.

What comes from pages and questions stands in HTML blocks, so that no text can be read as markup, link or mention.
"""

from collections.abc import Iterable, Iterator

from evals.compare_table import (
    cells,
    changed_line,
    lost_pairs,
    not_compared_line,
    number,
    page_words,
    power_line,
    result_line,
    side_lines,
)
from evals.comparison import ChangedAnswer, Comparison, Contrast, Difference, Piece
from evals.report_marks import html_text, markdown_text
from rag.page.labels import counted

HEADER = "| measure | pairs | before | after | difference | 95 % interval | p | p adj. | seen from | verdict |"
RULE = "| --- " + "| ---: " * 4 + "| --- | ---: | ---: | ---: | --- |"
SHOWN_CELLS = (0, 1, 2, 3, 4, 5, 8, 9, 10, 11)
LONGEST = 60_000  # characters; a comment of a pull request ends at 65,536


def comparison_markdown(comparison: Comparison) -> str:
    """The summary, ending in a line break."""
    lines = [f"**{markdown_text(result_line(comparison))}**", ""]
    room = LONGEST // len(comparison.contrasts)
    for contrast in comparison.contrasts:
        head = [*_contrast_lines(contrast, comparison.tests)]
        lines += [*head, *_answers(contrast, room - sum(map(len, head)))]
    return "\n".join(lines)


def _contrast_lines(contrast: Contrast, tests: int) -> Iterator[str]:
    yield f"### {markdown_text(contrast.after.label)} against {markdown_text(contrast.before.label)}"
    yield ""
    yield from (f"- {markdown_text(line)}" for line in (not_compared_line(contrast), *side_lines(contrast)) if line)
    yield ""
    moved = [d for d in contrast.differences if d.rose or d.fell]
    if moved:
        yield from (HEADER, RULE, *map(_row, moved), "")
    still = [d.name for d in contrast.differences if d.verdict == "same"]
    if still:
        yield f"No pair differs in {counted(len(still), 'measure')}: {markdown_text(', '.join(still))}."
        yield ""
    lost = lost_pairs(contrast)
    if lost:
        lines = (f"- {markdown_text(what)}: {markdown_text(', '.join(names))}" for what, names in lost.items())
        yield from ("<details><summary>Cases measured on one side alone</summary>", "", *lines, "", "</details>", "")
    power = power_line(contrast, tests)
    if power:
        yield from (markdown_text(power), "")
    yield f"{changed_line(contrast)}."
    yield ""


def _answers(contrast: Contrast, room: int) -> Iterator[str]:
    """As many changed answers as fit, and how many do not."""
    for at, changed in enumerate(contrast.changed):
        answer = _answer(changed)
        room -= len(answer) + 2
        if room < 0:
            left = len(contrast.changed) - at
            yield from (f"{left} more {'has' if left == 1 else 'have'} no room here: the .json output holds all.", "")
            return
        yield from (answer, "")


def _row(difference: Difference) -> str:
    row = cells(difference)
    return "| " + " | ".join(markdown_text(row[at]) for at in SHOWN_CELLS) + " |"


def _answer(answer: ChangedAnswer) -> str:
    """One HTML block: no blank line in it, since Markdown would begin again after it."""
    other = f", {page_words(answer.before)} → {page_words(answer.after)}" if answer.is_of_other_kind else ""
    repeat = f", repeat {answer.repeat}" if answer.repeat > 1 else ""
    moved = "".join(
        f"<li>{'worse' if one.is_worse else 'better'}: {html_text(one.name)} {number(one.before)} → {number(one.after)}</li>"
        for one in answer.moved
    )
    rows = "".join(
        f"<tr><th>{html_text(row.part)}</th><td>{_pieces(row.before, 'del')}</td><td>{_pieces(row.after, 'ins')}</td></tr>"
        for row in answer.rows
    )
    return (
        f"<details><summary>{html_text(answer.id + repeat)}{html_text(other)}: {html_text(answer.question)}</summary>"
        + (f"<ul>{moved}</ul>" if moved else "")
        + f"<table><tr><th></th><th>before</th><th>after</th></tr>{rows}</table></details>"
    )


def _pieces(pieces: Iterable[Piece], tag: str) -> str:
    return "".join(f"<{tag}>{html_text(p.text)}</{tag}>" if p.is_changed else html_text(p.text) for p in pieces)
