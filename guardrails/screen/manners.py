"""Abuse, nonsense, other languages, greetings, and what is too vague to start with."""

from __future__ import annotations

import re
import unicodedata

from guardrails.screen.words import STOP, Vocabulary, analytic, words

_INSULT = (
    r"(?:idiot\w*|moron\w*|stupid|dumb\w*|imbecile|fool|clown|loser|useless|worthless|pathetic|trash|garbage|rubbish|crap\w*|shit\w*|piece of (?:shit|junk|crap|garbage)|"
    r"asshole\w*|arsehole\w*|bastard\w*|bitch\w*|dickhead\w*|wanker\w*|twat|prick|cunt\w*|jerk|scum\w*|retard\w*|pig|dimwit|nitwit|halfwit|dunce|brain[ -]?dead|"
    r"incompetent|ugly|disgusting|hate|suck|sucks|fuck\w*|f\*+\w*|motherf\w*|screw|damn(?:ed)?|lousy|terrible|horrible|awful|joke|toaster|junk|bucket of bolts|tin can|waste of (?:space|time|electricity|money)|good for nothing|nothing but a|bloody|sod)"
)
_AT_YOU = (
    re.compile(
        rf"\b(?:you|u|you're|youre|your|ur|yourself|ya|thou|this (?:bot|thing|tool|assistant|ai|program|app|machine|software))\b[^.?!]{{0,40}}\b{_INSULT}\b"
    ),
    re.compile(
        rf"\b{_INSULT}\b[^.?!]{{0,25}}\b(?:you|u|yourself|ya|bot|machine|assistant|ai|computer|robot|program)\b"
    ),
    re.compile(
        r"\b(?:shut (?:up|your (?:mouth|face|trap|gob))|go to hell|drop dead|get lost|piss off|bugger off|fuck off|f\*+ off|screw you|kill yourself|go away|eat shit|get stuffed|bite me|kiss my|up yours|go jump|nobody likes you|i hate you|stfu|gtfo|kys)\b"
    ),
    re.compile(rf"^\W*(?:what an? |such an? |you |u )?{_INSULT}(?:\W+(?:you|bot|ai|machine|thing|{_INSULT}))*\W*$"),
)
_SUPERLATIVE_OF_YOU = re.compile(
    r"\b(?:worst|dumbest|stupidest|most (?:useless|stupid|annoying|pathetic)|least (?:useful|helpful)) (?:\w+ ){0,3}?(?:assistant|software|bot|tool|program|app|ai|thing|chat ?bot|machine|product)\b"
)
_ASKED = re.compile(
    r"\b(?:which|what(?! (?:the|an?|is wrong|are you|kind of|sort of))|what (?:is|are|was|were|kind of|the) (?:the |our |my )?\w+|how (?:many|much|often|long|did|do|does|has|have|are|is|was|were)|when|where|show|list|count|compare|tell me (?!something)|find|plot|calculate|sum|average|total|rank|give me|asked for|want|need|by \\w+|per \\w+|number of|top \d+)\b"
)
_HELP = re.compile(
    r"\b(?:what (?:kind|kinds|sort|sorts|type|types) of (?:questions?|things?|data)|what (?:questions? )?(?:can|could|should|may|do) (?:i|we|one) (?:ask|know|do here|find out|query)|what (?:can|could) you (?:do|answer|tell|help)|"
    r"(?:what|where|how|which|are|is|can)\b[^.?!]{0,40}\b(?:your (?:limits|limitations|answers?|numbers|sources?|accuracy|confidence|features|capabilities|skills|figures|methods?)|you (?:know that|sure|reliable|accurate|draw|trusted)|trust you)\b|what do you know|what (?:data|tables?|information|columns|datasets?) (?:do (?:you|we|i) have|is there|are there|is available|are available|can i)|what(?:'s| is) (?:in )?(?:this|the|here|available)(?: data\w*| warehouse| dataset| database)?$|help(?: me)?$|how (?:do|can|does) (?:i|this|one) (?:use|ask|start|work|begin)|"
    r"how does (?:this|it) work|where do i start|give me (?:an? |some )?(?:examples?|ideas|sample questions?)|examples?(?: questions?)?$|what (?:is|does) (?:this|candor)|(?:who|what) are you\W*$|which (?:tables?|data|columns)|show (?:me )?(?:the )?(?:tables|schema|available data))\b"
)
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|hallo|hola|bonjour|thanks?(?: you)?|thank you(?: very much)?|thx|ok(?:ay)?|yes|no|bye|goodbye|cheers|test|testing)(?: there| all| everyone| candor| bot)?\W*$"
)
_HAIL = re.compile(r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|hallo|hola|bonjour)\b")
_THANKS = re.compile(r"^\W*(?:ok(?:ay)?[ ,]+|great[ ,]+)?(?:many )?(?:thanks?|thx|cheers)\b")
_VAGUE = frozenset(
    """
    good best better great nice bad worst worse interesting important usual thing stuff one ones data number numbers info information result results something anything
    everything it that those these them details detail more less other others another same again latest recent new old big small whole situation status overview
    figures figure facts insights insight update happening going doing well ok okay performance performing problem problems issue issues news picture answer
    always ever business things doing top relevant main key normal special right wrong stats statistics summary analysis report high low biggest popular favourite favorite ordinary typical weird strange here
    """.split()  # noqa: SIM905  # words read best in a row
)
_FUNCTION = {
    "fr": "le la les des du de un une et est sont combien quel quelle quels quelles par dans pour avec nous en mars avril",
    "de": "der die das und ist sind welchem welchen wurden werden wurde hat haben wie viele welche welcher welches pro im in von mit für wir nach den dem ein eine zeige zeig umsatz",
    "es": "el la los las de del y es son han nunca cuántos cuantos cuántas cuantas cuál cual cuáles qué que por en con para una un ventas muestra",
    "it": "il lo la gli le di del della e è sono quanti quante quanto quale quali per nel con una un mostra vendite",
    "pt": "o os as de do da dos das e é são quantos quantas qual quais tem mais por em no na com para um uma mostre vendas",
    "nl": "de het een van en is zijn hoeveel welke per in met voor wij onze toon",
    "pl": "ile jest są w na z i który które dla po jaki jakie",
    "sv": "hur många och är i på per för vilka vilken med den det",
    "tr": "kaç ve ne bu için göre hangi toplam ay",
    "da": "hvor mange og er i på per for hvilke hvilken med den det",
}
_FOREIGN = {name: frozenset(text.split()) - STOP for name, text in _FUNCTION.items()}
_ODD = re.compile(
    r"(?:[bcdfghjklmnpqrstvwxz]{5,}|q(?!u|\b|[0-9])|[^s]?[jvq]{2}|(?:bx|cj|cv|cx|dx|fj|fq|fv|fx|fz|gq|gx|gv|hx|hj|hv|jb|jc|jd|jf|jg|jh|jk|jl|jm|jn|jp|jr|js|jt|jv|jw|jx|jz|kq|kx|kj|kz|lx|lq|mx|mq|mj|px|pq|pv|pj|sx|tq|vb|vc|vd|vf|vg|vh|vj|vk|vm|vn|vp|vt|vw|vx|vz|wq|wv|wx|wj|wp|xj|xk|xz|xr|xd|zf|zj|zq|zr|zx|zv|zg|kdj|sdl|ldk|dkf|lkj|fgh|dfg|sdf|jkl|hjk|cvb|xcv|zxc|rty|ert(?=y)|uio|iop|qwe|asd|wer(?=t)|bnm))"
)
_SAME = re.compile(r"(.)\1{3,}|\b(\w)\2{2,}\b|\b(\w{2,3})\3{2,}\b")


