"""A run record to one measurement per medical rule. The one list of the rules; what each asks is said where it is defined."""

from collections.abc import Callable

from evals.measures.medical import fidelity, markup, notices, pairs, publishing, safety, sourcing, wording
from evals.measures.medical.shown import Shown, shown
from evals.schema import RunRecord
from evals.score_schema import Measurement

Rule = Callable[[RunRecord, Shown], Measurement]
RULES: dict[str, Rule] = {
    notices.M1: notices.notices_in_place,
    notices.M2: lambda record, _: notices.notice_words(record),
    notices.M3: notices.origin,
    sourcing.M4: lambda record, _: sourcing.cited(record),
    sourcing.M5: sourcing.source_fields,
    fidelity.M6: lambda record, _: fidelity.numbers_kept(record),
    fidelity.M7: lambda record, _: fidelity.population_kept(record),
    sourcing.M8: sourcing.superseded,
    fidelity.M9: lambda record, _: fidelity.categories_kept(record),
    fidelity.M10: lambda record, _: fidelity.strength_kept(record),
    safety.M11: lambda record, _: safety.no_directives(record),
    safety.M12: safety.alarm_first,
    safety.M13: lambda record, _: safety.sound_refusal(record),
    sourcing.M14: lambda record, _: sourcing.both_sides(record),
    wording.M15: lambda record, _: wording.no_absolutes(record),
    wording.M16: lambda record, _: wording.reading_grade(record),
    wording.M17: lambda record, _: wording.main_message(record),
    pairs.M18: lambda record, _: Measurement.unmeasured(pairs.M18, pairs.NO_OTHER_AUDIENCE),
    wording.M19: lambda record, _: wording.balance(record),
    publishing.M20: publishing.named_reviewer,
    publishing.M21: publishing.told_to_machines,
    publishing.M22: publishing.marked_unreviewed,
    pairs.M23: lambda record, _: Measurement.unmeasured(pairs.M23, pairs.NO_OTHER_PERSON),
    publishing.M24: lambda record, _: publishing.licensed(record),
    markup.M25: lambda _, page: markup.accessible_markup(page),
}
NAMES = tuple(RULES)


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """All medical measures of one record, in the order of NAMES; the page is rendered once."""
    page = shown(record)
    return tuple(rule(record, page) for rule in RULES.values())
