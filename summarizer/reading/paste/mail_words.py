"""The words by which mails give themselves away, by purpose and language.

Labels are compared whole and folded; patterns are matched against one line without the white space around
it and against no more than `LONGEST` characters of it. Each is bound to a shape (a label with a colon, a
whole line, a line that opens a paragraph), so that prose on the same matter is left alone.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 400
"""Characters of a line that are looked at."""

FROM: Final = frozenset(
    [
        "from",
        "von",
        "de",
        "da",
        "van",
        "från",
        "fra",
        "avsändare",
        "avsender",
        "afsender",
        "od",
        "lähettäjä",
        "feladó",
        "kimden",
        "gönderen",
        "от",
        "от_кого",
        "отправитель",
        "від",
        "差出人",
        "送信者",
        "发件人",
        "發件人",
        "寄件者",
        "寄件人",
        "보낸_사람",
        "보낸사람",
        "من",
        "मेल_भेजने_वाला",
        "remitente",
        "mittente",
        "expéditeur",
        "absender",
        "afzender",
        "remetente",
        "nadawca",
        "odesílatel",
    ]
)
TO: Final = frozenset(
    [
        "to",
        "an",
        "à",
        "a",
        "para",
        "per",
        "aan",
        "till",
        "til",
        "do",
        "komu",
        "vastaanottaja",
        "címzett",
        "kime",
        "alıcı",
        "кому",
        "宛先",
        "收件人",
        "收件者",
        "받는_사람",
        "받는사람",
        "إلى",
        "destinataire",
        "destinatario",
        "destinatário",
        "empfänger",
        "cc",
        "bcc",
        "kopie",
        "copie",
        "kopia",
        "kopi",
        "copia",
        "cópia",
        "cc/cci",
        "cco",
        "ccn",
        "копия",
        "dw",
        "udw",
        "reply-to",
        "antwort_an",
        "répondre_à",
        "responder_a",
        "rispondi_a",
        "in-reply-to",
        "list-id",
        "mailing-list",
    ]
)
WHEN: Final = frozenset(
    [
        "date",
        "sent",
        "datum",
        "gesendet",
        "gesendet_am",
        "envoyé",
        "envoyé_le",
        "fecha",
        "enviado",
        "enviado_el",
        "enviada",
        "data",
        "data_de_envio",
        "inviato",
        "verzonden",
        "dato",
        "sendt",
        "skickat",
        "dataa",
        "wysłano",
        "päiväys",
        "lähetetty",
        "dátum",
        "elküldve",
        "tarih",
        "gönderilme_tarihi",
        "дата",
        "отправлено",
        "日時",
        "送信日時",
        "日期",
        "时间",
        "发送时间",
        "發送時間",
        "寄件日期",
        "날짜",
        "보낸_날짜",
        "보낸날짜",
        "التاريخ",
        "odesláno",
    ]
)
SUBJECT: Final = frozenset(
    [
        "subject",
        "betreff",
        "objet",
        "asunto",
        "oggetto",
        "assunto",
        "onderwerp",
        "ämne",
        "emne",
        "temat",
        "aihe",
        "tárgy",
        "konu",
        "тема",
        "件名",
        "主题",
        "主旨",
        "主題",
        "제목",
        "الموضوع",
        "předmět",
        "re",
        "betr",
    ]
)

ANSWERED: Final = re.compile(
    r"(?:(?:re|aw|sv|antw|fwd?|wg|tr|rv|enc|rif|i|r|vs|vl|vb|odp|pd|回复|转发|返信)(?:\[\d{1,3}\])?\s?[:：]\s*)+",
    re.IGNORECASE,
)
"""What mail programs put in front of a subject."""

_WROTE: Final = (
    # in German and Dutch the name comes behind the verb
    r"wrote|writes|schrieb(?: [^\n]{1,120})?|a écrit|écrivit|escribió|ha scritto|escreveu(?: no dia [^\n]{1,80})?|schreef(?: [^\n]{1,120})?|skrev(?: [^:]{1,80})?|"
    r"napisał(?:a|\(a\))?|pisze|napsala?|kirjoitti|írta|yazdı|şunu yazdı|şunları yazdı|пишет|написала?|написал\(а\)|write|"
    r"写道|寫道|のメール|님이 작성|작성|said|said the following"
)
ATTRIBUTION: Final = re.compile(rf"(?:\S.{{0,300}}?\s?)(?:{_WROTE})\s?[:：]$", re.IGNORECASE)
ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")
CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
DATE: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d\d")

SEPARATOR: Final = re.compile(
    r"(?:[-–—_]{2,}\s?)?(?:original(?: message|-nachricht|nachricht|[ -]?e-?mail)|forwarded (?:message|mail)|begin forwarded message|"
    r"(?:ursprüngliche|weitergeleitete|urspr\.) (?:nachricht|e-?mail)|anfang der weitergeleiteten (?:nachricht|e-?mail)|"
    r"message (?:d['’]origine|original|transféré|initial)|début du message (?:réexpédié|transféré)|mensaje (?:original|reenviado)|"
    r"messaggio (?:originale|inoltrato)|inizio messaggio inoltrato|mensagem (?:original|encaminhada)|"
    r"(?:oorspronkelijk|doorgestuurd) bericht|(?:ursprungligt|vidarebefordrat) meddelande|(?:opprinnelig|videresendt|oprindelig) (?:melding|meddelelse|besked)|"
    r"(?:oryginalna|przekazana) wiadomość|(?:исходное|пересылаемое|пересланное) (?:сообщение|письмо)|原始邮件|转发邮件|转发的邮件|原始郵件|転送されたメッセージ|원본 메(?:시지|일))"
    r"(?:\s?[-–—_]{2,}|\s?[:：])",
    re.IGNORECASE,
)
"""A line of its own between a mail and the one that it answers or sends on."""

GREETING: Final = re.compile(
    r"(?:hi|hiya|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day)|(?:all|everyone|team|folks)(?=\s?[,:!])|hallo|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen|abend)|"
    r"moin|servus|grüezi|bonjour|bonsoir|salut|chère?s?|madame|monsieur|hola|estimad[oa]s?|querid[oa]s?|buen(?:os|as) (?:días|tardes|noches)|"
    r"ciao|gentil[ei]|egregi[oa]|buon(?:giorno|asera)|car[oaie]|olá|oi|prezad[oa]s?|bom dia|boa (?:tarde|noite)|beste|geachte|hoi|goede(?:morgen|middag|navond)|"
    r"hej|hei|kära?|bästa|kjære|kære|cześć|dzień dobry|szanown[aiy]|witam|dobrý den|ahoj|vážen[ýáí]|merhaba|sayın|sevgili|"
    r"здравствуйте|добрый (?:день|вечер)|доброе утро|уважаем\w+|дорог\w+|привет|各位|大家好|您好|你好|尊敬的|皆様|皆さん|안녕하세요)(?!\w)"
    r"[^.?\n]{0,60}|\S{1,20}(?:様|さん|先生|御中|各位)[、,]?|(?:いつも)?(?:大変)?お世話になっております。?.{0,40}",
    re.IGNORECASE,
)
GREETING_WORDS: Final = 5
"""A greeting without a comma or the like at its end has no more words than that."""

CLOSING: Final = re.compile(
    r"(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many|all the)?\s?(?:regards|wishes|best)|best|cheers|(?:many )?thanks(?: (?:again|a lot|so much|in advance|and (?:kind|best) regards))?|thank you(?: (?:again|very much|so much|in advance))?|"
    r"(?:yours|very)? ?(?:sincerely|faithfully|truly|respectfully)(?: yours)?|sincerely|all the best|take care|love|talk soon|cordially|"
    r"(?:mit )?(?:freundlich|besten?|lieb|viel|herzlich|schön)\w* (?:grüße|grüssen?|grüßen|gruß|gruss|dank)(?: .{1,30})?|(?:viele|liebe|beste|schöne) grüße|mfg|lg|vg|hochachtungsvoll|gruß|grüße|vielen dank|danke|"
    r"(?:bien )?(?:cordialement|amicalement|sincèrement|à vous)|(?:meilleures|sincères) salutations|salutations distinguées|bien à (?:vous|toi)|(?:à )?bientôt|merci(?: (?:beaucoup|d['’]avance))?|"
    r"(?:un )?(?:cordial saludo|saludos?(?: cordiales)?|abrazo)|atentamente|(?:muchas )?gracias|cordiali saluti|(?:cordialmente|distinti saluti|saluti|un saluto|a presto|grazie(?: mille)?)|"
    r"atenciosamente|cumprimentos|(?:um )?abraço|obrigad[oa]|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|mvg|"
    r"(?:med )?(?:vänlig|vennlig|venlig|bästa|beste)\w* hilsen\w*|(?:med )?vänliga? hälsning(?:ar)?|mvh|hilsen|hälsningar|tack|takk|tak|"
    r"pozdrawiam|z poważaniem|s pozdravem|saygılarımla|с уважением|всего доброго|спасибо|此致|敬上|祝好|谢谢|(?:何卒|どうぞ)?(?:宜|よろ)しくお願い(?:いた|致)?します|以上|감사합니다)"
    r"(?:\s?[,.!，。！…-]{1,3})?(?: (?-i:[A-ZÀ-ÞА-Я][\w.'’-]{0,20})){0,3}",
    re.IGNORECASE,
)
CLOSING_LONGEST: Final = 60

SENT_FROM: Final = re.compile(
    r"(?:sent from (?:my|mail for|yahoo|outlook|proton|a mobile)|get outlook for |(?:von meinem .{2,30} gesendet|gesendet von (?:meinem|mail|outlook))|envoyé (?:de|depuis) mon |"
    r"enviado (?:desde|do|de) m[ie]u? |inviato da(?:l mio)? |verzonden (?:vanaf|met) |skickat från |sendt fra |wysłano z |отправлено (?:с|из) |发自我的|iphoneから送信|내 .{2,20}에서 보냄)",
    re.IGNORECASE,
)

DISCLAIMER: Final = re.compile(
    r"(?:this|the (?:information|contents?)|any)\b.{0,60}\b(?:e-?mail|message|communication|transmission|attachments?)\b.{0,200}\b(?:confidential|privileged|intended (?:only|solely|for)|proprietary)|"
    r"(?:if you (?:are not|have received)).{0,60}(?:intended recipient|in error)|confidentiality notice|disclaimer\s*:|"
    r"(?:caution|external(?: e-?mail)?|warning)\s*:?.{0,40}(?:originated|outside|external)|please consider the environment|"
    r"diese (?:e-?mail|nachricht).{0,120}(?:vertraulich|bestimmt|geschützt)|(?:ce|cet) (?:message|courriel|e-?mail).{0,160}(?:confidentiel|destinat)|"
    r"este (?:mensaje|correo|e-?mail).{0,160}(?:confidencia|destinat)|esta mensagem.{0,160}(?:confidencia|destinat)|questo messaggio.{0,160}(?:riservat|confidenzial|destinat)|"
    r"dit bericht.{0,160}(?:vertrouwelijk|bestemd)|(?:you received this message because|to unsubscribe from this (?:group|list)|unsubscribe\s*:|_+ mailing list)",
    re.IGNORECASE,
)
