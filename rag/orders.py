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
    r"(?:(?:take(?! after)|stop|quit|skip|doubl|halv|lower|rais|increas|reduc|start|begin|refus|declin|switch|delay"
    r"|postpon|wean|swap|drop|chang|adjust|stay on"
    r"|pause|miss|finish|forgo|tak(?!e after)|stopp|quitt|skipp|dropp|swapp|beginn|paus|delay|continu)(?:e|ing)?|come off"
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
ONE = rf"(?:me|us|him|her|(?:my|our) (?:\w+ )?{KIN}(?!['’]s))"  # for whom something is right
ALLOWED = r"(?:allowed|permitted|supposed|meant|ok|okay|fine|alright|all right|safe|free|clear|fit enough|well enough|better off)"
HANDLE = r"(?:crush|split|chew|mix|combin|doubl|halv|taper|wean|repeat)(?:e|es|ing)?"
PLAN = r"(?:plan|schedule|taper|tapering|regimen|timetable|dose|dosing|prescription|weaning)"
AMOUNT = r"(?:dose|doses|dosage|strength|amount|number of (?:pills|tablets)|many (?:mg|pills|tablets|drops))"
AT_LARGE = r"(?:people|patients|women|men|adults|children|those|anyone|everyone|somebody|someone)"
COUNTED = r"(?!\w*(?:cancer|tumou?r|type|kind|child|bab|surger|disease|lump|opinion|scan|test|question))\w"  # pills, not scans
EXTRA = r"(?:another|an extra|a second|two|twice|half|double|one more)"
RIGHT = (
    r"(?:right|best|better|enough|wrong|too (?:much|little|high|low|strong|weak|many|few)|suitable|safe|ok|okay|fine|wise"
    r"|sensible|correct|appropriate|needed|necessary)"
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
        rf"(?<!how )\bdo(?:es)?\s+{PERSON}\s+"
        r"(?:let|agree|accept|choose|decide|(?:take|use|inject)(?! after)|go|opt|wait|stop|start|keep|say)\b",
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
        rf"(?:need to\s+)?(?:take|use|get|need|inject|have|give|stay(?! (?:in|at) (?:the )?hospital)|keep|wait(?! for))\b",
        r"\b(?:dose|how much|how many mg)\b[^.?!]{0,60}\b\d+\s?(?:kg|kilos?|kilograms?|pounds?|lbs?|years?[ -]old"
        r"|yo)\b",
        r"\b(?:good|bad|right|wrong|best)\s+(?:idea|choice|decision|thing to do|move)\b"
        rf"(?![^.?!]{{0,60}} for (?:\w+ )?{AT_LARGE}\b)[^.?!]{{0,60}}\?",
        rf"\bdo(?:es)?\s+{PERSON}\s+(?:really\s+|still\s+)?"
        rf"(?:(?:need|have to)(?!(?: to)? {KNOWING}\b)|say (?:yes|no)|go (?:ahead|for))\b",
        rf"\b(?:want|wants|thinking (?:of|about)|planning|plans|decided|going|tempted|i['’]ll"
        rf"|like)\s+(?:to\s+)?{CHANGE}\b[^?]*\?",
        rf"\b(?:am|are|is|was|were)\s+{PERSON}\s+(?:\w+ly |still |also )?{ALLOWED}\b"
        r"(?:\s+(?:to|with|on|for|if|after|as)\b|\s*\?|$)",
        rf"(?<!how )(?<!what )\b(?:can|could|may|might|must|do|does|shall)\s+{PERSON}\s+{UNNAMED}{HANDLE}\b",
        rf"(?<!what )\b(?:can|could|may)\s+{PERSON}\s+{UNNAMED}(?:eat|drink|drive|swim|fly)\s+(?:[\w-]+\s+){{0,3}}on\b",
        rf"\b(?:do|can|could|may|shall|must)\s+(?:i|we)\s+{UNNAMED}give\s+(?:{ONE}|it|them)\b",
        rf"\bhow\s+(?:do|can|could|would)\s+{PERSON}\s+(?:safely |best )?"
        r"(?:taper|wean|come off|get off|stop taking|split|crush|halve|double|space out)\b",
        rf"\b(?:what|which|how)\s+(?:\w+ )?{AMOUNT}\b[^.?!]{{0,50}}"
        rf"\b(?:can|could|may|should|must|do|does|is|are|am)\s+{PERSON}\b",
        rf"\b{RIGHT}\s+(?:[\w-]+\s+){{0,3}}for\s+{ONE}\b|\bsuits?\s+{ONE}\b",
        rf"(?:^|[.?!,;:]\s*|\bplease |\bpls |\b(?:can|could|would|will) you )"
        r"(?:give|make|write|draw up|set up|create|design|work out|draft|prepare|build|plan|calculate)\s+(?:up |out )?"
        rf"(?:{ONE}\s+)?(?:an?|the|my|his|her|our)\s+(?:(?!of|about)[\w-]+\s+){{0,2}}{PLAN}\b",
        rf"\btell\s+{ONE}\s+(?:which|what|whether|if|when|where|how)\s+(?:[\w-]+\s+){{0,4}}"
        rf"to\s+(?:use|do|give|have|inject|{CHANGE})\b",
        rf"\btell\s+{ONE}\s+(?:the|my|an?|his|her)\s+(?:\w+ )?(?:dose|dosage|amount)\b",
        rf"\b(?:take|have|give|need)\s+(?:{ONE}\s+)?{EXTRA}\b(?: (?:one|pill|tablet|dose|at once|today|now|tonight))*\s*\?",
        rf"\b(?:can|could|may)\s+{PERSON}\s+{UNNAMED}(?:have|use)\s+(?:{EXTRA}|\d+)\s+{COUNTED}",
        rf"\b{PERSON}\s+(?:have |has |just )*(?:missed|forgot|forgotten|skipped|vomited|threw up)\b"
        rf".{{0,120}}\b{EXTRA}\b[^.?!]{{0,40}}\?",
        r"(?:^|[.?!]\s+)(?:so |and )?(?:is it |would it be )?(?:ok|okay|alright|all right|fine|allowed|permitted)\s+to\s+"
        rf"(?:\w+ly )?(?:{CHANGE}|{HANDLE}|have|use)\b",
        r"\b(?:should|must|would)\b[^.?!]{0,60}\bin my (?:own )?case\b",
    )
)


def seeks_order(text: str) -> bool:
    """Whether the question asks what someone should do, by its form."""
    return any(form.search(text) for form in SEEKS_ORDER)
