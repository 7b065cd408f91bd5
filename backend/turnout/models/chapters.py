"""Chapters, who is in them, and where they meet."""

from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from .base import PublicRow, this_second

# Words at the root of the site that a chapter's address would hide.
_RESERVED = """
    about account accounts actions admin api app apply assets auth calendar campaigns chapters check-in
    contact cookies demo docs e events exit favicon feeds find fonts healthz help home icons join js login logout
    language letters manifest me messages metrics mine new now offline organize p people posters privacy private
    reports robots search security series service-worker settings shifts shop signin signout signups signup sites
    sitemap static status sw terms trainings webhooks well-known widgets www
"""
RESERVED_SLUGS = frozenset(_RESERVED.split())

check_slug = RegexValidator(
    r"^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$",
    _("Use small letters, digits and hyphens, 48 at most, with a letter or digit at both ends."),
)


class Joining(models.TextChoices):
    """How somebody becomes a member."""

    OPEN = "open", _("Open: a first claim makes a member")
    APPROVAL = "approval", _("By approval: organizers look at each new member first")
    INVITATION = "invitation", _("By invitation link only")


class Accent(models.TextChoices):
    """The colours that a chapter may have; `prints.colours` says what each is."""

    EVERGREEN = "evergreen", _("Evergreen")
    LAKE = "lake", _("Lake")
    PLUM = "plum", _("Plum")
    CLAY = "clay", _("Clay")
    ROSE = "rose", _("Rose")
    MOSS = "moss", _("Moss")


class Chapter(PublicRow):
    slug = models.CharField(max_length=48, unique=True, validators=[check_slug])
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=64)
    language = models.CharField(max_length=10, default="en")
    # The role mailbox that volunteers may write to.
    contact_email = models.EmailField(blank=True)
    # The help line card; all empty where it is the site's own (see `rules.help`).
    help_name = models.CharField(_("who answers"), max_length=120, blank=True)
    help_phone = models.CharField(_("phone number"), max_length=40, blank=True)
    help_text_to = models.CharField(_("number for text messages"), max_length=40, blank=True)
    help_text_word = models.CharField(_("word to text"), max_length=40, blank=True)
    joining = models.CharField(max_length=10, choices=Joining, default=Joining.OPEN)
    # From so many hours before a shift on, who is on it asks the organizers instead of dropping; 0 where never.
    drop_cutoff_hours = models.PositiveSmallIntegerField(default=0)
    accent = models.CharField(max_length=10, choices=Accent, default=Accent.EVERGREEN)
    # Made by the demo, and moved along with it.
    is_demo = models.BooleanField(default=False)
    # When anything that its public calendars show last changed; whole seconds that only grow.
    calendar_changed_at = models.DateTimeField(default=this_second)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Role(models.TextChoices):
    """What a member may be besides a volunteer, which every member is."""

    ORGANIZER = "organizer", _("Organizer")
    OWNER = "owner", _("Owner")
    LEAD = "safeguarding-lead", _("Safeguarding lead")


class Membership(PublicRow):
    """A person in a chapter. Rights come from current memberships only."""

    class State(models.TextChoices):
        # Asked to join; it gives no rights.
        APPLIED = "applied", _("Asked to join")
        DECLINED = "declined", _("Declined")
        ACTIVE = "active", _("Member")
        LEFT = "left", _("Left")
        REMOVED = "removed", _("Removed")

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="memberships")
    person = models.ForeignKey("turnout.Person", models.PROTECT, related_name="memberships")
    # As others see it; a pseudonym is fine.
    display_name = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    # Since when the present state of being in, or of having asked, holds.
    joined_at = models.DateTimeField(default=now)
    # What somebody wanted to claim when they asked to join.
    wants = models.ForeignKey("turnout.Shift", models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    # Whether organizers may ask them to take a shift that needs people, and write to them about more than their shifts.
    wants_asks = models.BooleanField(default=True)
    wants_messages = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "chapter"), name="membership_once"),
            models.CheckConstraint(
                condition=Q(state__in=("active", "applied"), ended_at=None)
                | (~Q(state__in=("active", "applied")) & Q(ended_at__isnull=False)),
                name="membership_ended_has_time",
            ),
        )

    def __str__(self) -> str:
        return f"membership {self.public_id}"

    @property
    def is_current(self) -> bool:
        return self.state == self.State.ACTIVE


class MembershipRole(models.Model):
    """One of the roles that a member holds; several at once are fine."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("membership", "role"), name="membership_role_once"),)

    def __str__(self) -> str:
        return self.role


class Site(PublicRow):
    """A place. The area is for everyone, the address for those confirmed.

    The name is for them too, once there is an area of its own: until somebody gives one, the name stands in for it.
    """

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="sites")
    name = models.CharField(_("name"), max_length=120)
    area = models.CharField(_("public area"), max_length=120)
    address = models.CharField(_("address"), max_length=250, blank=True)
    # Whether one gets in without a step, and whether there is somewhere quiet to sit; None where nobody said.
    is_step_free = models.BooleanField(_("step-free"), null=True, blank=True)
    has_quiet_place = models.BooleanField(_("quiet place"), null=True, blank=True)
    # What else helps to get in: where the lift is, which door.
    access = models.CharField(_("how to get in"), max_length=500, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("chapter", "name"), name="site_name_once"),)

    def __str__(self) -> str:
        return self.name


class Break(PublicRow):
    """Days on which a chapter rests: a vacation, exams. Whoever plans is told; nothing is forbidden."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="breaks")
    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        ordering = ("starts_on", "id")
        constraints = (models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="break_has_days"),)

    def __str__(self) -> str:
        return self.name


class Training(PublicRow):
    """Something that people complete, and that a shift may require."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="trainings")
    name = models.CharField(max_length=120)
    # For how many months one that was completed holds; none where for good. Those completed before keep their own.
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("chapter", "name"), name="training_name_once"),)

    def __str__(self) -> str:
        return self.name
