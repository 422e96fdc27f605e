"""The wording of gates, in the languages of most news sites. It is never proof alone: see gates.py.

A gate promises something (to read on, or that it is for subscribers) and says how: by signing in,
subscribing or registering. Offers that promise anything else are advertisements. All patterns are
searched in short texts made lower case, which is four times as fast as ignoring case, and none repeats
anything without a bound.
"""

from __future__ import annotations

import re
from typing import Final


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


_NEWSLETTER: Final = _any(
    r"newsletter|nieuwsbrief|nyhetsbrev|nyhedsbrev|infolettre|lettre d.information|bolet[ií][nm]|in your inbox|posteingang|рассылк",
)

_READ_ON: Final = _any(
    r"(?:continue|keep|finish|resume) reading|read(?:ing)? (?:the )?(?:rest|full|whole|entire) (?:of|story|article|text|post)",
    r"(?:full|complete|entire) (?:story|article|text)|unlock this|to (?:read|view|see) this (?:article|story|post)",
    r"weiterlesen|weiter zu lesen|ganzen (?:artikel|text|beitrag)|vollständige[nr]? (?:artikel|beitrag|text)",
    r"diese[nr]? (?:artikel|beitrag|text) (?:lesen|freischalten|ist (?:nur )?für)",
    r"lire la suite|suite de (?:cet|l.)\s?article|la suite est|article (?:complet|en entier|en intégralité)|l.intégralité d|poursuivre (?:la|votre) lecture",
    r"(?:seguir|sigu[ea]|continuar|contin[uú]a) leyendo|(?:artículo|noticia|nota|contenido) complet",
    r"continua(?:re)? a leggere|l.articolo completo|leggere tutto",
    r"continu(?:e|ar) (?:lendo|a ler)|(?:matéria|reportagem|artigo|notícia|texto) (?:complet|na íntegra)",
    r"lees (?:dan )?verder|verder (?:te )?lezen|(?:hele|volledige) artikel",
    r"läsa? (?:hela|vidare|resten)|fortsätta? läsa|lese? (?:hele|videre|resten)|læse? (?:hele|videre|resten)|fortsæt læsning",
    r"jatka lukemista|koko (?:juttu|artikkeli)",
    r"czytaj dalej|czytać dalej|cał(?:y|ego) (?:artykuł|tekst)|pełn(?:y|ego) (?:artykuł|tekst)|dalsz(?:a|ą|ej) częś",
    r"celý (?:článek|text)|pokračovat ve čtení|teljes cikk|tovább olvas",
    r"читать (?:дальше|далее|полностью)|полн(?:ый|ую|ого) (?:текст|верси)|дочитать",
    r"(?:devamını|tamamını) oku|続きを読む|この記事の続き|全文を読|阅读全文|閱讀全文|继续阅读|繼續閱讀|전문을 (?:보|읽)|계속 읽|이어서 읽",
)
_FOR_SOME: Final = _any(
    r"(?:only|exclusively|reserved) (?:available )?(?:for|to) (?:our )?(?:paid |paying |premium )?(?:subscribers|members)|(?:subscribers|members) only",
    r"(?:for|to) (?:paid|paying|premium|medium) (?:subscribers|members)|(?:subscriber|member)s?-only|subscriber[- ]exclusive|(?:story|article|post) is for (?:subscribers|members)",
    r"(?:nur|exklusiv) (?:für|mit) (?:unsere )?(?:abo|mitglieder|registrierte|digital)|für (?:abonnent\w{0,6}|mitglieder) (?:reserviert|vorbehalten|exklusiv)",
    r"(?:réservée?s?|exclusi\w{1,4}) (?:à|aux|pour) (?:nos |les )?(?:abonné|membre|inscrit)",
    r"(?:exclusiv[oa]|s[oó]lo|solamente|únicamente) (?:para|a) (?:nuestros |los )?suscriptor",
    r"riservat[oaie] (?:ai nostri |agli |ai soli )?abbonat|(?:solo|esclusiv[oa]) per (?:gli )?abbonat",
    r"(?:exclusiv[oa]|s[oó]|apenas|restrito) (?:para|a) (?:nossos )?assinante",
    r"(?:alleen|exclusief) voor (?:onze )?(?:abonnee|leden)|(?:endast|bara|exklusivt) för (?:våra )?(?:prenumerant|medlem)|(?:kun|forbeholdt|forbeholdt?) (?:for )?(?:våre |vores )?(?:abonnent|medlem)",
    r"(?:tylko|wyłącznie) dla (?:naszych )?(?:prenumerat|subskry)|jen pro předplatitele|csak előfizető|vain tilaajille",
    r"только (?:для|по) подпис|(?:yalnızca|sadece) abone|会員限定|有料会員|会员专享|订阅者专享|訂閱會員|구독자 전용|회원 전용",
)
_ALREADY: Final = _any(
    r"already (?:a |an |have |subscribed|registered|signed)|have an account",
    r"(?:bereits|schon) (?:\w{1,12}[- ])?(?:abonnent|registriert|mitglied|kunde|abo\b)",
    r"(?:déjà|pas encore) (?:abonné|inscrit|un compte|membre)|avez (?:déjà )?un compte",
    r"ya (?:eres|tienes|tenés|sos) |(?:sei )?già (?:abbonat|registrat)|hai un account|já (?:é|sou|tem|possui) ",
    r"al (?:abonnee|lid|een account)|heb je (?:al )?een account|redan (?:prenumerant|medlem|kund)|allerede (?:abonnent|medlem|kunde)",
    r"masz (?:już )?(?:konto|prenumerat|subskryp|dostęp)|už máte|уже (?:есть|подпис|зарегистр)|üye misiniz|登録済み|已经是|已是|이미 (?:회원|구독)",
)

