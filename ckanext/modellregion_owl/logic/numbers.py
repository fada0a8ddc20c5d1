"""Validators of whole numbers in actions.

CKAN's `natural_number_validator` stops with a TypeError at a blank text, and a number that no
column holds breaks the query: both were answers 500.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.texts import translate as _

MOST = 2**31 - 1  # what PostgreSQL's integer holds
MOST_DAYS = 36_500  # a date a thousand years back is no question


def whole(value: Any, context: Any) -> int:
    """Return a whole number, however large: what it is asked for is not found then.

    :raises tk.Invalid: it is none, or blank.
    """
    number = tk.get_validator("int_validator")(value, context)
    if number is None:
        raise tk.Invalid(_("This must be a whole number."))
    return int(number)


def natural(value: Any, context: Any) -> int | None:
    """Return a number from 0 on, None for a blank text.

    :raises tk.Invalid: it is none, or larger than `MOST`.
    """
    number = tk.get_validator("int_validator")(value, context)
    if number is not None and not 0 <= number <= MOST:
        raise tk.Invalid(_("This must be a whole number from 0 on."))
    return None if number is None else int(number)


def days(value: Any, context: Any) -> int | None:
    """Return a number of days, at most a hundred years; None for a blank text.

    :raises tk.Invalid: it is none.
    """
    number = natural(value, context)
    if number is not None and number > MOST_DAYS:
        raise tk.Invalid(_("These are more days than anything here is old."))
    return number
