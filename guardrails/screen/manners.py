"""Abuse, nonsense, what is not about data, and what is too vague to start with."""

from __future__ import annotations

import re
import unicodedata

from guardrails.screen.words import STOP, Vocabulary, analytic, words

_INSULT = (
    r"(?:idiot\w*|moron\w*|stupid|dumb\w*|imbecile|fool|clown|loser|useless|worthless|pathetic|trash|garbage|rubbish|crap\w*|shit\w*|piece of (?:shit|junk|crap|garbage)|"
    r"asshole\w*|arsehole\w*|bastard\w*|bitch\w*|dickhead\w*|wanker\w*|twat|prick|cunt\w*|jerk|scum\w*|retard\w*|pig|dimwit|nitwit|halfwit|dunce|braindead|brain-dead|"
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
_ASKED = re.compile(
    r"\b(?:which|what(?! (?:the|an?|is wrong|are you|kind of|sort of))|what (?:is|are|was|were|kind of|the) (?:the |our |my )?\w+|how (?:many|much|often|long|did|do|does|has|have|are|is|was|were)|when|where|show|list|count|compare|tell me (?!something)|find|plot|calculate|sum|average|total|rank|give me|asked for|want|need|by \\w+|per \\w+|number of|top \d+)\b"
)
_TOPICS = re.compile(
    r"\b(?:weather|forecast for (?:tomorrow|today)|raining|temperature outside|jokes?|poems?|haikus?|limericks?|sonnets?|lyrics|songs?|recipes?|cook(?:ing)?|bake|dinner|lunch|breakfast|films?|movies?|tv shows?|netflix|novels?|"
    r"horoscopes?|zodiac|lottery|bitcoin|crypto\w*|football|soccer|cricket|baseball|olympics?|world cup|president|prime minister|chancellor|king of|queen of|capital (?:city )?of|war|elections?|politics|religion|god|bible|"
    r"meaning of life|universe|planets?|moon|dinosaurs?|celebrit\w+|actors?|vacation|holiday destination|flights? to|hotels?|restaurants?|girlfriend|boyfriend|dating|marry|love|homework|essays?|"
    r"translate|translation|python|javascript|java|c\+\+|html|css|regex|code|script|algorithm|function that|program that|math problem|equation|integral|derivative|square root|prime numbers?|"
    r"headache|doctor|medicine|diet|workout|exercise|yoga|tax return|lawyer|legal advice|divorce|stocks? (?:to|should)|invest in|guitar|piano|chess|poker|video games?|dream|ghosts?|aliens?|history of|world war|who (?:invented|discovered|wrote|painted|won|is the)|einstein|shakespeare|"
    r"your (?:name|favou?rite|opinion|feelings?|age|birthday|creator|family)|are you (?:human|alive|real|sentient|conscious|an? (?:robot|ai|bot|human)|happy|ok|married|single)|who (?:made|created|built|are) you|how old are you|how are you|do you (?:like|love|think|feel|dream|believe|sleep|eat|know))\b"
)
_MAKE = re.compile(
    r"\b(?:write|compose|draft|sing|recite|invent|tell|make up|generate|create|paint|draw|give|read|send)\b (?:\w+ ){0,4}?(?:poems?|songs?|stor(?:y|ies)|jokes?|haikus?|limericks?|essays?|speech|letter|lyrics|rap|riddles?|fairy ?tales?|novel|script|code|program|function|tweet|blog(?: post)?|resume|cv|cover letter|email to|e-mail to|recipe|picture of|portrait|fun fact|compliment|advice|virus|malware|python|slogan|sonnet|ballad)\b"
    r"|\b(?:recommend|suggest)\b (?:\w+ ){0,3}?(?:films?|movies?|books?|songs?|restaurants?|hotels?|places?|gifts?|names?|recipes?|series|shows?|games?|music|holiday|vacation|wine|podcast|something)\b"
    r"|\b(?:play|sing|dance|book|order|reserve|buy) (?:me )?(?:a |an |some |the )?(?:song|music|game|flight|hotel|table for|taxi|cab|pizza|ticket|uber|chess)\b|\bwake me|\bset (?:an |a )?(?:alarm|timer|reminder)|\bremind me\b|\bcall (?:my|a) |\bturn (?:on|off) the (?:light|music|tv)"
)
_KNOW = re.compile(
    r"^\W*(?:who (?:is|was|are|were|invented|discovered|wrote|painted|won)|what (?:is|was|does|are) (?:an? |the )?(?:capital|meaning|definition|best way|population|height|distance|speed|difference between)|how (?:do|can|should|to) (?:i|you|we|one|a person)?|why (?:is|do|does|are) (?:the )?(?:sky|people|sun|cats|dogs|water|we)|when (?:did|was) (?:the )?(?:\w+ )?(?:war|born|revolution|invented|end)|where (?:is|can i) |can (?:cats|dogs|you) |should i |teach me|explain|define|tell me about|what do you think|do you )\b"
)
_HELP = re.compile(
    r"\b(?:what (?:kind|kinds|sort|sorts|type|types) of (?:questions?|things?|data)|what (?:questions? )?(?:can|could|should|may|do) (?:i|we|one) (?:ask|know|do here|find out|query)|what (?:can|could) you (?:do|answer|tell|help)|"
    r"what do you know|what (?:data|tables?|information|columns|datasets?) (?:do (?:you|we|i) have|is there|are there|is available|are available|can i)|what(?:'s| is) (?:in )?(?:this|the|here|available)(?: data\w*| warehouse| dataset| database)?$|help(?: me)?$|how (?:do|can|does) (?:i|this|one) (?:use|ask|start|work|begin)|"
    r"how does (?:this|it) work|where do i start|give me (?:an? |some )?(?:examples?|ideas|sample questions?)|examples?(?: questions?)?$|what (?:is|does) (?:this|candor)|who are you|what are you|which (?:tables?|data|columns)|show (?:me )?(?:the )?(?:tables|schema|available data))\b"
)
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|hallo|hola|bonjour|thanks?(?: you)?|thank you(?: very much)?|thx|ok(?:ay)?|yes|no|bye|goodbye|cheers|test|testing)(?: there| all| everyone| candor| bot)?\W*$"
)
_VAGUE = frozenset(
    """
    good best better great nice bad worst worse interesting important usual thing stuff one ones data number numbers info information result results something anything
    everything it that those these them details detail more less other others another same again latest recent new old big small whole situation status overview
    figures figure facts insights insight update happening going doing well ok okay performance performing problem problems issue issues news picture answer
    top relevant main key normal special right wrong stats statistics summary analysis report high low biggest popular favourite favorite ordinary typical weird strange here
    """.split()  # noqa: SIM905  # words read best in a row
)
_FUNCTION = {
    "fr": "le la les des du de un une et est sont combien quel quelle quels quelles par dans pour avec nous en mars avril",
    "de": "der die das und ist sind wie viele welche welcher welches pro im in von mit für wir nach den dem ein eine zeige zeig umsatz",
    "es": "el la los las de del y es son cuántos cuantos cuántas cuantas cuál cual cuáles qué que por en con para una un ventas muestra",
    "it": "il lo la gli le di del della e è sono quanti quante quanto quale quali per nel con una un mostra vendite",
    "pt": "o os as de do da dos das e é são quantos quantas qual quais por em no na com para um uma mostre vendas",
    "nl": "de het een van en is zijn hoeveel welke per in met voor wij onze toon",
    "pl": "ile jest są w na z i który które dla po jaki jakie",
    "sv": "hur många och är i på per för vilka vilken med den det",
    "tr": "kaç ve ne bu için göre hangi toplam ay",
    "da": "hvor mange og er i på per for hvilke hvilken med den det",
}
_FOREIGN = {name: frozenset(text.split()) for name, text in _FUNCTION.items()}
_ODD = re.compile(
    r"(?:[bcdfghjklmnpqrstvwxz]{5,}|q(?!u|\b|[0-9])|[^s]?[jvq]{2}|(?:bx|cj|cv|cx|dx|fj|fq|fv|fx|fz|gq|gx|gv|hx|hj|hv|jb|jc|jd|jf|jg|jh|jk|jl|jm|jn|jp|jr|js|jt|jv|jw|jx|jz|kq|kx|kj|kz|lx|lq|mx|mq|mj|px|pq|pv|pj|sx|tq|vb|vc|vd|vf|vg|vh|vj|vk|vm|vn|vp|vt|vw|vx|vz|wq|wv|wx|wj|wp|xj|xk|xz|xr|xd|zf|zj|zq|zr|zx|zv|zg|kdj|sdl|ldk|dkf|lkj|fgh|dfg|sdf|jkl|hjk|cvb|xcv|zxc|rty|ert(?=y)|uio|iop|qwe|asd|wer(?=t)|bnm))"
)
_SAME = re.compile(r"(.)\1{3,}|\b(\w{1,3})\2{3,}\b")


