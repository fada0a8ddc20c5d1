"""Tells whose a mail address or a telephone number is, and finds both in texts."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum
from functools import lru_cache

from ckanext.modellregion_owl.harvest.personal.names import Kind
from ckanext.modellregion_owl.harvest.personal.words import (
    FREE_MAIL,
    GIVEN_NAMES,
    MAILBOX_STEMS,
    MAILBOXES,
)

# Bounded everywhere (RFC 5321: 64 characters in front of the @): texts of any length come here.
MAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~äöüß-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[A-Za-z]{2,63}",
    re.UNICODE,
)
_PHONE = re.compile(
    r"(?P<label>\b(?:tel(?:efon)?|fon|fax|telefax|mobil|handy|durchwahl|rufnummer|phone)\b[.:\s]{0,9}"
    r"(?:-?\s?nr\.?)?[:\s]{0,9})?"
    r"(?P<number>(?<![\w.,/+-])(?:\+49|0049|0(?=[1-9]))[\d\s()/–-]{5,24}\d)(?![\w,.]?\d)",
    re.IGNORECASE,
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class Line(Enum):
    """What kind of number a telephone number is."""

    CENTRAL = "central"  # "05251 88-0"
    DIRECT = "direct"  # "05251 88-1234"
    MOBILE = "mobile"
    PLAIN = "plain"  # can't be told


def mail_kind(address: str, names: Collection[str] = ()) -> Kind:
    """Return whose a mail address is.

    :param names: names of persons in the same record, in lower case: "mmueller@" is Ms Müller's.
    """
    local, _, domain = address.strip().removeprefix("mailto:").partition("@")
    if _bears(local.casefold(), names):
        return Kind.PERSON
    return _mail_kind(local, domain.casefold())


def _bears(local: str, names: Collection[str]) -> bool:
    plain = local.translate(_UMLAUTS)
    tokens = set(re.split(r"[^a-z]+", plain))
    for name in names:
        for part in name.translate(_UMLAUTS).split("-"):
            if part in tokens or (len(part) >= 4 and part in plain and part not in MAILBOXES):
                return True
    return False


@lru_cache(maxsize=4096)
def _mail_kind(local: str, domain: str) -> Kind:
    raw = [t for t in re.split(r"[._+\-]+", local) if t]
    tokens = [re.sub(r"\d+", "", t.casefold()) for t in raw]
    words = [t for t in tokens if t]
    functional = any(_functional(t) for t in words) or any(
        len(t) > 1 and t.isalpha() and t.isupper() for t in raw
    )
    given = any(t in GIVEN_NAMES for t in words)
    if functional:
        return Kind.DOUBT if given and len(words) > 1 else Kind.OFFICE
    if len(words) >= 2:
        initial = len(words[0]) == 1 and len(words[-1]) > 2
        # first.last@ is how German offices name their people.
        return Kind.PERSON if given or initial or "." in local else Kind.DOUBT
    return _one_word(words[0] if words else "", domain)


def _one_word(word: str, domain: str) -> Kind:
    if word in GIVEN_NAMES:
        return Kind.PERSON
    labels = domain.split(".")[:-1]
    if len(word) <= 4 or any(word in label or label in word for label in labels if len(label) > 2):
        return Kind.OFFICE  # "a62@", "gkd@", "delbrueck@delbrueck.de"
    return Kind.PERSON if domain in FREE_MAIL else Kind.DOUBT


def _functional(token: str) -> bool:
    return token in MAILBOXES or any(stem in token for stem in MAILBOX_STEMS)


def line(number: str) -> Line:
    """Return what kind of German telephone number it is.

    A direct line shows itself by an extension behind the office's own number: area code, number,
    hyphen, extension (DIN 5008).
    """
    text = re.sub(r"^(?:tel:|fax:)", "", number.strip(), flags=re.IGNORECASE)
    text = re.sub(r"^(?:\+49|0049)[\s\-/.]*(?:\(0\))?", "0", text).replace("(0)", "")
    digits = re.sub(r"\D", "", text)
    if re.match(r"0*1[567]\d", digits):
        return Line.MOBILE
    head, hyphen, extension = text.replace("–", "-").rpartition("-")
    extension = extension.strip()
    if not hyphen or not extension.isdigit() or len(extension) > 5:
        return Line.PLAIN
    groups = re.findall(r"\d+", head)
    if len(groups) < 2 and len("".join(groups)) < 7:
        return Line.PLAIN  # "05251-8812": the hyphen stands behind the area code
    return Line.CENTRAL if set(extension) == {"0"} else Line.DIRECT


def mails(text: str) -> list[str]:
    """Return the mail addresses in a text."""
    return MAIL.findall(text) if "@" in text else []


def phones(text: str) -> list[str]:
    """Return the telephone numbers in a text; official keys (057740032032) and dates are none."""
    found = []
    for match in _PHONE.finditer(text):
        number = match["number"].strip()
        digits = re.sub(r"\D", "", number)
        grouped = re.match(r"(?:\+49|0049|0\d{2,4}[\s/()–-])", number)
        if 7 <= len(digits) <= 15 and (match["label"] or grouped):
            found.append(number)
    return found


def mask_mail(address: str) -> str:
    """Return an address with the part in front of the @ hidden."""
    return "•••@" + address.rpartition("@")[2]


def mask(text: str) -> str:
    """Return a text in which mail addresses and telephone numbers are hidden."""
    hidden = MAIL.sub(lambda m: mask_mail(m.group()), text) if "@" in text else text
    for number in phones(hidden):
        hidden = hidden.replace(number, "•••")
    return hidden
