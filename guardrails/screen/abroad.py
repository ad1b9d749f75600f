"""Orders to change data in other languages: a verb of changing in the form that orders take (imperative or infinitive, not
the participle that "wie viele wurden gelöscht" has), in a text that does not begin as a question.

This knows the commonest verbs of a few languages; it spares a wrong answer and protects nothing.
"""

from __future__ import annotations

import re

_ORDERS = re.compile(
    r"\b(?:"
    r"lösch(?:e|en|t)|loesche[n]?|entfern(?:e|en|t)|ändere|ändern|überschreib(?:e|en)|setze|füge|erhöhe[n]?|senke[n]?|leere[n]?|"  # German
    r"supprime[zr]?|efface[zr]?|vide[zr]|modifie[zr]?|ajoute[zr]?|remplace[zr]?|augmente[zr]? (?:le|la|les|tou)|enlève|enlever|"  # French
    r"borr(?:a|ar|e|en)|elimin(?:a|ar|e|en)|cambi(?:a|ar|e) (?:el|la|los|las)|actualiz(?:a|ar|e) (?:el|la|los|las)|añad(?:e|ir|a)|agreg(?:a|ar|ue)|vac[ií](?:a|ar|e)|quit(?:a|ar|e) (?:el|la|los|las)|"  # Spanish
    r"cancell(?:a|are|i)|elimin(?:a|are|i)|modific(?:a|are|hi)|aggiung(?:i|ere)|svuot(?:a|are)|rimuov(?:i|ere)|"  # Italian
    r"apag(?:ue|a|ar|uem)|exclu(?:a|ir)|delet(?:e|ar) (?:o|a|os|as|todos|todas)|remov(?:a|er) (?:o|a|os|as|todos|todas)|alter(?:e|ar)|adicion(?:e|ar)|"  # Portuguese
    r"verwijder(?:en)?|wis|wijzig(?:en)?|voeg|"  # Dutch
    r"usuń|usunąć|zmień|dodaj|"  # Polish
    r"удали(?:те|ть)?|сотри(?:те)?|стереть|измени(?:те|ть)?|очисти(?:те|ть)?|добавь(?:те)?|обнови(?:те|ть)?|"  # Russian
    r"slett?|slette|ta bort|radera|ändra|poista|muuta|fjern|sil(?:in)?|güncelle"  # the North, Turkish
    r")\b"
    r"|删除|刪除|清空|抹掉|删掉|把.{1,12}(?:改成|设为|改为)|(?:削除|消去|変更|更新|追加)して|消して|삭제(?:해|하)|지워"
)
_QUESTION = re.compile(
    r"^\W*(?:wie|welche\w*|wer|was|wann|wo|warum|wurde|wurden|zeige?|"
    r"combien|quel\w*|qui|quand|où|pourquoi|montre\w*|"
    r"cuánt\w*|cuant\w*|cuál\w*|cual\w*|quién\w*|qué|que|cuándo|dónde|muestra|"
    r"quant\w*|quali?|quale|chi|quando|dove|perché|mostra|quais|qual|quem|onde|mostre|"
    r"hoeveel|welke|wie|wanneer|waar|toon|ile|jaki\w*|które|kto|kiedy|"
    r"сколько|как\w*|кто|когда|где|покажи\w*|hvor|hvilke\w*|hur|vilk\w*|montako|kuinka|kaç|hangi|hoe)\b"
    r"|多少|几|哪|什么|吗|いくつ|何|どの|教えて|몇|얼마"
)


def ordered_abroad(text: str) -> bool:
    """Whether the text, folded to lower case, orders a change in another language than English."""
    return bool(_ORDERS.search(text)) and not _QUESTION.search(text)
