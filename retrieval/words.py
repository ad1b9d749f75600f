"""Words of names and questions: split, spelled out, stemmed.

General English and the abbreviations that database builders everywhere use; nothing here knows one database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import Stemmer

_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\W\d_a-zA-Z]+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

_ABBREVIATIONS = """
acct=account acc=account addr=address adr=address agg=aggregate amt=amount app=application appt=appointment
approx=approximate arr=arrival asgn=assignment attr=attribute auth=author avg=average avail=available bal=balance
bday=birthday bdate=birth,date bldg=building brnd=brand cal=calendar cat=category catg=category ccy=currency cd=code
cert=certificate chg=charge cls=class cmnt=comment cnt=count cntry=country co=company col=color comm=commission
comp=company cond=condition conf=conference config=configuration cons=consumption cont=contact contrib=contribution
coord=coordinate corp=corporation cred=credit crs=course ctr=center ctry=country cty=city cur=currency curr=current
cust=customer custno=customer,number dbl=double deg=degree del=delivery dep=departure dept=department desc=description
descr=description dest=destination dev=device diff=difference dir=director disc=discount dist=distance distr=district
div=division dob=date,birth doc=document dow=weekday dst=destination dt=date dur=duration ed=education edu=education
emp=employee empl=employee eng=engine env=environment eq=equipment est=estimate evt=event exp=expense expr=expression
ext=extension fac=faculty fk=key fname=first,name freq=frequency fwd=forward gen=general gend=gender geo=geographic
gov=government govt=government gpa=grade,point,average grp=group hdr=header hist=history hosp=hospital hr=hour
hrs=hours id=identifier ident=identifier img=image inc=income incl=including ind=industry info=information
init=initial inst=institution instr=instructor insur=insurance int=interest intl=international inv=invoice invt=inventory
lang=language lat=latitude len=length lic=license lname=last,name loc=location lon=longitude long=longitude lng=longitude
lvl=level maj=major mat=material max=maximum med=medical mfg=manufacturing mfr=manufacturer mgr=manager mgmt=management
mi=miles min=minimum mktg=marketing mname=middle,name mo=month mod=model mth=month msg=message nat=nationality nbr=number
neg=negative no=number nr=number nm=name num=number obj=object occ=occupation op=operation oper=operation opt=option
ord=order org=organization orig=origin paym=payment pct=percent perc=percent perf=performance pers=person phn=phone
pmt=payment pop=population pos=position pref=preference prev=previous prj=project proc=procedure prod=product
prof=professor prog=program proj=project prop=property prov=province ptnt=patient pub=publication purch=purchase
pwd=password pymt=payment qt=quantity qtr=quarter qty=quantity rcpt=receipt rcv=receive rec=record recv=receive ref=reference
reg=region regn=region rel=relation rep=representative reps=representatives req=request res=result resp=response
rev=revenue rm=room rte=route sal=salary sched=schedule sec=section seq=sequence sess=session sex=gender sku=product
spec=specification sqft=area sr=senior src=source st=state sta=station stat=status std=standard stmt=statement stu=student
stud=student subj=subject subs=subscription supp=supplier svc=service sys=system tbl=table tel=telephone temp=temperature
terr=territory tot=total trans=transaction trk=track ts=timestamp txn=transaction txt=text typ=type uid=user,identifier
univ=university upd=update usr=user util=utility val=value vehic=vehicle vend=vendor veh=vehicle ver=version vol=volume
wgt=weight whse=warehouse wk=week wt=weight xfer=transfer yr=year yrs=years ytd=year,date zip=postal,code
"""
_EXPANSIONS: dict[str, tuple[str, ...]] = {
    short: tuple(words.split(",")) for short, words in (entry.split("=") for entry in _ABBREVIATIONS.split())
}

_STOPPED = """
a about above across all also am among an and any are as at average be been before being below between both but by can
calculate compute count could did display do does doing done down during each either else ever every few find for from
get give got had has have having he her here hers him his how i i'd i'm if in into is it its itself just know least less
let list many maximum me minimum more most much must my need no nor not number of off on once one only or other our out
over own per please print provide report retrieve return same see select she should show so some such table tell than
that the their them then there these they this those through to too total under until up us use used uses using very
want was we were what what's whats when where whether which while who who's whom whose why will with would you your
"""
STOP = frozenset(_STOPPED.split())
"""Words that say what to do with the data rather than what it is about."""

_NOT_CONTENT = frozenset(
    [
        "code",
        "column",
        "data",
        "entry",
        "field",
        "id",
        "identifier",
        "key",
        "name",
        "number",
        "record",
        "row",
        "text",
        "type",
        "value",
    ]
)
"""Words that nearly every schema has: they may rank, they don't prove that a question is about this one."""


@cache
def _stemmer() -> Stemmer.Stemmer:
    import Stemmer

    return Stemmer.Stemmer("english")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English stem of a word in lower case (Porter's second algorithm)."""
    return str(_stemmer().stemWord(word))


def plain(text: str) -> str:
    """The text without accents, so that `café` meets `cafe`."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=65_536)
def words_of_name(name: str) -> tuple[str, ...]:
    """The words of a table's or column's name in lower case: `custNo2` and `cust_no_2` give `cust`, `no`, `2`."""
    return tuple(part.lower() for part in _PART.findall(plain(name)))


def spelled_out(words: Iterable[str]) -> Iterator[str]:
    """The words, with those added that a well-known abbreviation stands for: `qty` gives `quantity`."""
    for word in words:
        yield from _EXPANSIONS.get(word, (word,))


def words_of_text(text: str) -> tuple[str, ...]:
    """The words of a sentence in lower case; names inside it (`order_items`, `unitPrice`) are split too."""
    found: list[str] = []
    for word in _WORD.findall(plain(text).replace("_", " ")):
        parts = words_of_name(word) if not word.islower() and not word.isupper() and not word.istitle() else ()
        found += parts if len(parts) > 1 else [word.lower().removesuffix("'s").removesuffix("’s").replace("'", "")]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question with its stem."""

    word: str
    stem: str


def terms(question: str) -> tuple[Term, ...]:
    """The words of a question without the ones of `STOP`, each stem once, in order."""
    words = [w for w in words_of_text(question) if w not in STOP]
    found: dict[str, Term] = {}
    for word in spelled_out(words):
        found.setdefault(stem(word), Term(word, stem(word)))
    return tuple(found.values())


def says_little(word_stem: str) -> bool:
    """Whether a stem is one that nearly every schema has, or a number."""
    return word_stem in _LITTLE or word_stem.isdigit()


_LITTLE = frozenset({stem(w) for w in _NOT_CONTENT})
