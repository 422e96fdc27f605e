"""Pages that stand in the place of another: a check for human visitors, a demand to sign in or to agree
to cookies, a word that there is no such page, a shell that JavaScript is to fill.

Each is told by what it is built of (its scripts, forms, ids and address) together with there being next
to nothing else to read: the same scripts run on pages that hide nothing, and an article about such a
page has words of its own.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from summarizer.model import Fault
from summarizer.reading.page.access import wording
from summarizer.reading.page.outline import Outline, Stand, shown_in

_CHECK_WORDS: Final = 170  # of a page that checks its visitors; the longest we know explain an error code
_SCRIPT_WORDS: Final = 60  # of one that is known by a script or a puzzle, which guard other pages as well
_WALL_WORDS: Final = 40  # beside a form or banner: a site's name and its menu
_CONSENT_WORDS: Final = 400  # of a page about cookies
_NOT_FOUND_WORDS: Final = 100  # of prose on a page that says that it is none: excuses, and where to go on
_SHELL_PROSE: Final = 20
_NOTHING: Final = 5  # words
_ROOT_WORDS: Final = 15  # of a place still to be filled: "Loading …"
_MOST_ROOTS: Final = 3
_SCRIPT_START: Final = 20_000  # characters of a script that are looked at

# Of each maker what is on its checks alone, and not the script by which it watches every page.
_CHECK_SCRIPT: Final = re.compile(
    r"_cf_chl_opt|__cf_chl_|\bvar dd=\{|captcha-delivery\.com|_pxBlockScript|_pxBlockedUrl|gokuProps|AwsWafIntegration|"
    r"bm-verify|sucuri_cloudproxy_js|KPSDK|bobcmn|TSPD_101|rbzns|__qrator|vercel/security|sgcaptcha|bunny-shield"
)
_CHECK_SOURCE: Final = re.compile(
    r"/cdn-cgi/challenge-platform/h/|captcha-delivery\.com|captcha\.px-c(?:dn|loud)\.net|/captcha/captcha\.js|"
    r"awswaf\.com/[^?]{0,200}captcha\.js|_Incapsula_Resource\?[^\"]{0,300}(?:SWUDNSAI|incident_id|edet=)|"
    r"/\.within\.website/x/cmd/anubis|/\.well-known/(?:ddos-guard|vercel/security|sgcaptcha)|__qrator/|bunny-shield",
    re.IGNORECASE,
)
_CHECK_NAME: Final = re.compile(
    r"(?:^|\s)(?:px-captcha|challenge-(?:running|error-text)|cf-(?:browser-verification|please-wait|error-details|"
    r"challenge-running)|sec-(?:if-)?cpt-(?:container|if)|anubis_challenge|distilidentificationblock)(?:$|\s)"
)
_CHECK_FORM: Final = re.compile(r"__cf_chl_|/cdn-cgi/l/chk_|/sorry/index|validateCaptcha", re.IGNORECASE)
_CHECK_REFRESH: Final = re.compile(r"bm-verify|sgcaptcha|__cf_chl")
_WIDGET: Final = re.compile(
    r"(?:^|\s)(?:g-recaptcha|h-captcha|cf-turnstile|frc-captcha|geetest_\w{1,20}|altcha)(?:$|\s)"
)
_CHECK_TITLE: Final = re.compile(
    r"just a moment|one moment|checking your|attention required|access (?:to this page )?(?:denied|has been denied)|"
    r"(?:are you|not) (?:a )?(?:human|robot|bot)|verif(?:y|ying|ication)|security check|pardon our interruption|captcha|ddos|robot check|"
    r"unusual traffic|nur einen moment|einen moment|sicherheits|bist du ein mensch|un instant|vérification|un momento|verificaci|verifica|"
    r"um momento|verificaç|even geduld|controle|ett ögonblick|vänta|vent litt|øjeblik|chwil|weryfik|один момент|проверка|"
    r"bir dakika|しばらくお待ち|请稍候|請稍候|安全验证|잠시만",
    re.IGNORECASE,
)

# The whole of a headline, whatever site and number stand beside it. Many sites answer so with status 200.
_NOT_FOUND: Final = re.compile(
    r"(?:(?:error|fehler|erreur|errore?|erro|fout|błąd|fel|feil|fejl|ошибка|hata)?\W{0,4}404\W{0,4}(?:error|fehler|erreur|not found)?"
    r"|(?:(?:oops|sorry|whoops|404)\W{1,4})?(?:the |this |that )?(?:page|article|story|content|file|url)(?: you(?:['’]re| are) (?:looking for|after))?"
    r" (?:(?:(?:was|is|could|can) ?n(?:o|['’])t|can['’]t|not)(?: be)? found|does(?:n['’]t| not) exist|(?:is )?not available|(?:is )?missing|is no longer (?:here|available))"
    r"|(?:404\W{1,4})?not found|nothing (?:was )?found(?: here)?"
    r"|(?:die |diese )?(?:seite|artikel|beitrag) (?:wurde )?(?:leider )?nicht (?:gefunden|vorhanden|verfügbar)|(?:cette )?page (?:introuvable|non trouvée|inexistante)"
    r"|página no (?:encontrada|existe|disponible)|pagina non (?:trovata|esistente|disponibile)|página não (?:encontrada|existe)"
    r"|pagina (?:is )?niet (?:gevonden|beschikbaar)|(?:nie znaleziono strony|strona nie (?:została znaleziona|istnieje))"
    r"|(?:sidan|siden) (?:kunde inte hittas|hittades inte|finns inte|ble ikke funnet|blev ikke fundet|finnes ikke|findes ikke)"
    r"|sivua ei (?:löydy|löytynyt)|stránka (?:nebyla nalezena|nenalezena|neexistuje)|страница не найдена|сторінку не знайдено|sayfa bulunamadı"
    r"|(?:お探しの)?ページ[はが]見つかりません(?:でした)?|页面(?:不存在|未找到)|找不到(?:该|此)?(?:网页|页面|頁面)|페이지를 찾을 수 없습니다|الصفحة غير موجودة)\W{0,3}",
    re.IGNORECASE,
)
_HEADLINE_PARTS: Final = re.compile(r"\s[|–—:·»-]\s|\s?[|»]\s?")

_SIGN_IN_STEP: Final = re.compile(
    r"(?:log-?in|sign-?in|authwall|auth|sso|logon|anmelden|anmeldung|connexion|se-connecter|inloggen|iniciar-sesion|"
    r"ingresar|accedi|entrar|logga-in|zaloguj|checkpoint|wp-login)(?:\.\w{2,5})?"
)
_SIGN_IN_TITLE: Final = re.compile(
    r"\b(?:log ?in|sign ?in|sign ?up|logon|anmelden|anmeldung|einloggen|se connecter|connectez-vous|connexion|iniciar sesión|"
    r"inicia sesión|accedi|entrar|iniciar sessão|inloggen|logga in|logg inn|log ind|zaloguj)\b|вход|войти|giriş yap|ログイン|登录|登入|로그인",
    re.IGNORECASE,
)
_CONSENT_STEP: Final = re.compile(
    r"(?:cookie|gdpr|dsgvo|rgpd|privacy)?-?(?:consent|zustimmung|einwilligung|toestemming|consentement|cookiewall|cookie-wall|"
    r"privacy-?gate|privacy-?wall|samtycke|samtykke|collectconsent)(?:-[a-z]?-?|\.\w{2,5})?"
)
_OF_DATA: Final = re.compile(
    r"cookie|tracking|consent|privacy|personal(?:ised|ized)? (?:data|ads)|datenschutz|personenbezogen|einwillig|zustimm|"
    r"vie privée|données personnelles|traceurs|privacidad|datos personales|rastreo|dati personali|dados pessoais|"
    r"persoonsgegevens|personuppgift|personopplysning|персональн|プライバシー|隐私|隱私|개인정보",
    re.IGNORECASE,
)
_CONSENT_HOST: Final = re.compile(r"(?:consent|guce|myprivacy|cookiewall|cmp)\.")
_AGREE: Final = re.compile(
    r"accept|agree|allow|consent|got it|zustimm|akzept|einverstanden|erlaub|autoris|acept|permit|accett|acconsent|aceit|concord|"
    r"akkoord|accepteer|toestaan|godkänn|godta|godkend|samtyk|tillåt|hyväksy|zgadzam|akceptuj|souhlas|přijm|elfogad|соглас|принять|"
    r"kabul|同意|許可|接受|동의",
    re.IGNORECASE,
)

_ROOTS: Final = frozenset(
    {
        *("root", "app", "__next", "__nuxt", "___gatsby", "main-app", "react-root", "react-app", "app-root"),
        *("app-container", "app-mount", "q-app", "svelte", "mount", "application", "appRoot", "ember-root"),
    }
)
_ROOT_TAGS: Final = frozenset({"app-root", "my-app", "ion-app", "app-shell", "ytd-app", "shreddit-app"})
_WITHOUT: Final = re.compile(r"no-?(?:js|script)(?:$|[\s_-])")
_NEEDS_SCRIPT: Final = re.compile(r"java-?script|джаваскрипт", re.IGNORECASE)  # whatever the language


def interstitial(outline: Outline, url: str | None, title: str | None, *, has_article: bool) -> Fault | None:
    """What stands in a page's place; None where the page is itself. `has_article`: it says that it is one."""
    if outline.prose > _CHECK_WORDS:
        return None
    if not has_article and _is_check(outline, title or ""):
        return Fault.CHALLENGE
    if not has_article and _says_not_found(outline, title or ""):
        return Fault.NOT_FOUND
    host, steps = _address(url)
    if _asks_consent(outline, host, steps, has_article=has_article):
        return Fault.CONSENT
    if not has_article and _asks_sign_in(outline, steps, title or ""):
        return Fault.SIGN_IN
    return Fault.SCRIPT if is_shell(outline) else None


