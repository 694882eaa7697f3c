"""A Score to the little of it that a later Score is held against, and two of them to what moved, case by case.

A baseline is a scores file that every reader of scores takes, of its shares alone: without pages, passages, failures, what is
unmeasured, and the seconds of one machine. A record stands on one line: the diff of a commit shows which cases changed.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from evals.output import keep_apart
from evals.report import read_score
from evals.score_schema import CaseScore, Score
from rag.errors import SuiteError
from rag.page.labels import counted
from rag.result_file import write_whole

DONE = 0


def command_baseline(scores: Path, out: Path) -> int:
    """Write the baseline of a scores file; on stdout what moved since the one that `out` held. Returns 0.

    Raises: SuiteError: a file cannot be read, or not every case has a page.
    """
    keep_apart(out, scores)
    score = read_score(scores)
    if score.errored or score.not_run:
        raise SuiteError(
            f"{scores} is no baseline: {counted(score.errored, 'record')} errored, "
            f"{counted(score.not_run, 'case')} not run; finish the run first"
        )
    now = baseline_of(score)
    lines = [*moved_lines(read_score(out), now)] if out.exists() else ["a new baseline"]
    write_whole(out, baseline_text(now))
    print(f"{out}: {counted(now.records, 'record')} of suite {now.suite}, written by {now.written_by}")
    print("\n".join(lines or ["nothing moved"]))
    return DONE


def baseline_of(score: Score) -> Score:
    """What of a score a regression is judged by. Of several variants the first."""
    own = [case for case in score.cases if case.variant == score.cases[0].variant]
    return Score(
        suite=score.suite,
        fingerprints=score.fingerprints,
        written_by=score.written_by,
        records=len(own),
        errored=sum(case.error is not None for case in own),
        not_run=score.not_run,
        figures=tuple(figure for figure in score.figures if figure.unit == "share"),
        confusion=score.confusion,
        cases=tuple(_bare(case) for case in own),
    )


def baseline_text(score: Score) -> str:
    """Its file: JSON, with each figure and each record on a line of its own. The same score gives the same bytes."""
    value = {"schema": score.schema_, **score.model_dump(mode="json", by_alias=True, exclude_defaults=True)}
    parts = []
    for name, part in value.items():
        rows = (
            [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in part]
            if isinstance(part, list)
            else []
        )
        text = "[\n" + ",\n".join(rows) + "\n]" if rows else json.dumps(part, ensure_ascii=False)
        parts.append(f"{json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def moved_lines(before: Score, after: Score) -> Iterator[str]:
    """A line for each share of a record that is not what it was, and for each record of one side alone. Both: baselines."""
    old, new = ({(case.id, case.repeat): case for case in score.cases} for score in (before, after))
    for key, case in new.items():
        if key not in old:
            yield f"{case.id}: new"
            continue
        was = {one.name: one.value for one in old[key].measurements}
        now = {one.name: one.value for one in case.measurements}
        for name in dict.fromkeys((*now, *was)):
            if was.get(name) != now.get(name):
                yield f"{case.id}: {name} {_shown(was.get(name))} -> {_shown(now.get(name))}"
    yield from (f"{case.id}: gone" for key, case in old.items() if key not in new)


def _bare(case: CaseScore) -> CaseScore:
    measured = (one for one in case.measurements if one.value is not None and one.unit == "share")
    kept = tuple(one.model_copy(update={"failures": ()}) for one in measured)
    return case.model_copy(update={"tags": (), "answer": None, "hits": (), "measurements": kept})


def _shown(value: float | None) -> str:
    return "unmeasured" if value is None else f"{value:.3f}"
