"""Persons become offices, before anything is stored (issue 5, pipeline 7)."""

from __future__ import annotations

import time

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from ckanext.modellregion_owl.findings import Finding, Severity
from ckanext.modellregion_owl.harvest.personal.clean import Policy, clean
from ckanext.modellregion_owl.harvest.personal.contacts import (
    Line,
    line,
    mail_kind,
    mails,
    mask,
    phones,
)
from ckanext.modellregion_owl.harvest.personal.names import Kind, whose
from ckanext.modellregion_owl.harvest.personal.terms import is_number
from ckanext.modellregion_owl.harvest.records.make import make_record

pytestmark = pytest.mark.unit

PERSONS = [
    "Max Mustermann",
    "MAX MUSTERMANN",
    "max mustermann",
    "Mustermann, Max",
    "Mustermann, M.",
    "M. Mustermann",
    "H.-J. Müller",
    "Hans-Jürgen Müller-Lüdenscheid",
    "Frau Müller",
    "Herr Schulze-Osterkamp",
    "Herrn Dr. Peter Meier",
    "Dr. Kaltrina Berisha",
    "Prof. Dr.-Ing. Anke Große",
    "Dipl.-Ing. Ulrich Niemeier",
    "Dipl. Geogr. Sabine Kleine",
    "Eva von der Heide",
    "von der Heide, Eva",
    "Peter Neuhaus",
    "Ursula Altstadt",
    "Ansprechpartnerin: Petra Kleinschmidt",
    "Bearbeiter: Niggemeyer",
    "z. Hd. Frau Kaiser",
    "Ayşe Yılmaz",
    "Manuela Mädge",
    "Maria Anna Elisabeth Vogt",
]
OFFICES = [
    "Stadt Delbrück",
    "Kreis Paderborn",
    "Stadt Paderborn, Amt für Vermessung und Geoinformation",
    "Kreis Paderborn, Amt für Geoinformation, Kataster und Vermessung",
    "Presseamt/Statistikstelle der Stadt Bielefeld",
    "Open Data Koordination der Stadt Münster",
    "Statistisches Landesamt Rheinland-Pfalz",
    "Heinz Nixdorf MuseumsForum",
    "Heinz Nixdorf Institut",
    "Konrad-Adenauer-Stiftung",
    "Anna-Seghers-Schule",
    "Paul-Gerhardt-Haus",
    "Maria Hilf Krankenhaus",
    "Peter Gläsel Stiftung",
    "Dr. August Oetker KG",
    "Otto GmbH & Co. KG",
    "GKD Paderborn",
    "IT.NRW",
    "GDI-DE",
    "enviroCar",
    "leihleeze.de",
    "Geschäftsstelle des Gutachterausschusses",
    "Digital Hub münsterLAND",
    "Fachbereich 5 - Bauen und Umwelt",
    "Amt 62",
    "Bad Lippspringe",
    "Schloß Neuhaus",
    "Ansprechstelle Hamburg",
    "Science and Technology Facilities Council, UK",
    "OpenStreetMap Münster",
    "Marienschule",
    "Bürgerbüro",
    "",
]


class TestWhose:
    @pytest.mark.parametrize("text", PERSONS)
    def test_persons(self, text):
        """Salutation, title, given name, initial or "family name, given name"."""
        assert whose(text).kind is Kind.PERSON

    @pytest.mark.parametrize("text", OFFICES)
    def test_offices(self, text):
        """Places, offices, companies, also those named after a person."""
        assert whose(text).kind is Kind.OFFICE

    @pytest.mark.parametrize("text", ["Kaltrina Berisha", "Makx Dekkers", "Peter Hof"])
    def test_doubtful(self, text):
        """Two unknown words may be anything: a question. Of an entry of a person: a person."""
        assert whose(text).kind is Kind.DOUBT
        assert whose(text, person=True).kind is Kind.PERSON

    @pytest.mark.parametrize(
        ("text", "office"),
        [
            ("Stadt Paderborn, Herr Müller", "Stadt Paderborn"),
            ("Stadt Delbrück - Max Mustermann", "Stadt Delbrück"),
            ("Max Mustermann (Kreis Paderborn)", "Kreis Paderborn"),
            ("Amt für Geoinformation Frau Müller", "Amt für Geoinformation"),
            ("Kreis Paderborn / Amt 62 / Sabine Kleine", "Kreis Paderborn, Amt 62"),
        ],
    )
    def test_office_beside_a_person(self, text, office):
        """What of the name is the office's stays."""
        verdict = whose(text)
        assert (verdict.kind, verdict.office) == (Kind.PERSON, office)

    def test_office_under_the_type_of_a_person(self):
        """Many catalogues say "Individual" of every contact."""
        assert whose("Open Data Koordination", person=True).kind is Kind.OFFICE


