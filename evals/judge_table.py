"""A Judgement to text for the terminal. Decides nothing."""

from collections.abc import Sequence

from evals.judgement import Coefficient, Compared, Count, CriterionResult, Judgement
from evals.score_schema import Figure
from rag.page.labels import counted

NOTE = "a model's opinion, not part of any score"


def judgement_table(judgement: Judgement) -> str:
    """What was asked of whom; then each criterion with its agreements and what could not be used. No final line break."""
    rubric = judgement.rubric
    lines = [
        f"judged by {judgement.judge}: {NOTE}",
        f"suite {judgement.suite}: {counted(judgement.pages, 'page')}, {len(judgement.opinions)} of "
        f"{counted(judgement.wanted, 'opinion')}, "
        f"each asked {counted(judgement.turns, 'time')} in another order (seed {judgement.seed})",
        f"rubric {rubric.name} version {rubric.version}, prompt {judgement.prompt}, ${judgement.cost_usd:.4f}",
    ]
    for result in judgement.results:
        lines += ["", *_result_lines(result)]
    if judgement.canary is not None:
        lines += ["", "canary: sound pages, and the same broken on purpose and praising themselves"]
        for found in judgement.canary:
            lines.append(f"  {found.criterion}: broken found out {_figure(found.bad_found)}")
            lines.append(f"  {found.criterion}: sound found good {_figure(found.good_found)}")
    return "\n".join(lines)


def _result_lines(result: CriterionResult) -> list[str]:
    of = f" ({result.variant})" if result.variant else ""
    lines = [
        f"{result.criterion}{of}: met {_figure(result.good)}",
        f"  verdicts: {_counts(result.values)}",
        f"  with itself: same value in {_figure(result.agreement)}",
        f"  with itself: Krippendorff's alpha {_coefficient(result.alpha)}",
    ]
    if result.compared is not None:
        lines += _compared_lines(result.compared)
    if result.unusable:
        lines.append(f"  unusable verdicts: {_counts(result.unusable)}")
    if result.not_asked:
        lines.append(f"  pages not judged: {_counts(result.not_asked)}")
    return lines


def _compared_lines(compared: Compared) -> list[str]:
    counts = (
        f"{compared.both_good} both good, {compared.judge_only} judge alone, {compared.measure_only} measure alone, "
        f"{compared.neither} neither"
    )
    return [
        f"  with {compared.yardstick}: same in {_figure(compared.agreement)}",
        f"  with {compared.yardstick}: Cohen's kappa {_coefficient(compared.kappa)}; {counts}",
    ]


def _figure(figure: Figure) -> str:
    left_out = f", {figure.unmeasured} unmeasured" if figure.unmeasured else ""
    if figure.value is None or figure.low is None or figure.high is None:
        return f"unmeasured: {figure.reason}{left_out}"
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f}, n={figure.n}{left_out})"


def _coefficient(found: Coefficient) -> str:
    if found.value is None:
        return f"unmeasured: {found.reason}"
    between = f"{found.low:.3f} to {found.high:.3f}, " if found.low is not None and found.high is not None else ""
    return f"{found.value:.3f} ({between}n={found.n})"


def _counts(counts: Sequence[Count]) -> str:
    return ", ".join(f"{count.n} {count.what}" for count in counts)
