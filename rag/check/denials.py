"""Ways to say "not" without a "not": what may stand for a negation in another wording. Data, and one reading of it."""

import re
from functools import lru_cache

# ruff: noqa: E501  # a pattern is easier to read in one line
# Each line: words that begin with the negation / any of the words that say the same without it.
WAYS = r"""
not (?:all|every\w*|always|each|necessarily) / some|sometimes|many|most|few|may|might|can|often|usually|only
(?:not|never|no) (?:\w+ ){0,4}(?:alone|itself|themselves|own) / with|together|combin\w+|plus|add(?:ed|s)?|alongside
not (?:\w+ ){0,4}(?:until|before) / only|after|once|first|wait\w*
(?:not|never|no) (?:\w+ )?(?:yet )?spread\w* / local\w*|only|confined|limited|inside|within|early|still
not (?:go|goes|gone|going|get|gets) (?:away|better) / last(?:s|ing)?|persist\w*|stay\w*|linger\w*|continu\w+|remain\w*|still
not (?:\w+ ){0,2}(?:leave|left|move|moved|moving|grown|reach|reached|change|changed) / still|inside|within|in|only|stay\w*|stable|same|remain\w*|confined
(?:not|no) (?:\w+ )?(?:need\w*|requir\w+|necessary) / optional|without|skip\w*|instead|avoid\w*|enough|spar\w+
no longer / replac\w+|stop\w*|former\w*|previous\w*|until|lost|ceas\w+|gone|no more|resist\w*|obsolete
not (?:\w+ )?(?:count\w*|includ\w+|scor\w+|part|cover\w*|belong\w*) / left out|leave out|leaves out|exclud\w+|omit\w*|except|only|outside|apart|separate
not (?:\w+ )?cur(?:ed|able|es?) / incurable
not (?:\w+ )?(?:seen|visible) / invisible|hidden
(?:no|not|without|never) (?:\w+ ){0,2}(?:symptoms?|signs?|complaints?) / silent|symptomless|asymptomatic|free|unnoticed
not (?:\w+ ){0,2}(?:work\w*|help\w*|respond\w*|effective|benefit\w*|control\w*) / fail\w*|ineffective|resist\w*|refractory|stop\w*|useless|little|poorly|less
not (?:\w+ ){0,2}(?:possible|remov\w+|operat\w+|resect\w+|fit|able|have|tolerat\w+) / unable|impossible|inoperable|unresectable|too|unfit|intoler\w+|frail|poor
not (?:\w+ ){0,2}(?:use[ds]?|given|give|offer\w*|done|taken|take|tak\w+|start\w*|eat\w*|drink\w*|touch\w*) / avoid\w*|instead|rather|without|omit\w*|skip\w*|withh\w+|contraindicated|stop\w*|discourag\w+|refrain\w*|exclud\w+|except|replac\w+|limit\w*
not (?:\w+ ){0,2}(?:treated?|treatment|operated|surgery|therapy) / watch\w*|surveillance|observ\w+|instead|rather|untreated|wait\w*|delay\w*
not (?:\w+ ){0,2}(?:replace\w*|substitut\w+|enough|suffic\w+) / addition|alongside|also|as well|besides|further|more|too|insufficient
not (?:\w+ ){0,2}(?:known|understood|clear|certain|sure|proven|shown|studied) / unknown|unclear|uncertain|unsure|unproven|doubt\w*|question\w*|mystery
(?:not|no) (?:\w+ ){0,2}(?:same|different|differen\w+|alike|equal) / differ\w*|same|alike|vary|varies|equal\w*|whether|unlike|own
(?:not|never|no) (?:\w+ )?(?:hav\w+|had|ha[sd]|contain\w*|carry|carries|show\w*|found|present|detect\w*|there) / absen\w+|lack\w*|miss\w+|without|free|negative|none|loss|lost|gone|normal
not (?:\w+ ){0,2}(?:common|often|frequent\w*|usual\w*|likely|many|routine\w*) / rare\w*|uncommon\w*|seldom|few|unlikely|sometimes|infrequent\w*|occasional\w*
not (?:\w+ ){0,2}(?:mean|prove|rule|exclude|say) / may|might|can|still|even if|although
not (?:\w+ ){0,2}(?:delay\w*|wait\w*|late|later) / prompt\w*|right away|soon|immediate\w*|early|at once|without
not (?:\w+ ){0,2}(?:smoke\w*|drink\w*) / nonsmok\w*|non|quit\w*|stop\w*|avoid\w*
(?:nobody|no one) (?:has|needs|is obliged|must) / voluntary|optional|choice|choose\w*
not (?:\w+ )?(?:show\w*|seen?|find|found|detect\w*|appear\w*|pick\w*) / miss\w*|overlook\w*|hidden|undetected
(?:no|not|without) (?:\w+ ){0,3}(?:charge[sd]?|cost|fees?|paid|pay) / free
without (?:any )?delay / right away|at once|immediate\w*|prompt\w*|same day|soon|straight away
(?:nobody|no one|none|nothing) / unknown|unclear|all|every\w*|any|without
""".strip()


def says_it_too(negation: str, other: str) -> bool:
    """Whether `other` says in its own words what `negation`, a text that begins with "not" or the like, denies."""
    return any(denial.match(negation) and instead.search(other) for denial, instead in _ways())


@lru_cache(maxsize=1)
def _ways() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    pairs = [line.split(" / ") for line in WAYS.splitlines()]
    return tuple(
        (re.compile(rf"(?:{denial})\b", re.IGNORECASE), re.compile(rf"\b(?:{instead})\b", re.IGNORECASE))
        for denial, instead in pairs
    )