class TestMailKind:
    @pytest.mark.parametrize(
        "address",
        [
            "max.mustermann@paderborn.de",
            "mailto:Max.Mustermann@Paderborn.de",
            "m.mustermann@kreis-paderborn.de",
            "kaltrina.berisha@delbrueck.de",
            "hans-peter.mueller@bielefeld.de",
            "petra@verein.example",
            "max_mustermann@gmx.de",
            "mustermann77@web.de",
        ],
    )
    def test_persons(self, address):
        """`first.last@`, an initial, a given name, an unknown name at a free provider."""
        assert mail_kind(address) is Kind.PERSON

    @pytest.mark.parametrize(
        "address",
        [
            "opendata@bielefeld.de",
            "open-data@stadt-muenster.de",
            "GIS@Kreis-Paderborn.de",
            "bauen.wohnen@paderborn.de",
            "umwelt.klima@kreis-paderborn.de",
            "info@conterra.de",
            "stadtmuseum-delbrueck@web.de",
            "geodaten.kreis@owl.example",
            "amt62@paderborn.de",
            "a62@paderborn.de",
            "gkdpb@gkdpb.de",
            "noemailprovided@usa.gov",
            "data.admin@example.com",
            "DBOpenData@deutschebahn.com",
        ],
    )
    def test_offices(self, address):
        """Mailboxes of offices, also with a dot inside."""
        assert mail_kind(address) is Kind.OFFICE

    @pytest.mark.parametrize("address", ["mmustermann@paderborn.de", "petra.presse@paderborn.de"])
    def test_doubtful(self, address):
        """One unknown word may be a person: a question, unless the record names that person."""
        assert mail_kind(address) is Kind.DOUBT

    def test_name_in_the_record(self):
        """`mmueller@` beside "Frau Müller" is hers."""
        assert mail_kind("mmueller@paderborn.de", {"müller"}) is Kind.PERSON


class TestLine:
    @pytest.mark.parametrize(
        ("number", "kind"),
        [
            ("05251 88-1234", Line.DIRECT),
            ("tel:+49-5251-88-1234", Line.DIRECT),
            ("+49 (0) 5251 308-6200", Line.DIRECT),
            ("05251/88-12", Line.DIRECT),
            ("tel:+494042840-3494", Line.DIRECT),
            ("05251 88-0", Line.CENTRAL),
            ("+49 5251 88-00", Line.CENTRAL),
            ("05251-881234", Line.PLAIN),
            ("05250-9960", Line.PLAIN),
            ("+49 5251 881234", Line.PLAIN),
            ("0171 2345678", Line.MOBILE),
            ("+49 (0)160-1234567", Line.MOBILE),
        ],
    )
    def test_kinds(self, number, kind):
        """A direct line shows itself by its extension (DIN 5008)."""
        assert line(number) is kind


class TestInText:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Rückfragen unter 05251 88-1234 oder per Mail.", ["05251 88-1234"]),
            ("Tel.: 0525188123", ["0525188123"]),
            ("Amtlicher Schlüssel 057740032032, AGS 05774032", []),
            ("Zeitraum 01.01.2020 - 31.12.2021, Stand 2020-05-01", []),
            ("ISBN 978-3-16-148410-0, EPSG:25832, 0,5 Hektar, 33098 Paderborn", []),
            ("Flurstück 05 774 - Blatt 12", []),
            ("Koordinaten 051.7189 008.7575", []),
            ("+49 5251 88 0 ist die Zentrale", ["+49 5251 88 0"]),
        ],
    )
    def test_phones(self, text, found):
        """Numbers, but no official keys, dates or coordinates."""
        assert phones(text) == found

    def test_mails(self):
        """All of them, without the full stop behind."""
        text = "An geo@kreis-paderborn.de, Max.Muster@paderborn.de. Nicht: @home"
        assert mails(text) == ["geo@kreis-paderborn.de", "Max.Muster@paderborn.de"]

    def test_mask(self):
        """Nothing of the value is left but the domain."""
        hidden = mask("Fragen: max.muster@paderborn.de, Tel. 05251 88-1234")
        assert hidden == "Fragen: •••@paderborn.de, Tel. •••"


PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix dcatde: <http://dcat-ap.de/def/dcatde/> .
<https://d.example/1> a dcat:Dataset ; dct:title "Bäume" .
"""
POLICY = Policy(organisation="Stadt Paderborn")


def cleaned(turtle: str, policy: Policy = POLICY):
    triples = list(parse(PREFIXES + turtle, format=RdfFormat.TURTLE))
    record = make_record(triples, NamedNode("https://d.example/1"), "https://d.example/")
    return clean(record, policy)


def text_of(record) -> str:
    return "\n".join(map(str, record.triples))


CONTACT = """<https://d.example/1> dcat:contactPoint [ a vcard:Individual ;
  vcard:fn "Sabine Kleinschmidt" ; vcard:organization-name "Vermessungsamt" ;
  vcard:hasEmail <mailto:s.kleinschmidt@paderborn.de> ;
  vcard:hasTelephone [ a vcard:Voice ; vcard:hasValue <tel:+49-5251-88-1234> ] ] ."""


class TestClean:
    def test_contact(self):
        """Name, address and direct line of a person become the office's, type included."""
        record = cleaned(CONTACT, Policy(organisation="Stadt", mailbox="geo@paderborn.de"))
        text = text_of(record)
        for gone in ("leinschmidt", "1234", "Individual"):
            assert gone not in text
        assert "mailto:geo@paderborn.de" in text
        assert '#fn> "Vermessungsamt"' in text
        rules = {f.rule for f in record.findings}
        assert rules == {"personal.name", "personal.mail", "personal.phone"}

    def test_findings_hold_nothing_of_it(self):
        """The finding tells that something was removed, not what."""
        findings = str(cleaned(CONTACT).findings)
        assert "leinschmidt" not in findings
        assert "1234" not in findings

    def test_findings_on_what_was_left_out(self):
        """An adapter's finding may quote a person that is in no triple, with persons or without."""
        left_out = (
            Finding("member.unknown", Severity.IMPROVE, before="author_email: e.kahl@stadt.de"),
            Finding("contact.account", Severity.IMPROVE, before="kahl_e"),
        )
        for turtle in ("", CONTACT):
            triples = list(parse(PREFIXES + turtle, format=RdfFormat.TURTLE))
            node = NamedNode("https://d.example/1")
            record = make_record(triples, node, "https://d.example/", findings=left_out)
            assert "kahl" not in str(clean(record, POLICY).findings)
            assert "kahl" in str(clean(record, Policy(keep=True)).findings)

    def test_mailbox_of_the_record(self):
        """Without a setting the mailbox of the publisher stands for the personal one."""
        publisher = """<https://d.example/1> dct:publisher [ a foaf:Organization ;
          foaf:name "Stadt Delbrück" ; foaf:mbox <mailto:info@delbrueck.de> ] ."""
        assert "hasEmail> <mailto:info@delbrueck.de>" in text_of(cleaned(CONTACT + publisher))

    def test_no_mailbox_known(self):
        """The address goes, and a finding asks for the office's."""
        record = cleaned(CONTACT)
        assert "@" not in text_of(record)
        assert "personal.mail_missing" in {f.rule for f in record.findings}

    @pytest.mark.parametrize(
        "turtle",
        [
            '<https://d.example/1> dct:publisher "Max Mustermann" .',
            '<https://d.example/1> dct:creator [ a foaf:Person ; foaf:name "Mustermann" ] .',
            '<https://d.example/1> dcatde:maintainer [ a foaf:Agent; foaf:name "Max Mustermann"].',
            "<https://d.example/1> dcat:contactPoint <mailto:max.mustermann@paderborn.de> .",
            """<https://d.example/1> dcat:contactPoint <https://d.example/person/max-mustermann> .
            <https://d.example/person/max-mustermann> a vcard:Kind ; vcard:fn "Max Mustermann" ;
            vcard:hasURL <https://d.example/team/max-mustermann> .""",
            """<https://d.example/1> dcat:contactPoint [ a vcard:Kind ;
            vcard:given-name "Max" ; vcard:family-name "Mustermann" ] .""",
            """<https://d.example/1> dcat:contactPoint [ vcard:fn "Stadt - Max Mustermann" ;
            vcard:note "Sie erreichen Max Mustermann vormittags" ] .""",
            """<https://d.example/1> dcat:distribution <https://d.example/1/csv> .
            <https://d.example/1/csv> dct:rightsHolder [ foaf:name "Max Mustermann" ;
            foaf:phone <tel:01712345678> ] .""",
        ],
    )
    def test_every_place(self, turtle):
        """Whatever the property, the type or the form."""
        text = text_of(cleaned(turtle)).casefold()
        assert "mustermann" not in text
        assert "01712345678" not in text

    def test_known_from_elsewhere_in_the_record(self):
        """A name that alone would be doubtful is that of a person who is named as one."""
        turtle = """<https://d.example/1> dct:creator "Kaltrina Berisha" ;
          dcat:contactPoint [ vcard:fn "Frau Dr. Kaltrina Berisha" ] ."""
        assert "Berisha" not in text_of(cleaned(turtle))

    def test_nobody_is_left_without_a_name(self):
        """The office of the policy stands where the record names none."""
        turtle = '<https://d.example/1> dct:publisher [ a foaf:Person ; foaf:name "Max Muster" ] .'
        text = text_of(cleaned(turtle))
        assert 'name> "Stadt Paderborn"' in text
        assert "foaf/0.1/Organization" in text

    @pytest.mark.parametrize(
        "turtle",
        [
            """<https://d.example/1> dct:publisher <https://delbrueck.example/> .
            <https://delbrueck.example/> a foaf:Organization ; foaf:name "Stadt Delbrück" ;
            foaf:mbox <mailto:info@delbrueck.de> ; foaf:phone <tel:05250-9960> .""",
            """<https://d.example/1> dcat:contactPoint [ a vcard:Individual ;
            vcard:fn "Open Data Koordination" ; vcard:hasEmail <mailto:opendata@citeq.de> ] .""",
            '<https://d.example/1> dct:spatial [ a dct:Location ; dct:title "Peter Hof" ] .',
        ],
    )
    def test_offices_stay(self, turtle):
        """Not a triple, not the digest, not a finding."""
        triples = list(parse(PREFIXES + turtle, format=RdfFormat.TURTLE))
        record = make_record(triples, NamedNode("https://d.example/1"), "https://d.example/")
        assert clean(record, POLICY) == record

    def test_doubtful_ones_are_questions(self):
        """They stay, and a person decides."""
        record = cleaned(
            """<https://d.example/1> dcat:contactPoint [ vcard:fn "Kaltrina Berisha" ;
            vcard:hasEmail <mailto:kberi@paderborn.de> ;
            vcard:hasTelephone <tel:+49-5251-88-1234> ] ."""
        )
        assert {f.rule for f in record.findings} == {
            "personal.name_doubt",
            "personal.mail_doubt",
            "personal.phone_doubt",
        }
        assert "Berisha" in text_of(record)
        assert "erisha" not in str(record.findings)

    def test_free_text_is_only_noted(self):
        """A text is the source's own; a desk asks the source to change it."""
        text = 'dct:description "Fragen an max.muster@paderborn.de, Tel. 05251 88-1234" .'
        record = cleaned(f"<https://d.example/1> {text}")
        assert "max.muster@paderborn.de" in text_of(record)
        assert {f.rule: f.before for f in record.findings} == {
            "personal.text_mail": "•••@paderborn.de",
            "personal.text_phone": "•••",
        }
        assert {f.field for f in record.findings} == {"notes"}

    def test_another_person_is_no_change(self):
        """The digest is that of what is stored."""
        other = CONTACT.replace("Sabine Kleinschmidt", "Uwe Berg").replace("s.klein", "u.klein")
        assert cleaned(CONTACT).digest == cleaned(other).digest
        assert cleaned(CONTACT).digest != cleaned(CONTACT.replace("Vermess", "Tiefbau")).digest

    def test_all_keeps_all(self):
        """The setting "all" changes nothing."""
        assert "Sabine Kleinschmidt" in text_of(cleaned(CONTACT, Policy(keep=True)))

    def test_twice_is_once(self):
        """Cleaning what is clean changes nothing more."""
        once = cleaned(CONTACT)
        assert clean(once, POLICY).digest == once.digest


class TestLongTexts:
    """What is looked for in texts takes time in proportion to their length, whatever they hold."""

    @pytest.mark.parametrize("find", [mails, phones, mask, is_number, whose])
    @pytest.mark.parametrize(
        "text", ["a" * 100_000 + " @", "@a." + "a-" * 50_000, "tel" + " " * 100_000 + "x"]
    )
    def test_hostile(self, find, text):
        """A hundred thousand characters are looked through in a moment."""
        began = time.process_time()
        find(text)
        assert time.process_time() - began < 1