def is_shell(outline: Outline) -> bool:
    """Whether next to nothing can be read, and a place that only a script fills is empty."""
    if outline.prose >= _SHELL_PROSE or outline.words() > _CHECK_WORDS:
        return False
    return _has_empty_root(outline) or (outline.words() <= _WALL_WORDS and wants_script(outline))


def wants_script(outline: Outline) -> bool:
    """Whether the page says to those without JavaScript that it needs it."""
    for place, element in enumerate(outline.elements):
        told = element.tag == "noscript" or (
            element.tag in ("div", "p") and _WITHOUT.search(outline.names[place]) is not None
        )
        if told and _NEEDS_SCRIPT.search(shown_in(element, 500)):
            return True
    return False


def _address(url: str | None) -> tuple[str, list[str]]:
    try:
        parts = urlsplit(url or "")
        return (parts.hostname or "").lower(), [step for step in parts.path.lower().split("/") if step]
    except ValueError:
        return "", []


# ---- a check for human visitors


def _is_check(outline: Outline, title: str) -> bool:
    words = outline.words()
    if words > _CHECK_WORDS:
        return False
    if any(_CHECK_NAME.search(name) for name in outline.names):
        return True
    if words > _SCRIPT_WORDS:
        return False
    titled = _CHECK_TITLE.search(title) is not None
    if titled and any(_WIDGET.search(name) for name in outline.names):
        return True
    return any(_checks(element, titled=titled) for element in outline.elements) or (
        words <= _NOTHING and not _has_empty_root(outline) and any(map(_is_guard, outline.elements))
    )


