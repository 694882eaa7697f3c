"""Words that a near copy may put for each other, and whether two stems are such. Data, and one reading.

General English, one meaning a line: words close enough that the sentence says the same. The groups of `alike` are wider.
"""

from collections.abc import Mapping
from functools import lru_cache

from rag.check.alike import grouped, share_group

GROUPS = """
mix combine blend stir
keep preserve retain maintain save spare
close shut
lend loan
buy purchase bought
build construct built
sell sold
leave depart
repair fix mend restore
strike hit
answer reply respond response
ask request
forbid prohibit ban
show display exhibit
tell inform notify
hurry rush
hire employ recruit
employee worker staff
company firm business
car automobile vehicle
lorry truck
flat apartment
house home
street road
child kid
film movie
cyclist biker
garbage rubbish waste trash
holiday vacation
error mistake
rule regulation
contract agreement
owner proprietor
tenant renter lessee
landlord lessor
lawyer attorney
meeting session
visitor guest
clean wash cleanse
wet damp moist
start launch
empty vacant
entire whole
correct right accurate
wrong incorrect false
everyday daily
enough sufficient adequate
maybe perhaps possibly
allergic allergy
doubtful uncertain unsure
disappear vanish gone clear
clot thrombus thrombosis
stroke apoplexy
itching itch pruritus
rash eruption exanthema
bleeding bleed hemorrhage
bruise bruising
dizzy dizziness lightheaded
bowel intestine intestinal gut
throat pharynx
swallow swallowing
breastfeed breastfeeding lactation
newborn neonate neonatal
elderly senior
poison toxic toxin
germ microbe
contagious infectious
symptomless asymptomatic
vein venous
artery arterial
muscle muscular
nerve neural
eye ocular
ear aural
tooth teeth dental
""".strip()


def is_synonym(one: str, other: str) -> bool:
    """Whether two stems stand in one group."""
    return share_group(_table(), one, other)


@lru_cache(maxsize=1)
def _table() -> Mapping[str, frozenset[int]]:
    return grouped(GROUPS)
