"""Words that tell a person from an office: given names, names of offices and of their mailboxes.

Facts of the German language, not a list of people; whoever bears a name that is missing here is
still found by salutation, title, type of the entry or form of the mail address.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GIVEN_NAMES = _words(
    """
    achim adam adelheid adrian agnes ahmed ahmet albert albrecht alex alexander alexandra
    alfred ali alice alina alma aloys amelie amina anastasia andrea andreas andré angela
    angelika anika anita anja anke ann anna annabell anne annegret anneliese annemarie
    annett annette annika anton antje antonia antonius armin arne arnold arthur astrid
    august axel ayse ayşe barbara bastian beate beatrice beatrix ben benedikt benjamin
    bernadette bernd bernhard bert bertha berthold bettina bianca birgit björn boris
    brigitte britta bruno burkhard carina carl carla carlo carmen carola carolin carsten
    caspar cathrin cem charlotte christa christel christian christiane christina christine
    christof christoph christopher claas clara clarissa claudia claus clemens conny conrad
    constantin cordula corinna cornelia cornelius dagmar damian daniel daniela david denise
    dennis detlef diana dieter dietmar dietrich dirk dominik dominique dora doris doro
    dorothea dorothee eberhard eckhard edeltraud edgar edith eduard egon elena elfriede
    eleonore elias elif elisa elisabeth elke ella ellen elmar elsbeth emil emilia emily
    emine emma emre engelbert erhard eric erich erik erika erna ernst erwin esther eugen eva
    evelyn fabian falk fatima fatma felix ferdinand finn florian frank franz franziska
    frauke fred frederik friedemann friederike friedhelm friedrich fritz gabi gabriel
    gabriele georg gerald gerd gerda gerhard gerlinde gernot gert gertrud gesa gesine
    gilbert gisbert gisela gottfried greta gregor guido gundula gunnar gunther gustav günter
    günther hagen hakan halil hanna hannah hannelore hannes hans harald hartmut hasan hedwig
    heidemarie heidi heike heiko heiner heinrich heinz helen helena helene helga helge hella
    hellmut helmut hendrik henning henriette henrik henry herbert heribert hermann hilde
    hildegard holger horst hubert hubertus hugo hülya ibrahim ida igor ilka ilona ilse immo
    ina ines inga inge ingeborg ingo ingrid inka ira irene irina iris irmgard isa isabel
    isabell isabelle ismail ivan ivonne jaqueline jakob jan jana janina janine jannik jasmin
    jens jessica jil joachim joana jochen johann johanna johannes john jonas jonathan jost
    josef josefine joseph judith julia julian juliane julius jürgen jutta jörg jörn kai
    karen karin karina karl karla karlheinz karola karolin karolina karsten kaspar katarina
    katharina kathleen kathrin kati katja katrin kay kerstin kilian kim kirsten klaas klara
    klaudia klaus klemens knut konrad konstantin kornelia kristin kristina kurt lara lars
    laura lea lena leo leon leonard leonhard leonie leopold lilli lina linda linus lisa
    liselotte lothar louis louisa luca lucas lucia ludger ludwig luis luisa luise lukas lutz
    lydia magda magdalena maik maike maja malte malin mandy manfred manja manuel manuela
    marc marcel marco marcus mareike maren margarete margarethe margit margot margret maria
    marian marianne marie marina mario marion marita marius mark marko markus marlene
    marlies marlis martha martin martina marvin mathias mathilde matthias maurice max
    maximilian maya mechthild mehmet meike meinolf melanie melina meret merle mia michael
    michaela michel mike milena mira miriam mirja mirko mohammed mohamed monika moritz
    muhammed murat mustafa nadine nadja natalia natalie natascha nele nico nicola nicolas
    nicole niels nikita niklas nikola nikolaus nils nina nino noah nora norbert norman nuri
    ole olaf oleg olga oliver olivia orhan oskar osman oswald otmar ottmar otto ottokar
    pamela pascal patricia patrick patrizia paul paula pauline peer peggy petar peter petra
    philip philipp pia rafael rahel raimund rainer ralf ralph ramona raphael rebecca rebekka
    regina regine reiner reinhard reinhold renate rene renée rené ricarda richard rita
    robert robin roger roland rolf roman romy ronald ronja ronny rosa rosemarie rosi
    roswitha rouven rudi rudolf ruprecht ruth rüdiger sabine sabrina samuel sandra sara
    sarah sascha sebastian selma sibylle sieglinde siegbert siegfried siegmar siegrid
    sigmund sigrid silke silvia silvio simon simona simone sina sofia sofie sonja sophia
    sophie stefan stefanie steffen steffi stella stephan stephanie susan susanna susanne
    svea sven svenja sybille sylke sylvia tabea tamara tanja tanya tatjana thea theo theodor
    theresa therese thilo thomas thorben thorsten till tilman tim timo tina tobias tom
    torben torsten traute udo ulf uli ulla ulli ullrich ulrich ulrike ursel ursula ute utz
    uwe valentin valentina valerie vanessa vera verena veronika viktor viktoria vinzenz
    volker volkmar walter walther waltraud werner wibke wiebke wilfried wilhelm wilhelmine
    willi willy winfried wolf wolfgang wolfram xaver yannick yasemin yasmin yusuf yvonne zoe
    özlem
    """
)

# Whole words of which one says: an office, a company, a place, an address.
OFFICE_WORDS = _words(
    """
    abt abteilung ag amt amtes ämter anstalt ansprechstelle archiv aör arbeitsgruppe bad
    behörde bereich betrieb betriebe bezirk bezirksregierung bibliothek board bund bundesamt
    burg büro center centre city cloud club co commission company copyright council daten
    datenbank data department der des dezernat dienst dienste dienstleister digital
    direktion district dr-oetker edv eg eigenbetrieb ev e.v entwicklung facility fachbereich
    fachdienst fachgebiet fakultät fb feuerwehr firma forum förderung foundation für for gbr
    gemeinde genossenschaft geo geodaten geoinformation geoportal gesellschaft gis gmbh
    ggmbh group gruppe gymnasium hauptamt haus helpdesk hochschule hof hotline hub inc info
    information initiative insel institut institute it kataster kg kirche klinik
    koordination kontakt kontaktstelle krankenhaus kreis kreises kunde kultur land landes
    landesamt landkreis leitstelle leitung liegenschaften ltd management marketing mbh
    ministerium mobilität municipality museum nord of office ohg open opendata ost partner
    planung platz polizei portal poststelle post presse projekt rat rathaus redaktion
    referat region regierung sachgebiet sankt schloss schloß schule se sekretariat service
    services software solutions stab stabsstelle stadt stadtwerke statistik stelle stiftung
    straße strasse süd support system systeme team technologien tourismus ug umwelt
    umweltamt und union universität university unit unternehmen verband verein verkehr
    verlag vermessung verwaltung von-der-stadt weg werke west wirtschaft
    wirtschaftsförderung zentrale zentrum zweckverband & kommune kommunal kommunale
    öffentliche öffentlicher unbekannt unknown test-stelle
    """
)

# Endings of compound words of the same meaning.
OFFICE_ENDINGS = tuple(
    _words(
        """
    abteilung agentur akademie allee amt amts anstalt archiv bahn behörde bereich betrieb
    betriebe bibliothek bücherei büro club daten dezernat dienst dienste feuerwehr forum
    förderung gemeinde gesellschaft gruppe gymnasium haus hochschule hof institut kammer
    kasse kirche klinik koordination kreis krankenhaus leitung management marketing
    ministerium museum netz planung platz polizei portal rat redaktion referat regierung
    ring schule schutz service stadt stelle stiftung straße strasse straßen technik
    tourismus universität verband verein verkehr verlag vermessung verwaltung weg werk werke
    wesen wirtschaft zentrale zentrum
    """
    )
)

OFFICE_BEGINNINGS = ("bundes", "landes", "stadt", "kreis", "bezirks", "geo", "open", "universit")

# Parts of the name in front of the @ that belong to a mailbox of an office.
MAILBOXES = _words(
    """
    abfall abt abteilung abwasser admin amt anfrage anfragen antrag anzeige archiv auskunft
    bad bahn bauamt bauen bauordnung beratung bestellung beteiligung bibliothek boden
    buecherei buergerbuero buergerservice bund bus bürgerbüro bürgerservice contact daten
    data datenportal datenschutz dezernat dienst dienste digital digitalisierung edv email
    empfang energie fachbereich fb feuerwehr finanzen fm forst gas gdi gebäude geo geodaten
    geoinfo geoinformation geoportal gesundheit gis gutachter gutachterausschuss haushalt
    help helpdesk hilfe hochbau hotline info information infos inspire it jugend kaemmerei
    kataster klima klimaschutz kommunikation kontakt koordination kreis kultur kämmerei land
    landkreis landwirtschaft leitstelle mail marketing metadata metadaten mobilitaet
    mobilität museum natur netz noreply office open opendata ordnung ordnungsamt personal
    planung portal post posteingang poststelle presse pressestelle projekt projekte rathaus
    recht redaktion referat region sales schule sekretariat service shop soziales sport
    stadt stadtarchiv stadtplanung stadtwerke statistik stelle steuern strassen straßen
    strom support team tiefbau tourismus tourist umwelt umweltamt vermessung vertrieb
    verkehr verwaltung veterinaer vhs wahl wahlamt wahlen wald wasser web webmaster
    wirtschaft wohnen zentrale admins administrator dev test-stelle ticket hallo moin
    servicedesk kundenservice
    """
)

# Such parts also inside of a longer word ("stadtmuseum-delbrueck").
MAILBOX_STEMS = tuple(
    _words(
        """
    amt buero büro daten dienst geodat geoinf gemeinde kataster kontakt kreis mobil museum
    noemail noreply opendata planung portal presse rathaus redaktion service stadt stelle
    statistik support umwelt vermess verkehr verwaltung vertrieb webmaster wirtschaft
    zentrum
    """
    )
)

FREE_MAIL = _words(
    """
    gmail.com googlemail.com gmx.de gmx.net web.de t-online.de yahoo.de yahoo.com
    outlook.com outlook.de hotmail.com hotmail.de icloud.com aol.com freenet.de posteo.de
    mailbox.org
    """
)