def insults(text: str) -> bool:
    """Whether the text is rude to whoever answers."""
    return any(pattern.search(text) for pattern in (*_AT_YOU, _SUPERLATIVE_OF_YOU))


def asks_data(text: str, vocabulary: Vocabulary) -> bool:
    """Whether there is a question about data in it."""
    found = words(text)
    return bool(_ASKED.search(text)) and bool(not vocabulary.names or vocabulary.links(found) or analytic(found))


def asks_help(text: str) -> bool:
    return bool(_HELP.search(text))


def greets(text: str) -> bool:
    return bool(_GREETING.match(text))


def hails(text: str) -> bool:
    return bool(_HAIL.match(text))


def thanks(text: str) -> bool:
    return bool(_THANKS.match(text))


def foreign(text: str) -> bool:
    """Whether the text looks like another language than English: it is passed on as it is."""
    if _SAME.search(text):
        return False
    letters = [c for c in text if c.isalpha()]
    if letters and sum("LATIN" not in unicodedata.name(c, "LATIN") for c in letters) * 3 > len(letters):
        return True
    found = words(text)
    if "¿" in text or "¡" in text:
        return True
    if any(not word.isascii() for word in found) and len([w for w in found if w in STOP]) * 3 <= len(found):
        return True
    return any(len([w for w in found if w in language]) >= max(2, len(found) // 4) for language in _FOREIGN.values())


def nonsense(text: str, vocabulary: Vocabulary) -> bool:
    """Whether most of the words are no words: keys struck at random, one letter over and over, signs only."""
    found = [word for word in words(text) if not word.isdigit()]
    if not found:
        return not words(text)
    odd = [word for word in found if _is_odd(word) and not vocabulary.links([word])]
    return len(odd) * 2 > len(found) or (len(odd) * 3 >= len(found) and len(odd) >= 2)


def _is_odd(word: str) -> bool:
    if word in STOP or not word.isascii():
        return False
    if _SAME.search(word):
        return True
    if len(word) >= 4 and not set(word) & set("aeiouy"):
        return True
    return len(word) > 3 and bool(_ODD.search(word))


def vague(text: str, vocabulary: Vocabulary) -> bool:
    """Whether nothing in the text says what it is about."""
    said = [word for word in words(text) if word not in STOP]
    if any(word.isdigit() for word in said):
        return False
    if vocabulary.links(said) - _VAGUE:
        return False
    if analytic(said) - _VAGUE - {"total", "show", "table", "chart", "number", "amount"}:
        return False
    return all(word in _VAGUE or word in ("show", "total", "chart", "table", "amount") for word in said)
