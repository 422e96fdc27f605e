"""The wording by which captions and furniture give themselves away, by purpose and language.

Each rule says why a block of that wording is never part of the story, how long such a block may be,
and where it may stand; what could open a real sentence is bound to the edges or to a shape (a label
with a colon, no full stop) that prose does not have. Patterns are matched at the beginning of a block
whose white space is collapsed and whose leading bullets and brackets are gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from summarizer.model import BlockKind


class Where(Enum):
    """In which part of a text a rule holds."""

    ANYWHERE = "anywhere"
    START = "start"  # before the story has begun
    END = "end"  # among the last blocks
    EDGES = "edges"


@dataclass(frozen=True, slots=True)
class Rule:
    """A block of at most `longest` characters that matches `pattern` is of `kind`."""

    why: str
    kind: BlockKind
    pattern: re.Pattern[str]
    longest: int
    where: Where = Where.ANYWHERE
    unfinished: bool = False  # holds only for a block that does not end like a sentence
    heads: bool = False  # what follows it, up to the next prose, belongs to it


def _rule(
    why: str,
    kind: BlockKind,
    longest: int,
    *alternatives: str,
    where: Where = Where.ANYWHERE,
    unfinished: bool = False,
    heads: bool = False,
) -> Rule:
    pattern = re.compile("(?:" + "|".join(alternatives) + ")", re.IGNORECASE)
    return Rule(why, kind, pattern, longest, where, unfinished, heads)


_PICTURE = (
    r"photo(?:graph|graphy)?s?|image|picture|pic|illustration|graphic|infographic|screenshot|video|fotos?|bild(?:er)?|"
    r"abbildung|grafik|aufnahme|image à la une|crédits? photos?|légende|imagen|fotografía|ilustración|imagem|immagine|"
    r"fotografia|afbeelding|beeld|zdjęcie|fot|bilde|billede|kuva|fotoğraf|görsel|фото|фотография|изображение|"
    r"ảnh|hình|写真|画像|図|图片?|圖片?|图源|圖源|사진|صورة|الصورة|तस्वीर|ภาพ"
)
_AGENCY = (
    r"getty(?: images)?|shutterstock|istock(?:photo)?|unsplash|pixabay|pexels|flickr|wikimedia(?: commons)?|depositphotos|"
    r"adobe ?stock|alamy|imago(?: images)?|picture alliance|ap photo|ap images|afp photo|epa-efe|pa wire|pa images|"
    r"reuters|afp|keystone|dpa|ritzau scanpix|scanpix|lehtikuva|belga|anp|efe|ansa|xinhua"
)
_NUMERIC_DATE = r"\d{1,2}[./-] ?\d{1,2}[./-] ?(?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}"
_WORDED_DATE = r"\d{1,2}(?:st|nd|rd|th|er|\.|º)? (?:de |of )?[^\W\d]{3,12}\.?,?(?: de| del)? (?:19|20)\d\d|[^\W\d]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d"
_LABEL_END = r" ?(?:[:：|>»→]|[-–—]\s|$)"

RULES: Final[tuple[Rule, ...]] = (
    # ---- captions and credits
    _rule(
        "a label names it a picture",
        BlockKind.CAPTION,
        400,
        rf"(?:{_PICTURE})(?: (?:credit|courtesy|source|caption|by|von|de|via|per gentile concessione)s?)? ?[:：|©/]",
        r"(?:top|lead|main|featured?|cover|header|file|stock|hero|banner|title|archive) (?:photo|image|picture|illustration)(?: by|\b ?[:|©–—-]|s? courtesy)",
        r"(?:photo|image|picture|photograph|illustration|graphic)s? (?:credits?|courtesy|by|via|from|source|provided by|©)(?=\s|:|$)(?! (?:the end|then|now|far)\b)[^.!?]{0,160}\.?$",
        r"(?:foto|bild|grafik)(?:quelle|nachweis|rechte|credit)\b",
        r"(?:symbol|archiv|themen|beispiel|agentur|titel)(?:bild|foto)\b(?: ?[:|(©/–-]|[^.!?]{0,60}$)",
        r"(?:crédit|credit|créditos?|crediti|bildnachweis|kredit)s? ?[:：]",
        r"(?:copyright|bildrechte) ?[:：]",
        r"(?:image|photo|media|video) caption\b",
    ),
    _rule(
        "an agency's form: in this photo someone does something",
        BlockKind.CAPTION,
        600,
        r"in (?:this|the) (?:\S+ ){0,4}(?:file )?(?:photo|photograph|image|picture|frame grab|video grab|still|handout|screenshot)"
        r"(?: \S+){0,14}?,",
        r"(?:file|archive|undated|handout) ?[-–—:] ?\S",
    ),
    _rule(
        "nothing but a credit",
        BlockKind.CAPTION,
        140,
        r"(?:©|\(c\)) ?[^.!?]{0,110}$",
        rf"[^.!?:]{{0,80}}[/|©(] ?(?:{_AGENCY})\b[^.!?]{{0,40}}$",
        rf"(?:{_AGENCY})(?: ?[/|,] ?[\w .'’-]{{1,40}})?$",
        rf"(?:via|source|quelle|fuente|fonte) ?[:：]? ?(?:{_AGENCY})\b[^.!?]{{0,40}}$",
    ),
    # ---- where it comes from, where the rest is
    _rule(
        "says where the text appeared first",
        BlockKind.FURNITURE,
        400,
        r"the (?:post|article|story|entry) (?-i:(?![a-z])).{1,300}?\b(?:appeared first|first appeared|was first published|was originally published) (?:on|at|in)\b",
        r"(?:this|the following) (?:\w+ ){0,2}?(?:article|story|post|piece|report|essay|column|interview|commentary|op-ed|text|excerpt|content)\b"
        r".{0,80}?\b(?:(?:first|originally|previously|initially) (?:published|appeared|posted|ran)|(?:is|was|has been) (?:republished|reprinted|reproduced|adapted|syndicated|excerpted)|(?:published|appeared|posted|ran) (?:first|originally))\b",
        r"(?:originally|first|previously) (?:published|posted|appeared) (?:at|on|in|by)\b[^,]{0,160}$",
        r"(?:re(?:published|printed|posted|produced)|adapted) (?:with|by|from|under)\b",
        r"(?:dieser|der|diese|die|das|dieses) (?:artikel|beitrag|text|interview|geschichte|meldung|kommentar)\b.{0,200}?\b(?:erschien|erscheint|veröffentlicht|erschienen|publiziert)\b.{0,20}?\b(?:zuerst|zunächst|ursprünglich|bei|auf|in|im)\b",
        r"(?:dieser|der) (?:artikel|beitrag|text)\b.{0,200}?\b(?:zuerst|zunächst|ursprünglich)\b.{0,80}?\b(?:erschien|erschienen|veröffentlicht|publiziert)",
        r"(?:cet article|l['’]article|ce texte)\b.{0,200}?\b(?:est apparu en premier|est paru|a été (?:initialement |d['’]abord )?publié|a d['’]abord été publié)\b",
        r"(?:la entrada|este artículo|esta nota|este texto)\b.{0,200}?\b(?:se publicó primero|aparece primero|fue publicad[oa]|se publicó originalmente|apareció)\b",
        r"(?:l['’]articolo|questo articolo)\b.{0,200}?\b(?:proviene da|sembra essere il primo su|è stato pubblicato|è apparso)\b",
        r"(?:o post|este artigo|este texto|esta matéria)\b.{0,200}?\b(?:apareceu primeiro|foi publicad[oa]|publicad[oa] originalmente)\b",
        r"(?:het bericht|dit artikel|dit bericht)\b.{0,200}?\b(?:verscheen eerst|verscheen eerder|is eerder verschenen)\b",
        r"(?:artykuł|wpis|tekst)\b.{1,200}?\b(?:pochodzi z serwisu|ukazał się)\b",
        r"(?:запись|статья|сообщение)\b.{1,200}?\bвпервые (?:появилась|появилось|опубликован\w*)",
        r"(?:inlägget|innlegget|indlægget)\b.{1,200}?\b(?:dök först upp|dukket først opp|blev først udgivet)\b",
    ),
    _rule(
        "points to another page",
        BlockKind.FURNITURE,
        200,
        r"(?:read|view|see|find|get) (?:the )?(?:rest|full (?:story|article|report|text|post|interview)|more|original|also|next|article|full|complete)\b",
        r"also (?:on|from|in) \S+\.(?:com|org|net|co)\b",
        r"(?:continue reading|keep reading|see also|also read|more here|full story|also see|watch(?: the video| now| more)? ?:|listen ?:)",
        r"(?:weiterlesen|hier weiterlesen|lesen sie (?:auch|mehr|hier|dazu|weiter)|lies auch|mehr (?:dazu|zum thema|lesen|infos|informationen)|zum thema|auch interessant|siehe auch|passend dazu|hier geht es)\b",
        r"(?:lire (?:aussi|la suite|plus|également)|à lire(?: aussi| également)?|voir aussi|sur le même sujet|en savoir plus)\b",
        r"(?:leer más|le[ae] también|lee(?:r)? también|seguir leyendo|te puede interesar|también puedes? leer|ver también|más información|leer también)\b",
        r"(?:leggi (?:anche|tutto|di più)|continua a leggere|vedi anche|ti potrebbe interessare)\b",
        r"(?:leia (?:também|mais|a íntegra)|saiba mais|veja (?:também|mais)|ler mais|continue lendo)\b",
        r"(?:lees (?:ook|meer|verder)|bekijk ook|zie ook)\b",
        r"(?:czytaj (?:też|także|również|więcej|dalej)|zobacz (?:też|także|również)|przeczytaj (?:też|także|również))\b",
        r"(?:läs (?:mer|också|även|vidare|hela)|les (?:også|mer|hele|videre)|læs (?:også|mere|hele)|lue (?:myös|lisää))\b",
        r"(?:читать (?:далее|также|полностью|ещё)|читайте также|см\. также|подробнее|читайте ще|читайте також)\b",
        r"(?:devamını oku|ayrıca oku|ilgili haber|baca juga|xem thêm|đọc thêm|čtěte (?:také|více)|přečtěte si|citește și|vezi și|olvass|kapcsolódó cikk)",
        r"(?:続きを読む|あわせて読みたい|関連記事|もっと見る|관련 ?기사|더 ?보기|阅读(?:更多|全文|原文)|閱讀更多|相关(?:阅读|新闻|文章|报道)|延伸阅读|延伸閱讀|اقرأ (?:أيضا|أيضًا|المزيد)|إقرأ أيضا|यह भी पढ़ें|और पढ़ें|อ่านต่อ|อ่านเพิ่มเติม)",
        unfinished=True,
    ),
    _rule(
        "points to another page, as a sentence",
        BlockKind.FURNITURE,
        160,
        r"(?:read|see|view|click|find|learn|hear|watch|listen)\b.{0,120}?\bhere[.!)]{0,2}$",
        r"(?:to|for) [^.!?]{2,120}?,? (?:please )?click here\b[^.!?]{0,80}[.!]?$",
        r"(?:click|tap) (?:here|on the (?:link|button|image)|below)\b",
        r"(?:lesen sie|klicken sie|hier)\b.{0,100}?\b(?:hier|weiterlesen|zum artikel)[.!)]{0,2}$",
        r"(?:cliquez|clique|haga clic|haz clic|clicca|klik) (?:ici|aqui|aquí|qui|hier)\b",
    ),
    _rule(
        "a link's hint to a screen reader",
        BlockKind.FURNITURE,
        200,
        r".{0,160}?\((?:opens|link opens|open) in? ?(?:a )?new (?:tab|window)\) ?$",
        r".{0,160}?\((?:öffnet (?:in )?(?:einem |ein )?neue[sn]? (?:fenster|tab)|nouvelle fenêtre|se abre en una (?:nueva )?ventana(?: nueva)?|si apre in una nuova (?:finestra|scheda)|abre em (?:uma )?nova (?:janela|aba))\) ?$",
    ),
    _rule(
        "a list of other stories begins",
        BlockKind.FURNITURE,
        160,
        rf"(?:related(?: (?:articles?|stories|posts?|content|news|links?|topics?|coverage|reading))?|recommended(?: (?:for you|reading|stories|articles?))?|more (?:on|from|stories|news|about)\b[^.!?]{{0,60}}|you (?:may|might) (?:also )?(?:like|be interested in)|trending(?: now)?|most (?:read|popular|viewed|commented)|don['’]t miss|editors?['’]?s?['’]? (?:picks?|choice)|up next|read next|latest (?:news|stories|headlines)|popular (?:posts?|stories|now)|further reading|keep exploring|what to read next|our picks|top stories){_LABEL_END}",
        rf"(?:das könnte sie auch interessieren|das könnte dich auch interessieren|mehr zum thema|weitere (?:artikel|meldungen|themen|beiträge)|verwandte (?:artikel|beiträge|themen)|ähnliche (?:artikel|beiträge)|meistgelesen(?:e artikel)?|empfohlene artikel|neueste artikel){_LABEL_END}",
        rf"(?:articles? (?:similaires?|liés?|connexes?|recommandés?)|sur le même (?:sujet|thème)|vous aimerez aussi|les plus lus|à découvrir|artículos relacionados|noticias relacionadas|más noticias|lo más leído|te recomendamos|articoli correlati|potrebbe interessarti(?: anche)?|i più letti|artigos relacionados|notícias relacionadas|mais lidas|gerelateerde (?:artikelen|berichten)|meest gelezen|powiązane|podobne artykuły|relaterade? (?:artiklar|artikler)|relaterte saker|mest (?:läst|lest|læst)a?|похожие (?:статьи|новости)|по теме|читайте также|материалы по теме){_LABEL_END}",
        r"(?:関連記事|おすすめ記事|人気記事|관련 ?기사|추천 ?기사|相关(?:新闻|文章|阅读|推荐)|推荐阅读|مواضيع ذات صلة|أخبار ذات صلة|संबंधित (?:खबरें|लेख)) ?[:：]?$",
        unfinished=True,
        heads=True,
    ),
    _rule(
        "a list of sources and links begins",
        BlockKind.FURNITURE,
        60,
        r"(?:references|external links|sources and references|notes and references|footnotes|works cited|bibliography)$",
        r"(?:einzelnachweise|weblinks|quellenverzeichnis|literaturverzeichnis|fußnoten|anmerkungen und einzelnachweise)$",
        r"(?:notes et références|liens externes|referencias|enlaces externos|notas y referencias|note e riferimenti|collegamenti esterni|referências|ligações externas|externe links|przypisy|linki zewnętrzne|källor|externa länkar|примечания|ссылки|литература|脚注|外部リンク|参考文献|参考资料|外部链接)$",
        unfinished=True,
        heads=True,
    ),
    _rule(
        "says that it is a press release",
        BlockKind.FURNITURE,
        80,
        r"(?:for immediate release|embargoed until|press release|news release|media release|pressemitteilung|presseinformation|medienmitteilung|communiqué de presse|comunicado de prensa|nota de prensa|comunicato stampa|comunicado de imprensa|nota à imprensa|persbericht|informacja prasowa|pressmeddelande|pressemelding|pressemeddelelse|пресс-релиз)\b(?:[^.!?]|\b(?:nr|no|n)\.){0,40}$",
        unfinished=True,
    ),
    # ---- asking the reader for something
    _rule(
        "asks the reader to subscribe",
        BlockKind.FURNITURE,
        300,
        r"[^:#]{0,80}?[.?!,] sign up\b.{0,80}?\bnewsletters?\b",
        r"(?:let|have|want)\b.{0,100}?\byour inbox\b",
        r".{0,120}?\bopt-in box\b",
        r"get (?:unlimited |full )?access\b.{0,120}?\b(?:subscri|membership)",
        r"(?:please )?(?:sign up|signup|subscribe|register|join|get|receive)\b.{0,140}?\b(?:newsletters?|in your inbox|to your inbox|e-?mail (?:alerts?|updates?|list)|mailing list|push notifications|our (?:channel|podcast|magazine|rss)|breaking news alerts?)\b",
        r"(?:newsletter|e-?mail updates)(?: (?:sign-?up|signup|subscription|abonnieren|anmeldung))? ?[:!]?$",
        r"(?:abonnieren sie|melden sie sich|jetzt|hier|bestellen sie|abonniere)\b.{0,140}?\bnewsletter\b",
        r"(?:inscrivez-vous|abonnez-vous|recevez|s['’]inscrire|s['’]abonner)\b.{0,140}?\b(?:newsletters?|lettre d['’]information|infolettre|par e-?mail)\b",
        r"(?:suscr[ií]be(?:te|se)|suscr[ií]base|recib[ea]|regístrate|apúntate)\b.{0,140}?\b(?:newsletters?|bolet[ií]n(?:es)?|correo)\b",
        r"(?:iscriviti|abbonati|ricevi)\b.{0,140}?\b(?:newsletters?|canale|e-?mail)\b",
        r"(?:assine|inscreva-se|cadastre-se|receba)\b.{0,140}?\b(?:newsletters?|boletim|e-?mail|canal)\b",
        r"(?:schrijf je in|meld je aan|abonneer)\b.{0,140}?\b(?:nieuwsbrief|nieuwsbrieven)\b",
        r"(?:zapisz się|zaprenumeruj)\b.{0,140}?\bnewsletter",
        r"(?:prenumerera|anmäl dig|meld deg på|tilmeld dig)\b.{0,140}?\b(?:nyhetsbrev|nyhedsbrev)",
        r"подпи(?:сывайтесь|шитесь|сывайся)\b.{0,140}?\b(?:рассылк|канал|телеграм|telegram|новост|наш)",
        r"(?:メールマガジン|メルマガ).{0,40}(?:登録|購読)",
        r"(?:订阅|訂閱).{0,40}(?:通讯|电子报|電子報|频道)",
    ),
    _rule(
        "asks the reader to share or follow",
        BlockKind.FURNITURE,
        160,
        r"(?:share|tweet|pin|email|print)(?: (?:this|it|on|via|the (?:story|article|post))\b[^.!?]{0,80})? ?:?$",
        r"(?:share|tweet|pin|e-?mail|print|facebook|twitter|x|linkedin|whatsapp|telegram|pinterest|reddit|copy link|flipboard|pocket)(?:(?: ?[|,/·•] ?| )(?:share|tweet|pin|e-?mail|print|facebook|twitter|x|linkedin|whatsapp|telegram|pinterest|reddit|copy link|flipboard|pocket|more))+$",
        r"(?:like|liked|enjoy(?:ed)?|love[d]?) (?:this|the|our) (?:story|article|post|piece|video|content)\?",
        r"(?:follow|like|find|join) (?:us|me|him|her|them|@?\w{1,30}(?: \w{1,30})?) (?:on|at) (?:facebook|twitter|instagram|x|linkedin|youtube|telegram|whatsapp|google news|tiktok|threads|mastodon|bluesky|social media)\b",
        r"(?:teilen|artikel teilen|beitrag teilen|folgen sie uns|folge uns|partager|partagez|suivez-nous|compartir|comparte|síguenos|condividi|seguici|compartilhe?|siga-nos|delen|deel dit|volg ons|dela|del|udostępnij|поделиться|делитесь|paylaş)\b[^.!?]{0,80}$",
        r"(?:シェアする?|ツイート|공유(?:하기)?|分享(?:到|至)?|شارك|मुझे फॉलो|แชร์) ?[^。.!?]{0,30}$",
    ),
    _rule(
        "asks the reader for support or an opinion",
        BlockKind.FURNITURE,
        300,
        r"(?:support (?:our|independent|us|quality)|donate\b|become a (?:member|subscriber|supporter|patron)|make a donation|if you (?:liked|enjoyed|found|like|value|appreciate)\b.{0,120}?\b(?:article|story|post|piece|journalism|reporting|work)\b|thanks? (?:you )?for reading|have (?:a|any) (?:tip|story|news tip|question|comment)|got a (?:tip|story)|let us know\b|what do you think|tell us what you think|leave a (?:comment|reply)|join the (?:conversation|discussion)|post a comment|comments? (?:are|is) closed)",
        r"(?:unterstützen sie|faites un don|soutenez|apoya|sostieni|apoie|steun)\b.{0,80}?\b(?:uns|journalismus|journalisme|periodismo|giornalismo|jornalismo|nous|journalistiek)\b",
        where=Where.EDGES,
    ),
    # ---- the law, the machine, the page itself
    _rule(
        "keeps rights or disclaims them",
        BlockKind.FURNITURE,
        500,
        r".{0,200}?\b(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|tutti i diritti riservati|todos os direitos reservados|alle rechten voorbehouden|wszelkie prawa zastrzeżone|alla rättigheter förbehålls|все права защищены|tüm hakları saklıdır)",
        r"(?:copyright\b|©|\(c\)) ?(?:©|\(c\))? ?(?:[^\W\d]+,? ){0,4}(?:19|20)\d\d\b",
        r"(?:©|copyright ©) ?\S",
        r"this (?:material|content|article|story|report) (?:may|must|can|is|has) (?:not )?(?:be )?(?:published|copyright|protected|reproduced|been (?:edited|generated|auto))",
        r"this (?:document|article|page|work|website) is (?:subject to|protected by) copyright",
        r"(?:the )?(?:views|opinions|statements)(?: and (?:views|opinions))? expressed\b",
        r"(?:die hier|die in diesem|les opinions exprimées|las opiniones expresadas|le opinioni espresse|as opiniões expressas)\b.{0,160}?\b(?:autor|auteur|autore|wiedergeben|geäußert)",
        r"無断転載|版权所有|版權所有|本文版权|무단 ?전재|جميع الحقوق محفوظة|सर्वाधिकार सुरक्षित",
    ),
    _rule(
        "asks for consent to cookies or scripts",
        BlockKind.FURNITURE,
        500,
        r"(?:we|this (?:web)?site|our (?:web)?site|we and our (?:\d+ )?partners)\b.{0,60}?\b(?:use|uses|store|access)\b.{0,60}?\bcookies\b",
        r"by (?:continuing|using|clicking|accepting|browsing)\b.{0,160}?\b(?:cookies|privacy policy|terms of (?:use|service))\b",
        r"(?:accept|reject|manage|allow)(?: all)? cookies\b",
        r"(?:wir (?:verwenden|nutzen|setzen)|(?:diese|unsere) (?:web)?(?:site|seite) (?:verwendet|nutzt|benutzt))\b.{0,60}?\bcookies\b",
        r"(?:nous utilisons|ce site utilise|utilizamos|este sitio(?: web)? (?:usa|utiliza)|usamos|questo sito (?:usa|utilizza)|utilizziamo|este site (?:usa|utiliza)|wij gebruiken|deze (?:website|site) (?:maakt gebruik|gebruikt)|vi använder|vi bruger|vi bruker|мы используем|na naszej stronie)\b.{0,60}?(?:\bcookies?\b|файлы cookie|informasjonskapsler|kakor)",
        r"(?:please )?(?:enable|turn on|activate) (?:java ?script|cookies)\b",
        r"(?:your browser|this browser)\b.{0,80}?\b(?:not support|does not|doesn['’]t|out of date|javascript)\b",
        r"(?:you need to|to (?:view|use|see) this|bitte aktivieren sie|javascript (?:is|must|seems|has been))\b.{0,80}?\b(?:java ?script|enabled?|disabled)\b",
        where=Where.EDGES,
    ),
    _rule(
        "an advertisement's label",
        BlockKind.FURNITURE,
        60,
        r"(?:advertisements?|advertising|ad|sponsored(?: content)?|paid (?:post|content)|promoted|story continues below(?: advertisement)?|article continues (?:after|below)\b.*|scroll to continue\b.*|werbung|anzeige|publicité|publicidad|pubblicità|publicidade|advertentie|reklama|annons|annonse|annonce|mainos|реклама|reklam|quảng cáo|広告|광고|广告|廣告|إعلان|विज्ञापन|โฆษณา) ?[:.]?$",
    ),
    _rule(
        "says what the site earns by its links",
        BlockKind.FURNITURE,
        500,
        r"(?:this|the following|some|our) (?:\w+ ){0,3}?(?:posts?|articles?|pages?|stor(?:y|ies)|content|links?|guide|review|site|website)\b.{0,80}?\b(?:(?:affiliate|referral|sponsored) (?:links?|partners?|marketing|program|commissions?|content)|(?:from|of) (?:one or more of )?our (?:advertisers|partners))\b",
        r"(?:(?:we|i|our site|the site) (?:may|might|can|will|could) (?:earn|receive|get|collect|be paid) (?:an? )?(?:small |affiliate |modest |share of )?(?:commissions?|compensation|fees?|sales)\b|(?:when|if) you (?:buy|purchase|click|shop|sign up)\b.{0,80}?\bwe (?:may|might|can) (?:earn|receive|get)\b)",
        r"(?:affiliate|advertiser|advertising|partner) (?:disclosure|disclaimer|notice)\b",
        r"(?:(?:dieser|diese|dieses|der|die|unser|unsere) (?:\w+ ){0,2}?(?:artikel|beitrag|text|seite|links?)\b.{0,80}?\b(?:affiliate|provisions)-?links?\b|(?:wenn|kaufen|klicken) (?:sie|du|ihr)\b.{0,160}?\b(?:erhalten|bekommen) wir\b.{0,40}?\bprovision\b|(?:mit|bei) .{0,40}?\baffiliate-?links?\b)",
        r"(?:cet article|ce contenu|cette page|certains liens)\b.{0,80}?\b(?:liens? (?:d['’]affiliation|affiliés?|sponsorisés?)|affiliés?)\b",
        r"(?:este (?:artículo|contenido|post)|esta página|algunos enlaces|este artigo|esta página|questo articolo|questa pagina|alcuni link|dit artikel|deze pagina)\b.{0,80}?\b(?:enlaces? de afiliad\w+|afiliad\w+|links? de afiliad\w+|link (?:di affiliazione|affiliati)|affiliat\w+|affiliate-?links?)\b",
    ),
    _rule(
        "stands where a post of another site would be loaded",
        BlockKind.FURNITURE,
        160,
        r"(?:view|see) this (?:post|photo|profile|video|thread) on (?:instagram|facebook|threads|twitter|x|tiktok|bluesky)$",
        r"(?:sieh dir diesen beitrag auf|voir cette publication sur|ver esta publicación en|visualizza questo post su|ver (?:esta|essa) (?:publicação|foto) no|dit bericht op|wyświetl ten post na|visa det här inlägget på|se dette innlegget på|vis dette opslag på|посмотреть эту публикацию в|bu gönderiyi) instagram\b[^.!?]{0,40}$",
        r"(?:a (?:post|photo|video|reel) shared by|ein (?:beitrag|foto|video) geteilt von|une? (?:publication|photo|vidéo) partagée par|una (?:publicación|foto) compartida (?:por|de)|un post condiviso da|(?:uma publicação|um post) (?:com)?partilhad[ao] por) .{1,80}$",
        unfinished=True,
    ),
    _rule(
        "a control or a count of the page",
        BlockKind.FURNITURE,
        80,
        r"(?:skip to (?:main )?content|back to (?:top|home)|(?:log|sign) ?in(?: to .{0,40})?|load(?:ing)?(?: more)?(?: comments)?(?:\.\.\.|…)?|show (?:more|comments|all)|view (?:all )?comments|\d+ (?:comments?|shares?|views?|likes?|kommentare?|commentaires?|comentarios?|commenti)|no comments(?: yet)?|comments?|reply|print(?: this)?|save|listen(?: to (?:this )?(?:article|story))?|play|pause|close|menu|search|next|previous|enlarge(?: image)?|view gallery|expand) ?[:|.]?$",
        r"(?:reading time|lesezeit|lesedauer|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura|leestijd)\b[^.]{0,30}\.?$",
        r"(?:estimated )?\d{1,3}[ -]?(?:min(?:ute)?s?\.?|minuten|minutos|minuti)(?: (?:read|lesezeit|de lecture|de lectura|lezen))$",
    ),
    _rule(
        "files the story under words",
        BlockKind.FURNITURE,
        300,
        r"(?:tags?|tagged|topics?|categor(?:y|ies)|filed under|posted in|keywords?|labels?|schlagw(?:orte|örter)|stichwörter|themen|mots-clés|étiquettes|etiquetas|temas|categorías|argomenti|trefwoorden|słowa kluczowe|теги|ключевые слова|タグ|标签|標籤|태그) ?[:：] ?[^.!?]{0,280}$",
        unfinished=True,
    ),
    _rule(
        "dates the page",
        BlockKind.FURNITURE,
        100,
        r"(?:published|posted|updated|last (?:updated|modified|edited)|first published|created|modified|issued|veröffentlicht|veröffentlichung|erschienen|aktualisiert|erstellt|stand|zuletzt (?:geändert|aktualisiert)|publié|mis à jour|mise à jour|modifié|publicado|actualizado|pubblicato|aggiornato|atualizado|gepubliceerd|bijgewerkt|laatst gewijzigd|opublikowano|aktualizacja|publicerad|uppdaterad|publisert|oppdatert|offentliggjort|opdateret|опубликовано|обновлено|yayınlan\w*|güncellenme)\b[^.!?]{0,40}?\d[^!?]{0,50}$",
        r"(?:更新|公開|発表|发布|發布|入力|수정|입력)[^。]{0,10}\d[^。]{0,30}$",
        unfinished=True,
        where=Where.EDGES,
    ),
    _rule(
        "opens with a date and nothing to say about it",
        BlockKind.FURNITURE,
        140,
        rf"(?:\w{{3,12}}\.?,? )?(?:{_NUMERIC_DATE}|{_WORDED_DATE})(?:,? (?:at |um |à |a las )?\d{{1,2}}[:.h]\d{{2}}(?: ?(?:uhr|[ap]\.?m\.?))?)?(?: ?[|·•–—-] ?.{{0,100}})?$",
        where=Where.START,
        unfinished=True,
    ),
    _rule(
        "tells where to follow the writer",
        BlockKind.FURNITURE,
        400,
        r".{0,300}?\bfollow (?:him|her|them|us|me|\S+ \S+) (?:on (?:twitter|instagram|facebook|x|threads|bluesky|mastodon|linkedin)\b|@\w)",
        where=Where.END,
    ),
    _rule(
        "names who wrote or edited, outside the story",
        BlockKind.FURNITURE,
        300,
        r"\(?(?:additional )?(?:reporting|writing|editing|compiled|edited|translated|produced|photographs?|graphics?|fact-?check(?:ed|ing)?|research)(?: and (?:writing|editing|reporting))? by [^.!?]{2,200}[.)]{0,2}$",
        r"(?:übersetz(?:t|ung)|aus dem \w+ (?:übersetzt|von)|redaktion|text|traduit|traduction|traducción|traduzione|tradução|vertaling|redigerad|redigert|перевод|редактор) ?(?:von|par|de|di|door|av|af)? ?[:：] ?[^.!?]{2,80}$",
        r"(?:contact|reach|email|e-mail|write to) (?:the (?:author|reporter|writer|editor)|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?) (?:at|on|via)\b",
        r"about the (?:authors?|writers?) ?:?$",
        r"(?:zur person|über d(?:en|ie) autor(?:in|en)?|à propos de l['’]auteur|sobre (?:el|la|o|a) autora?|l['’]autore|over de auteur|om författaren|om forfatteren|об авторе|著者プロフィール|作者简介) ?:?$",
        where=Where.EDGES,
    ),
    _rule(
        "a line that names the writer",
        BlockKind.FURNITURE,
        100,
        r"(?:by|words by|written by|story by|text by|von|par|por|di|door|av|af|autor(?:in)?|author|auteur|autore|skribent|автор|작성자|作者|文|記者) ?[:：]? \S[^.!?:;]{1,80}$",
        where=Where.START,
        unfinished=True,
    ),
)

# A picture described in a phrase, as captions do; a finite verb would make it a sentence of the story.
DESCRIBES_PICTURE: Final = re.compile(
    r"(?:an?|the|this|one|another|undated|file) (?:\w+ ){0,2}?"
    r"(?:photo|photograph|picture|image|screenshot|still|handout|screen ?grab|video ?grab|illustration|rendering|map|"
    r"graphic|drawing|aerial view)s?\b,? "
    r"(?:showing|shows|depicting|depicts|taken|released|provided|posted|dated|illustrating|illustrates)\b"
    r"|(?:ein|das|dieses) (?:undatiertes )?(?:foto|bild|archivbild|archivfoto|standbild)\b.{0,30}? zeigt\b"
    r"|(?:une?|cette) (?:photo(?:graphie)?|image|capture d['’]écran) (?:montrant|montre|prise|publiée|diffusée)\b"
    r"|(?:una|esta) (?:foto(?:grafía)?|imagen|captura) (?:que muestra|muestra|tomada|publicada)\b"
    r"|una (?:foto(?:grafia)?|immagine) (?:che mostra|mostra|scattata)\b"
    r"|uma (?:foto(?:grafia)?|imagem) (?:que mostra|mostra|tirada)\b",
    re.IGNORECASE,
)
FINITE: Final = re.compile(
    r"\b(?:is|are|shows?|was|were|has|have|had|will|would|can|could|may|might|must|should|does|did|said|says|told|went|"
    r"came|led|became|made|caused|sparked|drew|prompted|triggered|emerged|surfaced|appeared|circulated|spread|hangs|"
    r"hung|stands|stood|gave|got|won|sold|raised|stirred|remains|ist|war|hat|sorgte|wurde|kursiert\w*|löste|hängt|est|"
    r"a été|fait|circule|provoqué|es|fue|ha|circula|provocó|è|stata|foi|circulou)\b",
    re.IGNORECASE,
)
CREDIT_AT_END: Final = re.compile(
    rf"[(\[](?:(?:{_PICTURE})s?(?: ?[:/|=©]| (?:credit|courtesy|by|via|von|de|per)\b)[^()\[\]]{{0,100}}|credits?: [^()\[\]]{{1,100}}|[^()\[\]]{{0,60}}\b(?:{_AGENCY})(?:/[^()\[\]]{{0,60}})?|courtesy of [^()\[\]]{{1,80}})[)\]]\.?$"
    rf"|[.!?…] (?:{_AGENCY})\s?[/|–-]\s?[^.!?]{{1,40}}$"
    r"|[.!?…] \((?:nasa|esa|eso|noaa|usgs)/[^()\[\]]{2,60}\)$",  # of news agencies, (dpa/lby) is the story's own
    re.IGNORECASE,
)
# … but an agency alone in brackets, or with its desk, is the story's own source.
AGENCY_ALONE: Final = re.compile(
    r"[(\[](?:theo )?(?:[\w ]{1,20}, ?)?(?:(?-i:[a-z]{2,5})/)?"
    r"(?:reuters|afp|dpa|epa|efe|ansa|ap|xinhua|anp|belga|keystone)(?:/(?-i:[a-z]{2,5})){0,2}[)\]]\.?$",
    re.IGNORECASE,
)
RELEASED: Final = re.compile(
    r"\((?:released|file|handout|archive|archiv|archivbild|symbolbild)\)\.?$", re.IGNORECASE
)

TRADE: Final = re.compile(
    r"\b(?:(?:staff|senior|chief|freelance|contributing|investigative|political|science) )?"
    r"(?:writers?|reporters?|journalists?|editors?|correspondents?|columnists?|contributors?|bloggers?|freelancers?|authors?|"
    r"intern|photographers?|producers?|redakteur(?:in)?|journalist(?:in)?|korrespondent(?:in)?|autor(?:in)?|kolumnist(?:in)?|"
    r"volontär(?:in)?|journaliste|rédact(?:eur|rice)|correspondante?|chroniqueu(?:r|se)|aut(?:eure?|rice)|periodista|"
    r"redactora?|corresponsal|columnista|autora?|giornalista|redat(?:tore|trice)|jornalista|repórter|colunista|redacteur|"
    r"verslaggever|redaktör|redaktør|dziennikark?[az]?|redaktork?a?)\b",
    re.IGNORECASE,
)
BIOGRAPHY: Final = re.compile(
    r"\b(?:is the author of|work has appeared|writings? (?:has|have) appeared|lives (?:in|with)|(?:follow|find|reach|contact) (?:him|her|them)\b|"
    r"on twitter|@\w{3,}|lebt (?:in|und)|vit (?:à|en)|vive (?:en|a|em)|holds a (?:degree|phd|ph\.d)|is based in|graduate of|"
    r"autor(?:in)? (?:von|des)|auteur de|autor(?:a)? de|autore di)",
    re.IGNORECASE,
)
