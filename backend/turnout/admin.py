"""Django's admin, to look and not to touch: facts are written by actions alone."""

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest

from turnout.models import (
    Chapter,
    Event,
    Membership,
    Notice,
    Person,
    Record,
    Series,
    Shift,
    Signup,
    Site,
    Training,
)

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Model]
else:  # Django's own class takes no parameter at run time
    AnyAdmin = admin.ModelAdmin


class ReadOnlyAdmin(AnyAdmin):
    """Nobody adds, changes or deletes here. Tokens, codes and feeds are not shown at all."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# Theirs would write.
admin.site.unregister([Authenticator, EmailAddress, Group, UserSession])

for model in (Chapter, Event, Membership, Notice, Person, Record, Series, Shift, Signup, Site, Training):
    admin.site.register(model, ReadOnlyAdmin)
