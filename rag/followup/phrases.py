"""The forms that follow-up questions take in English, as patterns. Knows no disease and no drug; decides nothing."""

import re

from rag.words import STOPWORDS


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


OPENER = _any_case(
    r"(?:(?:ok|okay|thanks|thank you|great|well|oh)\b[\s,.!:]*)*"
    r"(?:(?:(?:and|but|or|also|so|plus)\b[\s,]*)+(?:(?:what|how)\s+about\b|what\s+of\b|same\s+(?=for|in|with))?"
    r"|(?:what|how)\s+about\b|what\s+of\b|(?:the\s+)?same\s+(?=for|in|with))[\s,:]*"
)
SAME = _any_case(
    r"(?:(?:and|but|so)\s+)?(?:is|are|does|do|would|will)\s+(?:it|this|that|these|they)\s+(?:be\s+)?(?:also\s+)?"
    r"(?:the\s+same|true|apply|different|similar|hold(?:\s+true)?)\s+(?P<rest>(?:for|in|to|with|after|during)\s+.+)"
)
AGAIN = _any_case(
    r"(?:please\s+)?(?:(?:can|could)\s+you\s+)?(?:tell me more|more(?: details?)?|go on|explain(?: (?:that|this|it))?(?: again"
    r"| more| (?:in )?(?:simple|plain|simpler) (?:words|terms))?|in (?:simple|plain|simpler) (?:words|terms)"
    r"|what do you mean|say (?:that|it) again)(?:,? please)?[\s?!.]*"
)
TRAILING = _any_case(r"(?:[\s,]+(?:instead|then|too|as\s+well|please|though|also))?[\s?!.]*$")
CLAUSE = _any_case(
    r"\b(?:is|are|was|were|am|do|does|did|can|could|should|would|will|may|might|must|has|have|had|tell|explain|describe"
    r"|list|show|compare)\b|\b(?:what|how|who|where|why|i|it|that)['’](?:s|re|m)\b"
)
QUESTION_WORD = _any_case(r"(?:why|how|when|where|who|which|what|since when)\b")
LEADS_ON = _any_case(
    r"(?P<lead>(?:only\s+)?(?:in|for|with|without|after|before|during|at|on|from|when|if|under|over|among|by)\s+)(?P<rest>.+)"
)
WHAT_IF = _any_case(r"what\s+(?=if\b|when\b)")
COMPARED = _any_case(r"\b(?:older|newer|others?|another|first|second|third|former|latter|rest|alternatives?)\b")
DEFINES = _any_case(
    r"(?:what\s+(?:is|are)\s+(?:an?\s+)?(?P<what>(?!the\b)[^?.!,]+?)|what\s+does\s+.+\s+mean|define\s+.+)[?.!\s]*$"
)

COURSE = _any_case(r"mild|moderate|severe|acute|chronic")
ILLNESS = r"(?:disease|cancer|condition|illness|disorder|tumou?r|syndrome|infection)"
REMEDIES = {  # words for what is done against an illness -> kinds of the vocabulary they may stand for
    r"drug|medicine|medication|pill|vaccine": ("drug", "treatment"),
    r"treatment|therapy": ("drug", "treatment", "procedure"),
    r"test|scan": ("test",),
    r"procedure|operation|surgery": ("procedure",),
    r"gene|marker|biomarker": ("biomarker",),
}
_REMEDY = rf"(?:{'|'.join(REMEDIES)})"
REMEDY = _any_case(rf"\b{_REMEDY}s?\b")
_THINGS = r"(?:treatments|options|drugs|medicines|tests|biomarkers|genes|symptoms|signs|stages|mutations|therapies)"
_ASPECT = (
    r"(?:side\s+effects?|warning\s+signs?|symptoms?|signs?|causes?|risk\s+factors?|risks?|stages?|treatment\s+options|treatments?"
    r"|options|drugs?|medicines?|tests?|prognosis|outlook|survival(?:\s+rates?)?|life\s+expectancy|complications?|benefits?|cure"
    r"|prevention|screening|diagnosis|therapy|therapies|biomarkers?|genes?|mutations?|doses?|dosage|recovery|surgery|chances?)"
)
THINGS = _any_case(rf"\b{_THINGS}\b")
ASPECT = _any_case(
    rf"(?:the\s+)?(?:(?:main|common|usual|first|early|best|long-term|five-year|5-year)\s+)?\b{_ASPECT}(?![\w-])"
)
NOUN_BEFORE = _any_case(r"\b(?:the|an?|any|no|what|which|are|main|common|usual|possible|other)\s+$")
FOR_ASPECT = _any_case(r"(?:treatments?|options|drugs?|medicines?|tests?|screening|therapy|therapies|surgery|cure)$")
SUBJECT = _any_case(rf"\b{_ASPECT}\s+(?:of|for|in)\s+(?:an?\s+)?(?P<what>(?!the\b)[^?.!,]+?)[?.!\s]*$")
# Words of questions that ask for an aspect and name no subject of their own: "How is the diagnosis made?"
ASPECT_WORDS = STOPWORDS | frozenset(
    """side effect effects warning sign signs symptom symptoms cause causes risk risks factor factors stage stages treatment
    treatments options drug drugs medicine medicines test tests prognosis outlook survival rate rates life expectancy
    complication complications benefit benefits cure prevention screening diagnosis therapy therapies biomarker biomarkers
    gene genes mutation mutations dose doses dosage recovery surgery chance chances early late main usual common best
    first next long short term five year treat treated diagnose made diagnosed found detected tested cured curable survive
    recover prevented prevent screened rare serious dangerous live spread happen needed start used given expect hereditary
    inherited contagious fatal deadly available""".split()
)