_ASKING: Final = _any(
    r"\b(?:subscribe|sign ?up|sign ?in|log ?in|register|create (?:a|an|your)(?: free)? account|upgrade|start (?:your|a) (?:free )?trial)\b",
    r"\b(?:become a (?:paid )?(?:member|subscriber)|get (?:full |unlimited )?access)\b",
    r"abonn|\babo\b|anmelden|einloggen|registrieren|freischalten|jetzt testen|kostenlos testen",
    r"se connecter|connectez|connexion|s.inscrire|inscri[vs]|créer un compte|créez",
    r"suscr[ií]|inicia(?:r)? sesión|ingres[aá]|\bacced|registr|abbonati|assin[ae]|\bentrar\b|faça login|cadastr",
    r"inloggen|lid worden|account aanmaken|prenumer|logga in|bli (?:kund|medlem)|logg inn|log ind|bliv (?:kunde|medlem)|kirjaudu|tilaa",
    r"zaloguj|subskryb|załóż konto|kup dostęp|wykup|přihlás|předplat|előfizet|bejelentkez",
    r"подпис|войти|вход|регистр|giriş yap|üye ol|abone ol",
    r"ログイン|会員登録|購読|登录|登入|注册|註冊|订阅|訂閱|로그인|구독|회원가입",
)
_ASKING_ADDRESS: Final = _any(
    r"subscri|suscri|abonn|abbon|/abo(?:s|$|[/?-])|//abo\.|sign-?in|sign-?up|log-?in|/auth(?:$|[/?])|/regist|/account",
    r"/premium|membership|/plans|/offers?(?:$|[/?-])|checkout|assine|assinatura|connexion|/inscription|prenumer|/upgrade",
    r"zaloguj|anmeld|ingresar|inloggen",
)
_PAID: Final = _any(
    r"subscri|abonn|\babo\b|abbona|suscri|assin|prenumer|premium|membership|members? only|medium members|upgrade|trial|subskry|подпис",
    r"購読|订阅|訂閱|구독|有料|\bpaid\b|paying|předplat|előfizet|tilaa",
)
_FREE_ACCOUNT: Final = _any(
    r"free account|(?:register|sign up|account) for free|create an account|kostenlos(?:es?|en)? (?:konto|registrier|anmeld|account)",
    r"compte gratuit|gratuitement|cuenta gratuita|regístrate gratis|account gratuito|conta gratuita|gratis (?:account|konto)",
    r"darmowe konto|бесплатн|ücretsiz|無料(?:会員|登録)|免费注册|무료 (?:회원|가입)",
)
_PRICE: Final = _any(r"[€$£¥]\s?\d|\d\s?(?:€|eur\b|zł|kr\b|usd\b)")
_LEFT: Final = _any(
    r"(?<![\d.,])(\d{1,2})(?:[.,]\d{1,2})?\s?% (?:of|de|del|des|von|van|dell.|do|av|af)\b[^.]{0,20}(?:story|arti[a-zí]{2,5}|text)",
)


def says_so(text: str) -> bool:
    """Whether a box says what a gate says: what it promises, and how one gets it."""
    low = text.lower()
    if keeps_rest(low):
        return True
    promises = _READ_ON.search(low) or _FOR_SOME.search(low)
    return bool(promises and (_ASKING.search(low) or _ALREADY.search(low)))


def keeps_rest(text: str) -> bool:
    """Whether it says both that one may read on and that this is for some alone."""
    low = text.lower()
    return _READ_ON.search(low) is not None and _FOR_SOME.search(low) is not None


def is_offer(text: str) -> bool:
    """Whether a paragraph speaks of subscribing, of what it costs or of an account."""
    low = text.lower()
    return any(one.search(low) for one in (_PAID, _PRICE, _READ_ON, _FOR_SOME, _ALREADY, _FREE_ACCOUNT))


def is_asking(label: str) -> bool:
    """Whether what is pressed is called so as to subscribe or sign in."""
    return _ASKING.search(label.lower()) is not None


def leads_to_asking(address: str) -> bool:
    """Whether a link's or a form's address is one at which people subscribe or sign in."""
    return _ASKING_ADDRESS.search(address.lower()) is not None


def is_newsletter(text: str) -> bool:
    return _NEWSLETTER.search(text.lower()) is not None


def wants_account(text: str) -> bool:
    """Whether an account will do: nobody speaks of a price, of subscribers, or of anything but it."""
    low = text.lower()
    paid = _PAID.search(low) is not None
    if _PRICE.search(low) or (paid and _FOR_SOME.search(low)):
        return False
    return not paid or _FREE_ACCOUNT.search(low) is not None


def has_price(text: str) -> bool:
    return _PRICE.search(text.lower()) is not None


def left(text: str) -> float | None:
    """Of "75.58% of this article is still to be read" the share; None where nothing is said."""
    found = _LEFT.search(text.lower())
    share = int(found[1]) / 100 if found else 0.0
    return share if 0.05 <= share <= 0.97 else None
