"""German compounds: what they end with, what they begin with, and words that mean the same. Pure.

Only listed parts count, so that nothing is cut where it is not joined: Radar is no Rad, Auswahl no
Wahl.
"""

from __future__ import annotations

from functools import lru_cache

from ckanext.modellregion_owl.theme.words.stem import SHORTEST, stem


def _stems(words: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words.split())


# Another word for the same; the left one is searched and found as the right one.
SAME = {
    stem(word): stem(meant)
    for word, meant in (
        ("Fahrrad", "Rad"),
        ("Kindertagesstätte", "Kita"),
        ("Kindertageseinrichtung", "Kita"),
        ("Kindergarten", "Kita"),
        ("Bauleitplan", "Bebauungsplan"),
        ("Müll", "Abfall"),
        ("Klinik", "Krankenhaus"),
        ("Laufweg", "Fußweg"),
        ("Gehweg", "Fußweg"),
    )
}
_MEANT = frozenset(SAME.values())

# A search for one of these finds the compounds that end with it: Weg finds Wanderwege.
HEADS = _stems(
    "Anlage Automat Bahn Bad Baum Beet Behälter Bericht Betrieb Bezirk Brücke Brunnen "
    "Container Daten Denkmal Dienst Fahrzeug Feld Fläche Fluss Förderung Garage Garten "
    "Gebäude Gebiet Gemeinde Gewässer Halle Haltestelle Haus Heim Hof Hydrant Karte Kataster "
    "Kirche Kreis "
    "Lärm Laterne Leitung Linie Liste Markt Messstelle Messung Museum Netz Park Parkhaus "
    "Parkplatz Pegel Plan Platz Preis Projekt Quelle Schule Schutz Sensor Spiegel Spielplatz "
    "Stadt Stadtteil Standort Station Statistik Steuer Straße Toilette Turm Verkehr "
    "Verzeichnis Wahl Wald Wasser Weg Werk Wert Wetter Wiese Zahl Zähler Zählung Zentrum Zone"
)

# A search for one of these finds the compounds that begin with it: Fluss finds Flusspegel.
FIRSTS = _stems(
    "Abfall Bebauung Bevölkerung Bildung Denkmal Einwohner Energie Fahrrad Feuerwehr Fluss "
    "Fußgänger Gewässer Haushalt Hochwasser Jugend Kinder Klima Kultur Luft Lärm Park Pegel "
    "Schule Senioren Spielplatz Sport Straße Tourismus Umwelt Verkehr Wahl Wasser Wetter"
)
# They end or begin like a compound and are none.
NONE = frozenset(
    _stems("Auswahl Vorwahl Anzahl Hinweg Ausweg Parkett Werkstatt Festplatte Vorplan")
)


def meaning(word: str) -> str:
    """Return what a word is searched as: its stem, with the part that has another word replaced.

    "Fahrradwege" → "radweg".
    """
    whole = stem(word)
    if whole in SAME:
        return SAME[whole]
    rest, head = _split(whole)
    return f"{SAME[rest]}{head}" if rest in SAME else whole


@lru_cache(maxsize=50_000)
def meanings(word: str) -> tuple[str, ...]:
    """Return everything that a word is found as: its meaning, then its parts."""
    whole = stem(word)
    if whole in NONE:
        return (whole,)
    rest, _head = _split(whole)
    found = [
        meaning(word),
        *(h for h in HEADS if whole.endswith(h) and len(whole) - len(h) >= SHORTEST),
        *(
            SAME.get(f, f)
            for f in FIRSTS
            if whole.startswith(f) and len(whole) - len(f) >= SHORTEST
        ),
    ]
    if rest in SAME or rest in _MEANT:
        found.append(SAME.get(rest, rest))
    return tuple(dict.fromkeys(found))


def _split(whole: str) -> tuple[str, str]:
    """Return a compound's first part and its longest known head; ("", "") when it has none."""
    found = (h for h in HEADS if whole.endswith(h) and len(whole) - len(h) >= SHORTEST)
    head = max(found, key=len, default="")
    return (whole[: -len(head)], head) if head and whole not in NONE else ("", "")
