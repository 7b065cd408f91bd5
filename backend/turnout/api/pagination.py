"""Lists, a page at a time: `{data, has_more, next_cursor}` and a Link header (RFC 8288).

A cursor names the last row of a page by what the list is ordered by, and its id, not by how many came before. So
rows that are added or moved meanwhile neither repeat others nor hide them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request

from turnout.models.base import PublicRow
from turnout.rules.refusals import Reason

from .problems import PartError, Problem

Row = TypeVar("Row", bound=PublicRow)


@dataclass(frozen=True)
class Order:
    """What a list is ordered by, before the key: a field, and how its value is read back from text."""

    field: str
    parse: Callable[[str], Any] = datetime.fromisoformat

    def value_of(self, row: Model) -> str:
        value = reduce(getattr, self.field.split("__"), row)
        return value.isoformat() if isinstance(value, datetime) else str(value)


BY_START = Order("starts_at")
BY_SHIFT_START = Order("shift__starts_at")
BY_CLAIM = Order("claimed_at")
BY_MAKING = Order("created_at")
BY_SLUG = Order("slug", str)
BY_FIRST_DAY = Order("starts_on", date.fromisoformat)


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    next_cursor: str | None

    @property
    def has_more(self) -> bool:
        return self.next_cursor is not None


def take_page(rows: QuerySet[Row], order: Order, *, limit: int, cursor: str | None) -> Page[Row]:
    """Return the page of `limit` rows after the cursor, in one query."""
    signer = _signer(rows, order)
    if cursor is not None:
        rows = rows.filter(_after(rows, order, *_read_cursor(signer, cursor)))
    found = list(rows.order_by(order.field, "pk")[: limit + 1])
    if len(found) <= limit:
        return Page(found, None)
    last = found[limit - 1]
    return Page(found[:limit], signer.sign_object([order.value_of(last), last.public_id]))


def link_next(request: Request, cursor: str) -> str:
    """Return the Link header to the next page: this request's own address and parameters, with the cursor."""
    query = request.query_params.copy()
    query["cursor"] = cursor
    return f'<{settings.BASE_URL}{request.path}?{query.urlencode()}>; rel="next"'


def _signer(rows: QuerySet[Any], order: Order) -> Signer:
    """Return what signs this list's cursors, so that only those that we gave out for it come back."""
    return Signer(salt=f"cursor {rows.model.__name__} {order.field}")


def _read_cursor(signer: Signer, cursor: str) -> tuple[str, str]:
    try:
        value, public_id = signer.unsign_object(cursor)
    except (BadSignature, ValueError) as error:
        detail = _("This cursor is broken, or is one of another list. Begin again without it.")
        raise Problem(Reason.INVALID, errors=[PartError(parameter="cursor", detail=detail)]) from error
    return value, public_id


def _after(rows: QuerySet[Row], order: Order, text: str, public_id: str) -> Q:
    value = order.parse(text)
    # The key stays inside: the cursor holds the public id, and the database finds the key that belongs to it.
    key = rows.model._base_manager.filter(public_id=public_id).values("pk")
    return Q(**{f"{order.field}__gt": value}) | Q(**{order.field: value}, pk__gt=key)