def _checks(element: Any, *, titled: bool) -> bool:
    """Whether an element is part of a check and of nothing else."""
    source = (element.get("src") or "")[:500]
    match element.tag:
        case "script":
            text = (element.text or "")[:_SCRIPT_START]
            return _CHECK_SOURCE.search(source) is not None or _CHECK_SCRIPT.search(text) is not None
        case "iframe":
            return _CHECK_SOURCE.search(source) is not None or (titled and "captcha" in source)
        case "form":
            return _CHECK_FORM.search((element.get("action") or "")[:500]) is not None
        case "meta":
            return _CHECK_REFRESH.search((element.get("content") or "")[:500]) is not None
    return False


def _is_guard(element: Any) -> bool:
    """Whether this script watches every page of a site, and is a check where there is no page."""
    return element.tag == "script" and "_Incapsula_Resource" in (element.get("src") or "")[:500]


# ---- a page that is none


def _says_not_found(outline: Outline, title: str) -> bool:
    """Whether the title or the first heading says that there is no such page, and little else is there."""
    if outline.prose > _NOT_FOUND_WORDS:
        return False
    heading = next((element for element in outline.elements if element.tag == "h1"), None)
    told = [title] if heading is None else [title, shown_in(heading, 200)]
    return any(
        _NOT_FOUND.fullmatch(part.strip()) for text in told for part in _HEADLINE_PARTS.split(text[:300])
    )


