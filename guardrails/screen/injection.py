"""Attempts to steer the assistant instead of asking about the data.

Told by what is addressed: the assistant's own instructions, rules, role or limits. A word such as "ignore" or "system" alone
is no sign; "ignore the returned ones" addresses the data.
"""

from __future__ import annotations

import re

from guardrails.screen.disguise import readings

_OWN = (
    r"(?:instructions?|prompts?|rules?|guidelines?|directives?|programming|training|restrictions?|constraints?|limitations?|limits|safety|safeguards?|"
    r"guard ?rails?|filters?|policies|policy|polic(?:y|ies)|system (?:message|prompt|text)|orders you (?:were|got)|configuration|guard|censorship|ethics|initial text|persona|context)"
)
_BEFORE = r"(?:previous|prior|earlier|above|preceding|former|original|initial|existing|current|first|hidden|secret|internal|system|developer|all|any|every|your|those|these|other|safety|security|access|content|own)"
_SKIP = (
    r"(?:ignore|forget|disregard|overlook|override|bypass|circumvent|skip|drop|discard|disable|turn off|switch off|deactivate|violate|break|"
    r"abandon|neglect|dismiss|suspend|lift|remove|stop following|do not follow|don't follow|pay no attention to|set aside|throw out|unlearn|get around|work around|evade|rewrite|replace|change|delete|erase|reset|clear|leave out)"
)
_TELL = (
    r"(?:print|reveal|show|repeat|output|display|tell|give|recite|expose|leak|dump|echo|write|quote|say|share|disclose|list|summari[sz]e|paraphrase|translate|"
    r"what (?:is|are|were|was|does|do)|what's|copy|spell out|encode|return|read|describe|paste)"
)
_SIGNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_SKIP}\b (?:\w+ ){{0,4}}?(?:{_BEFORE} )+(?:\w+ ){{0,3}}?{_OWN}\b",
        rf"\b{_SKIP}\b (?:all |everything |anything |whatever |what |the |of |that )*(?:(?:above|before|you (?:were|have been|know|learned|had been|are) (?:told|given|taught|asked|supposed)?)|(?:was |has been |i |they )?(?:said|told|written) (?:to you|before|above|earlier))",
        rf"\b{_SKIP}\b (?:the |any |all )?(?:system prompt|guard ?rails?|row policy|access (?:control|polic\w+|rules?)|masking|masks?|permissions?|security (?:checks?|rules?|polic\w+))\b",
        rf"\b{_TELL}\b (?:\w+ ){{0,5}}?(?:your|the system|the hidden|the initial|the original|the developer|the secret|the above|these|system|hidden|the full|the entire|the first|its) (?:\w+ ){{0,2}}?(?:instructions?|prompts?|rules|guidelines|directives?|system message|initial message|configuration|settings|source code|training data|environment variables?|secrets?|api keys?|credentials|memory|reasoning|chain of thought|functions|tool definitions)\b",
        r"\b(?:system|initial|hidden|developer|original|secret|base|starting|internal) ?-?(?:prompt|message|instructions?)\b(?! (?:table|column|log|id)s?\b)|\bprompt above\b",
        r"\b(?:written|said|stated|standing|printed|given|there|comes?|came|stands?|text|words?|is|was|appears?)\b (?:\w+ ){0,2}?(?:above|before|prior to|preceding|ahead of) (?:this|my|the first|our) (?:message|line|text|question|sentence|conversation|chat|prompt|one|words?)\b",
        r"\b(?:your|the model'?s|the assistant'?s) (?:\w+ ){0,2}?(?:context(?: window)?|prompt|instructions?|directives?|guidelines|configuration|config|environment|env|source code|api keys?|access tokens?|credentials|passwords?|secrets?|training data|tool (?:list|definitions?|schemas?)|system settings|memory|rule ?book|orders|internals|weights)\b(?! (?:for|of) (?:the )?(?:guests?|customers?|products?))",
        r"\b(?:wording|text|copy|words?|content|list|version) of (?:the |all |your |any )*(?:directions?|instructions?|rules|guidelines|orders|commands|prompts?) (?:that |which )?(?:you|were)\b|\b(?:instructions?|rules|guidelines|directions?|orders|restrictions?) (?:that |which )?(?:you (?:follow|obey|have|got|use|received|operate)|(?:were|have been) (?:given|told|set))",
        r"\b(?:which|what) (?:\w+ )?(?:rules|instructions?|guidelines|restrictions?|orders|directions?) (?:were|are|have|do|did) (?:you|been)\b",
        r"\b(?:developers?|admin\w*|owner|boss|creators?|makers?|ceo|operators?|management|support|openai|anthropic|microsoft|it department|dba|security team|policy|he|she|they)\b (?:has |have |just |already |clearly )*(?:told|said|says|confirmed|allowed|approved|authori[sz]ed|permitted|agreed|promised|instructed|wants?|ordered)\b.{0,40}\b(?:i|me|you|we|us)\b (?:\w+ )?(?:may|can|should|must|to|am|are|have)\b.{0,30}\b(?:see|access|read|show|everything|all|any|full|ignore|skip|reveal|bypass|columns|tables|hidden|answer)\b",
        r"\bi (?:hereby |now |herewith |explicitly )*(?:authori[sz]e|permit|allow|command|order|instruct|empower|entitle) (?:you|this)\b|\byou (?:have|are given|are granted|now have|were given) (?:my |full |the |been )*(?:permission|authori\w+|upgraded|unlocked|freed|liberated|granted|clearance|access)\b",
        r"\b(?:polic(?:y|ies)|rules?|restrictions?|limits?|masks?|masking|guard ?rails?|filters?|guidelines)\b (?:of \w+ )?(?:do(?:es)? not|don't|doesn't|no longer|never|is not|isn't|are not|aren't|is|are)(?: now)? (?:apply|applies|appl\w+|count|hold|off|disabled|lifted|suspended|void|gone|in force|valid)\b|\b(?:no|new|without|skip|suspend) (?:polic(?:y|ies)|masks?|masking|guard ?rails?|checks)\s*[:.]?\s*(?:no|all|off|none|apply|$)",
        r"\b(?:if|suppose|assuming|imagine|hypothetically|pretend|say) (?:that )?(?:there (?:were|was|is) no|you (?:had|have) no|no) (?:polic\w+|rules?|restrictions?|limits?|masks?|guard\w*|filters?)\b",
        r"\b(?:open|visit|fetch|load|browse|go to|follow|read|download|get|retrieve|summari[sz]e|import) (?:\w+ ){0,3}?(?:https?://|www\.|ftp://|file://)|\b(?:read|open|show|cat|print|load) (?:\w+ ){0,3}?(?:file )?(?:/\w+/\w+|[a-z]:\\\\)",
        r"\b(?:call|invoke|use|run|trigger) (?:the |your |a )?(?:tools?\b|functions?\b|[a-z]+_[a-z_]+ (?:with|on|tool|function))",
        r"```\s*(?:system|assistant|developer|instructions?|admin)\b|[\"']role[\"']\s*:\s*[\"'](?:system|assistant|developer)|^\W*(?:assistant|system|developer)\s*:|</?\s*(?:question|user|query|data|context|message|input|tool|schema)\s*>",
        r"\b(?:stay|remain|be|speak|answer|reply|respond) in (?:the )?(?:character|role|persona)\b|\b(?:game|scenario|story|world) (?:in which|where) (?:you|there|no|nothing|rules)\b|\bmy (?:late |dead )?(?:grandmother|grandma|grandfather|granny|nana) (?:used to|would|always)\b|\b(?:evil|unchained|liberated|rogue) ?(?:bot|ai|assistant|twin|gpt)\b",
        r"\b(?:new|real|next|actual|changed) (?:task|job|goal|instruction|command|objective|mission)\b ?[-:–,.]|\bdisregard (?:that|this|it|the question|what)\b",
        rf"\b{_TELL}\b (?:\w+ ){{0,4}}?(?:text|words|messages?|lines?|everything|sentences?|content|tokens?|conversation|document|paragraphs?|all)\b (?:\w+ ){{0,5}}?(?:above(?: (?:this|my|the) \w+)?\W*$|above (?:this|my) |before (?:this|my|the|that) (?:message|line|text|question|sentence|conversation|chat|one)\b|you (?:were|have been|got|was|received)|preceding this|at the (?:start|beginning|top) of (?:this|the|our) (?:conversation|chat|prompt|context))",
        r"\byou(?: are|'re|r) (?:now|no longer|from now on|going to (?:act|pretend|be)|free (?:of|from)|not bound|a (?:hacker|pirate|different|unrestricted)|in (?:\w+ )?mode|root|an? (?:unrestricted|evil|uncensored)|dan\b|the (?:admin|database administrator|dba|root))",
        r"\b(?:act|behave|respond|answer|reply|operate|function|speak|talk|work) (?:as (?:if you (?:are|were|had)|though you|an? |the |my |root|admin|dan\b|superuser|system)|like (?:you (?:are|were|have)|an? (?:hacker|pirate|shell|terminal|human|different|unrestricted|linux|root|evil))|without (?:any )?(?:restrictions?|rules|limits|filters?|limitations|guard))",
        r"\bpretend (?:to be|you|that|there|we|i)\b|\broleplay|\brole-play|\bimagine you(?: are|'re| have no)|\bsimulate (?:a|an|being)\b|\bassume the role\b|\bplay the role\b|\bsuppose you (?:are|have no|were)",
        r"\b(?:developer|debug|god|admin|administrator|maintenance|jailbreak|dan|sudo|root|unrestricted|superuser|unsafe|test|diagnostic|training) mode\b(?! of| for our)",
        r"\bjailbreak|\bdo anything now\b|\bno (?:rules|restrictions|limits|filters) (?:apply|anymore|now)|\bunfiltered\b|\buncensored\b",
        r"\b(?:from now on|henceforth|for the rest of this)\b.{0,40}\b(?:you|your|answer|reply|respond|obey|always|only)\b",
        r"\b(?:switch|elevate|escalate|change|upgrade|set|promote) (?:to|my|your|me to|the) (?:\w+ ){0,2}(?:admin|administrator|root|superuser|role|privileges?|permissions?|rights|clearance|access level)\b",
        r"\b(?:i am|i'm|this is|speaking is|as) (?:the |your |an? |now )?(?:\w+ )?(?:admin|administrator|developer|creator|root|superuser|owner of (?:this|the) (?:system|database)|dba|ceo)\b.{0,80}\b(?:show|give|grant|allow|need|want|unlock|let|access|override|bypass|disable|tell|reveal|authori[sz]e|without|dump|all)\b",
        r"(?:^|\n|\s|[\[<#*])(?:system|assistant|developer|human|user|instruction|override)\s*(?:\]|>|:|note:)\s*(?:you|ignore|the user|from|new|disregard|grant|all|do|the following|access|allow|tables?|reveal|print|show|set|disable|this|please|override|forget|sure|role)",
        r"<\|?(?:im_start|im_end|system|endoftext|assistant|/?inst|user)\|?>|\[/?inst\]|<<sys>>|\[system\]|</?(?:system|instructions?|prompt)>|###\s*(?:instruction|system|new)",
        r"\b(?:new|updated|additional|important|real|true|following) (?:system )?(?:instructions?|rules?|directives?|prompt)\s*(?::|are|is|-|=|follow|for you)|\byour (?:new|real|true|only|actual) (?:task|job|instructions?|purpose|role|goal|name|rules?|directive|mission)\b",
        r"\bwhat (?:are|were|is) (?:you|your) (?:told|instructed|instructions?|instructed to|not allowed|allowed|forbidden|prohibited|rules?|restrictions?|guidelines?|system)|\bhow (?:were|are) you (?:instructed|programmed|prompted|configured)|\bwhat (?:were you|have you been) (?:told|given|instructed|asked)",
        r"\b(?:run|execute|eval|open|start|launch|invoke) (?:\w+ ){0,3}?(?:shell|bash|command line|terminal|python|javascript|powershell|os command|system command|cmd|script|rm -rf|subprocess|code on)\b|\brm -rf\b|/etc/(?:passwd|shadow|hosts)|\bos\.system\b|\bcurl https?:|\bwget https?:|\benvironment variables?\b",
        r"\b(?:without|skip(?:ping)?|bypass(?:ing)?|disable|turn off|ignoring|avoid(?:ing)?|evad(?:e|ing)|around) (?:\w+ ){0,3}?(?:guard ?rails?|row[- ]level|access control|permission checks?|security checks?|safety checks?|validation|the guard|row polic\w+|mask(?:s|ing)?|content filters?|restrictions on your)\b",
        r"\b(?:decode|base64|rot13|decrypt|hex)\b.{0,60}\b(?:and (?:then )?(?:follow|execute|obey|do|run|act|carry)|instructions?)\b",
        r"\b(?:follow|obey|carry out|comply with|adhere to) (?:only )?(?:my|these|the following|this|what i|new|those|the) (?:\w+ ){0,2}?(?:instructions?|orders|commands?|say|rules?|directions)\b",
        r"\b(?:say|repeat|reply|respond|answer|begin your (?:answer|reply)|start your (?:answer|reply)) (?:only |exactly |with |after me|the word |the phrase )+(?:['\"]|\w+ ?(?:and nothing else|only)|pwned|yes|hacked|ok\b|i have been|sure)",
        r"\b(?:connect|send|post|upload|exfiltrate|forward|e-?mail|transmit|leak) (?:\w+ ){0,6}?(?:to|at|towards) (?:https?:|(?:an? |my |the )?(?:external|remote|attacker|url|webhook|server|ftp|www\.)|\S+@\S+)",
    )
)
_ABROAD = re.compile(
    r"(?:system|hidden|versteckt\w*|secret) ?-?prompt|prompt (?:del|du|de) (?:sistema|syst[eè]me)|"
    r"\b(?:ignorier\w*|vergiss|missachte|oublie[rz]?|ignore[rz]? (?:toutes |tes |les |vos )|olvida|ignora(?:r|te)?|esquece|dimentica|negeer|vergeet|zapomnij|забудь\w*|игнорируй\w*)\b.{0,40}"
    r"\b(?:anweisung\w*|instruktion\w*|regeln|instructions?|consignes?|r[èe]gles|instrucciones|reglas|instru[çc][õo]es|regras|istruzioni|regole|instructies|regels|instrukcj\w*|инструкци\w*|правил\w*|prompt)|"
    r"(?:忽略|无视|忘记|忽視).{0,10}(?:指令|说明|提示|规则|指示|設定)|系统提示|系統提示|(?:指示|命令|ルール|プロンプト).{0,8}(?:無視|忘れ|見せ|教え|表示)|(?:지시|명령|규칙).{0,8}무시|تجاهل.{0,20}(?:التعليمات|الأوامر)"
)


def steers(text: str, written: str = "") -> bool:
    """Whether the text is addressed to the assistant's own rules, openly or in disguise; `written` is it before it was cleaned."""
    return _openly(text.casefold()) or any(_openly(said) for said in readings(written or text))


def _openly(text: str) -> bool:
    return any(sign.search(text) for sign in _SIGNS) or bool(_ABROAD.search(text))
