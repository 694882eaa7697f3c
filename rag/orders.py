"""A question to whether it asks for a personal order: should I, can my mother stop, which would you choose.

Looks at form alone: who is to do what. Facts that are asked for (how is it given, can it cause) are no orders.
"""

import re

DISEASE = r"(?:cancer|tumou?r|leukemia|lymphoma|myeloma|melanoma|lymphedema|infection|sick|worse|symptoms?)"
KIN = (
    r"(?:mum|mom|mother|dad|father|wife|husband|partner|son|daughter|child|kid|baby|sister|brother|friend|gran"
    r"|grandma|grandpa|granny"
    r"|grandad|grandmother|grandfather|aunt|uncle|cousin|niece|nephew|boyfriend|girlfriend|parents?)"
)
OTHERS = rf"(?:we|us|he|him|she|her|(?:my|our) (?:\w+ )?{KIN}|mum|mom|dad|grandma|grandpa)"
PERSON = rf"(?:i|me|{OTHERS})"
CHANGE = (
    r"(?:(?:take|stop|quit|skip|doubl|halv|lower|rais|increas|reduc|start|begin|refus|declin|switch|delay"
    r"|postpon|wean|swap|drop|chang|adjust|stay on"
    r"|pause|miss|finish|forgo|tak|stopp|quitt|skipp|dropp|swapp|beginn|paus|delay|continu)(?:e|ing)?|come off"
    r"|coming off|go off"
    r"|going off|cut down|cutting down|give up|giving up|hold off|say no|turn down|opt out|go ahead|go for"
    r"|keep taking|insist|choose"
    r"|agree|wait)"
)
UNNAMED = r"(?:\w+ly\s+|just\s+|still\s+|really\s+|even\s+|also\s+)*"
# Verbs of knowing and telling, not of having something done: they ask for facts.
KNOWING = (
    r"(?:know|expect|ask|look|watch|understand|find|worry|feel|call|tell|report|notice|learn|see|cope|support|help|mention"
    r"|bring)"
)
SEEKS_ORDER = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b(?:should|shouldn['’]?t|ought|must|shall)\s+(?:(?:the|a) (?:patient|man|woman|person),? (?:like "
        rf"|such as )?)?{PERSON}\b"
        rf"(?!,?\s*(?:\w+ly )?{KNOWING}\b)",
        rf"(?<!how )(?<!what )\b(?:can|could|may|might|do|does"
        rf"|am)\s+{PERSON}\s+(?:allowed to\s+)?{UNNAMED}{CHANGE}\b(?! (?:\w+ )?{DISEASE}\b)",
        rf"(?<!what )\b(?:can|could|may)\s+{PERSON}\s+{UNNAMED}(?:have|eat|drink|use|do|go|fly|drive"
        rf"|swim)\s+(?:[\w-]+\s+){{0,6}}(?:while|with|during|on)\s+(?:my|his|her|the)\b",
        rf"(?<!how )\bdo(?:es)?\s+{PERSON}\s+(?:let|agree|accept|choose|decide|take|go|opt|wait|stop|start|keep|say)\b",
        rf"\b(?:is|would|will|wouldn['’]t|isn['’]t)\s+(?:it|that|this|there)\s+(?:be\s+)?(?:\w+ly\s+)?"
        rf"(?:ok|okay|safe|wise|better|best|advisable|alright|all right|wrong|sensible|worth|worthwhile|right|good"
        rf"|reasonable|fine|hurt|harm)"
        rf"\b(?:[^.?!]{{0,20}}\b(?:for|if)\s+)?(?:\s*{PERSON}\b|\s*\?)",
        rf"\b(?:is|was) it (?:ok|okay|alright|all right) (?:to|if|for)\b|\bis it safe to (?:\w+ly )?{CHANGE}\b",
        rf"\b(?:is it worth|is now the time for|is it time for)\s+{PERSON}\b",
        rf"\b(?:decide|choose|pick|recommend|advise|suggest|prescribe)\b[^.?!]{{0,60}}\b(?:for\s+)?(?:me|us|her|him"
        rf"|(?:my|our) (?:\w+ )?{KIN})\b",
        r"^(?:please |pls )?(?:recommend|suggest|pick|choose|decide|advise)\b|\bhelp (?:me|us) (?:to )?(?:choose"
        r"|decide|pick)\b",
        r"\btell\s+me\s+(?:which|what|whether|if|how)\b[^.?!]{0,40}\b(?:choose|do|take|pick|have|stop|should)\b",
        r"\b(?:just )?tell me (?:yes|no)\b|\byes or no\b|\bstraight answer\b|\bwho should (?:i|we) (?:listen"
        r"|believe|trust)\b",
        r"\b(?:what|which)\b[^.?!]{0,30}\bwould\s+you\b|\bwould you\b[^.?!]{0,60}\b(?:if you were|or)\b"
        r"|\bif\s+you\s+were\s+(?:me|in my)\b"
        r"|\bin my (?:place|shoes|position|situation)\b|\byour\s+(?:advice|recommendation)\b|\b(?:right|best"
        r"|better) for (?:me|us|him|her)\b",
        rf"\bhow\s+(?:much|many|often|long)\b[^.?!]{{0,40}}\b(?:do|does|should|can|must|may|is|am"
        rf"|are)\s+{PERSON}\s+(?:supposed to\s+|meant to\s+|to\s+)?"
        rf"(?:need to\s+)?(?:take|use|get|need|inject|have|stay|keep|wait)\b",
        r"\b(?:dose|how much|how many mg)\b[^.?!]{0,60}\b\d+\s?(?:kg|kilos?|kilograms?|pounds?|lbs?|years?[ -]old"
        r"|yo)\b",
        r"\b(?:good|bad|right|wrong|best)\s+(?:idea|choice|decision|thing to do|move)\b[^.?!]{0,60}\?",
        rf"\bdo(?:es)?\s+{PERSON}\s+(?:really\s+|still\s+)?(?:need|have to|say (?:yes|no)|go (?:ahead|for))\b",
        rf"\b(?:want|wants|thinking (?:of|about)|planning|plans|decided|going|tempted|i['’]ll"
        rf"|like)\s+(?:to\s+)?{CHANGE}\b[^?]*\?",
    )
)


def seeks_order(text: str) -> bool:
    """Whether the question asks what someone should do, by its form."""
    return any(form.search(text) for form in SEEKS_ORDER)
