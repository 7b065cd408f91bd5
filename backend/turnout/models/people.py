"""People. Person and user are one."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .base import PublicRow, this_second


def normalize_email(email: str) -> str:
    """Return the address as it is kept: no space around it, all lower case."""
    return email.strip().lower()


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, name: str = "", **fields: Any) -> "Person":
        """Make a person without a password. Nobody here ever has one."""
        person = self.model(email=normalize_email(email), name=name, **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=normalize_email(username or ""))


class Person(PublicRow, AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    # When the person's own calendar last changed; whole seconds that only grow (see actions.stamps).
    calendar_changed_at = models.DateTimeField(default=this_second)

    objects: ClassVar[PersonManager] = PersonManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_lower"),)

    def __str__(self) -> str:
        return f"person {self.public_id}"

    def get_short_name(self) -> str:
        return self.name
