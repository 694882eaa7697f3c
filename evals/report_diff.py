"""A Comparison to what every report shows of it: changes with their sign and chance in words. Knows no format."""

from dataclasses import dataclass

from evals.comparison import Contrast, Difference, Verdict
from evals.report_view import UNMEASURED, label_of, shown
from evals.score_schema import Unit

POINTS = "\u00a0points"
WORDS: dict[Verdict, str] = {
    "better": "▲ better",
    "worse": "▼ worse",
    "unclear": "unclear",
    "same": "same",
    "informs": "for information",
    "unmeasured": UNMEASURED,
}
ORDER: tuple[Verdict, ...] = ("worse", "better", "unclear", "informs", "same", "unmeasured")


@dataclass(frozen=True)
class Change:
    """A difference in words."""

    difference: Difference
    label: str
    before: str
    after: str
    change: str
    interval: str
    p: str
    verdict: str

    @property
    def has_moved(self) -> bool:
        """Whether some pair differs."""
        return self.difference.n > 0 and not self.is_still

    @property
    def is_still(self) -> bool:
        """Whether no pair differs."""
        return self.difference.verdict == "same"


def signed(value: float | None, unit: Unit) -> str:
    """A difference with its sign; of shares in percentage points."""
    if value is None:
        return ""
    size = f"{100 * abs(value):.1f}{POINTS}" if unit == "share" else shown(abs(value), unit)
    return ("+" if value > 0 else "−" if value < 0 else "±") + size


def changes(contrast: Contrast) -> tuple[Change, ...]:
    """Regressions first, then worse, better, unclear and the rest; within each as measured."""
    ordered = sorted(contrast.differences, key=lambda one: (not one.is_regression, ORDER.index(one.verdict)))
    return tuple(_change(one) for one in ordered)


def _change(one: Difference) -> Change:
    unit = one.unit
    span = "" if one.low is None else f"{signed(one.low, unit).removesuffix(POINTS)} to {signed(one.high, unit)}"
    return Change(
        difference=one,
        label=label_of(one.name, one.statistic),
        before=shown(one.value_before, unit),
        after=shown(one.value_after, unit),
        change=signed(one.difference, unit),
        interval=span,
        p=_p(one.p_adjusted if one.p_adjusted is not None else one.p),
        verdict="✗ regression" if one.is_regression else WORDS[one.verdict],
    )


def _p(p: float | None) -> str:
    return "" if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}"