POINTER = _any_case(
    rf"\b(?:(?P<owner>its|their)\b(?!\s+(?:an?|the|not|own|been|still)\b)|(?P<pointing>this|that|the|these|those)\s+(?:same\s+)?(?:(?P<illness>{ILLNESS})s?"
    rf"|(?P<remedy>{_REMEDY})s?)\b(?![-\w])(?!\s+(?:that|of|for|which|called|in|from|with|i|you)\b)|(?P<alone>it|they|them)\b(?P<verb>['’](?:s|re)\b)?"
    r"|(?P<loose>this|that|these|those)\b)"
)
PLURAL = frozenset("they them their these those".split())
BEFORE_LOOSE = _any_case(
    r"\b(?:is|are|was|were|does|do|did|can|could|will|would|should|may|might|has|have|about|of|for|after|before|with|to|like|by"
    r"|from|why|how)\s+$"
)
AFTER_LOOSE = _any_case(
    r"\s*(?:$|[?.!,])|\s+(?:mean|hurt|work|happen|affect|help|change|cause|come|need|take|last|spread|really|always|be|for|in|if"
    r"|\w+able|\w+ed|\w+ous|fatal|common|normal|serious|dangerous|bad|good|safe|rare|hereditary|painful)\b"
)
_JUDGED = (
    r"(?:safe|ok|okay|(?:im)?possible|normal|good|bad|better|best|hard|difficult|easy|dangerous|important|necessary|true|common|usual"
    r"|useful|helpful|harmful|advisable|late|wise|risky|healthy|fine|right|allowed|mandatory|legal|ethical|worth|matter|help"
    r"|an?\s+(?:\w+\s+)?(?:idea|decision))"
)
EXPLETIVE = _any_case(
    rf"\b(?:is|was|be|would|could|should|can|will|does)\s+it\s+(?:be\s+)?(?:really\s+|too\s+|also\s+|still\s+)?{_JUDGED}\s+"
    r"(?:to|that|if|for)\b|\bit\s+is\s+\w+\s+(?:to|that)\b|\bit\s+takes?\s+(?:to|for)\b|\bit\s+says\b"
    r"|\bthey\s+(?:say|said|tell|treat|give|test|check|diagnose|find|operate|remove|look|use|know)\b"
)
# "Could it be thrush?" asks about what the asker has, not about what was asked before.
GUESSES = _any_case(
    r"\b(?:could|can|may|might|would)\s+(?:it|this|that)\s+be\s+(?!\w+(?:ed|able|ible|ous|ary)\b|found|seen|due|better)"
    r"|\bthink\s+(?:it|this|that)(?:['’]s|s|\s+is)\b"
)
MAX_OWN_WORDS = 4  # words of its own, above which a sentence has its own subject
KNOWN_TALK = frozenset(
    """mother father wife husband son daughter sister brother friend doctor doctors told said tell know think want mean
    people person someone anyone anything really still ever now patients get gets got""".split()
)
TAKEN = _any_case(r"\b(?:take|taking|taken|given|dose|dosage|swallow|injected)\b")
THERE = _any_case(r"(?:is|are)\s+there\b")
OWNED = _any_case(r"(?:my|our|his|her)\b")
LEAD_BEFORE = _any_case(r"\b(in|for|with|without|after|before|during|on|among)\s+(?:an?\s+|the\s+)?$")
BOUNDARY = _any_case(r"[,.;:!?]\s|\s(?:and|but|so|or)\s")
ABOUT_REMEDY = _any_case(
    r"side\s+effects?|\bwork|\bgiven|dos(?:e|age)|\btak(?:e|en|es|ing)\b|\bhurt|pain|\bsafe|\bcost|cover|\btest|expensive|approved"
    r"|\bused|interact|\bmean|\bmatter|\bstop"
)
ABOUT_ILLNESS = _any_case(
    r"\bcur(?:e|ed|able)|treat|spread|\bc[oa]mes?\s+back|recur|relapse|heredit|inherit|fatal|deadly|symptom|surviv|prognos|outlook"
    r"|prevent|contagious|diagnos|\brun\s+in|\bcause|\bgrow"
)
COMPARES = _any_case(r"\b(?:than|as|from|like|to|or|vs|cause|causes|into|with|of)\s+(?:an?\s+|the\s+)?$")
PLACES = _any_case(r"\b(?:in|for|against|treat)\s+(?:an?\s+|the\s+)?$")