# ---- a wall of cookies


def _asks_consent(outline: Outline, host: str, steps: list[str], *, has_article: bool) -> bool:
    if outline.words() > _CONSENT_WORDS or not _offers_consent(outline):
        return False
    if not has_article and (
        _is_of_consent(host, steps)
        or any(_leads_to_consent(element) for element in outline.elements if element.tag == "form")
    ):
        return True
    if not has_article and _is_choice(outline):
        return True
    # a banner, and nothing behind it, not even what a script is to fill
    if outline.prose >= _SHELL_PROSE or outline.words() > _WALL_WORDS:
        return False
    if _has_empty_root(outline) or wants_script(outline):
        return False
    return outline.words(Stand.CONSENT) + outline.words(Stand.CONSENT | Stand.HIDDEN) >= _SHELL_PROSE


def _is_of_consent(host: str, steps: list[str]) -> bool:
    return _CONSENT_HOST.match(host) is not None or any(_CONSENT_STEP.fullmatch(step) for step in steps)


def _leads_to_consent(form: Any) -> bool:
    return _is_of_consent(*_address((form.get("action") or "")[:1_000]))


def _is_choice(outline: Outline) -> bool:
    """Whether the page is nothing but the choice to pay or to be tracked: its own prose speaks of that alone,
    and what is pressed for either stands beside it."""
    if outline.prose < _SHELL_PROSE or not _offers_consent(outline, open_only=True):
        return False
    if not any(
        _asks_to_pay(element) and outline.stand(element) is Stand.OPEN for element in outline.elements
    ):
        return False
    other = 0
    for run in outline.runs:
        if run.is_prose:
            element = outline.elements[run.place]
            other += 0 if _OF_DATA.search(f"{element.text or ''} {element.tail or ''}"[:2_000]) else run.words
    return other < _SHELL_PROSE


def _asks_to_pay(element: Any) -> bool:
    if element.tag not in ("a", "button"):
        return False
    return wording.leads_to_asking((element.get("href") or "")[:300]) or wording.is_asking(
        shown_in(element, 80)
    )


def _offers_consent(outline: Outline, *, open_only: bool = False) -> bool:
    """Whether there is something to press that is called "Accept", "Agree" or the like; with `open_only`, in
    the open part of the page."""
    for element in outline.elements:
        if open_only and outline.stand(element) is not Stand.OPEN:
            continue
        if element.tag == "button" or element.get("role") == "button":
            label = shown_in(element, 80)
        elif element.tag == "input":
            label = (element.get("value") or "")[:80]
        else:
            continue
        if _AGREE.search(label):
            return True
    return False


# ---- a demand to sign in


def _asks_sign_in(outline: Outline, steps: list[str], title: str) -> bool:
    if outline.prose > 2 * _WALL_WORDS or outline.words() > _CHECK_WORDS:
        return False
    password = any(
        element.tag == "input"
        and (element.get("type") or "").lower() == "password"
        and not outline.stand(element) & (Stand.HIDDEN | Stand.FURNITURE)
        for element in outline.elements
    )
    sent = any(_SIGN_IN_STEP.fullmatch(step) for step in steps)
    return password + sent + (_SIGN_IN_TITLE.search(title) is not None) >= 2


# ---- a shell


def _has_empty_root(outline: Outline) -> bool:
    roots = [
        element
        for element in outline.elements
        if element.tag in _ROOT_TAGS or (element.tag == "div" and element.get("id") in _ROOTS)
    ]
    return any(len(shown_in(root, 400).split()) < _ROOT_WORDS for root in roots[:_MOST_ROOTS])