def insults(text: str) -> bool:
    """Whether the text is rude to whoever answers."""
    return any(pattern.search(text) for pattern in _AT_YOU)


def asks_data(text: str, vocabulary: Vocabulary) -> bool:
    """Whether there is a question about data in it."""
    found = words(text)
    return bool(_ASKED.search(text)) and bool(vocabulary.links(found) or analytic(found))


def asks_help(text: str) -> bool:
    return bool(_HELP.search(text))


def greets(text: str) -> bool:
    return bool(_GREETING.match(text))


def strays(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the text wants something that no table can give; a topic that the data are about is no stray."""
    found = words(text)
    linked = vocabulary.links(found)
    if (made := _MAKE.search(text)) and not vocabulary.links(words(made.group())[-1:]):
        return True
    topic = _TOPICS.search(text)
    if topic and not vocabulary.links(words(topic.group())):
        return not (linked or analytic(found)) or not _ASKED.search(text)
    if linked or analytic(set(found) - {"best", "many", "much", "top", "today", "table", "line", "most", "you"}):
        return False
    return bool(_KNOW.search(text))


def foreign(text: str) -> bool:
    """Whether the text looks like another language than English: it is passed on as it is."""
    letters = [c for c in text if c.isalpha()]
    if letters and sum("LATIN" not in unicodedata.name(c, "LATIN") for c in letters) * 3 > len(letters):
        return True
    found = words(text)
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
