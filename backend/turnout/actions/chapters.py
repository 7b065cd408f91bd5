"""Chapters, their members, roles, sites and trainings."""

from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from turnout.models import (
    RESERVED_SLUGS,
    Accent,
    Chapter,
    Event,
    Joining,
    Person,
    Role,
    Shift,
    Site,
    Training,
)
from turnout.models.chapters import check_slug
from turnout.rules.help import NUMBER, HelpLine
from turnout.rules.languages import check_language
from turnout.rules.refusals import Reason, Refused
from turnout.rules.trainings import find_training_of

from .events import bump_events
from .locks import lock_events, lock_names, lock_shifts
from .memberships import grant_role, join_chapter
from .records import write_record
from .shifts import bump_shifts
from .stamps import touch_chapter_calendar
from .telling import collect_changes, read_known

# What a site says of getting in: two flags for everybody, and a text for those confirmed.
ACCESS_FIELDS = ("is_step_free", "has_quiet_place", "access")


@transaction.atomic
def create_chapter(
    slug: str,
    name: str,
    *,
    timezone_name: str,
    owner: Person | None = None,
    contact_email: str = "",
    language: str = settings.LANGUAGE_CODE,
    is_demo: bool = False,
) -> Chapter:
    """Begin a chapter, with its owner and its role mailbox.

    Raises `Refused` at `slug`, `name`, `timezone` or `language`, which is that of its public calendars.
    """
    slug, name = slug.strip().lower(), name.strip()
    if slug in RESERVED_SLUGS:
        raise Refused(
            Reason.INVALID, _("“%(slug)s” is a word of the site. Choose another.") % {"slug": slug}, field="slug"
        )
    try:
        check_slug(slug)
    except ValidationError as error:
        raise Refused(Reason.INVALID, error.messages[0], field="slug") from error
    if Chapter.objects.filter(slug=slug).exists():
        raise Refused(Reason.INVALID, _("“%(slug)s” is taken. Choose another.") % {"slug": slug}, field="slug")
    if not name:
        raise Refused(Reason.INVALID, _("Give the chapter a name."), field="name")
    chapter = Chapter.objects.create(
        slug=slug,
        name=name,
        timezone=check_zone(timezone_name).key,
        language=check_language(language),
        contact_email=contact_email,
        is_demo=is_demo,
    )
    write_record("chapter.created", chapter, by=owner)
    if owner:
        membership = join_chapter(chapter, person=owner)
        grant_role(membership, Role.OWNER, by=None)
    return chapter


@transaction.atomic
def set_help_line(chapter: Chapter, line: HelpLine, *, by: Person) -> Chapter:
    """Give a chapter a help line of its own, or with nothing in it the site's again. Raises `Refused` at a field."""
    has_number = line.phone or line.text_to
    if has_number and not line.name:
        raise Refused(Reason.INVALID, _("Say who answers."), field="name")
    if not has_number and (line.name or line.text_word):
        raise Refused(Reason.INVALID, _("Give a number, or leave all of it empty."), field="phone")
    for field in ("phone", "text_to"):
        if (number := getattr(line, field)) and not NUMBER.fullmatch(number):
            raise Refused(Reason.INVALID, _("Write it in digits, like 1-888-373-7888 or 233733."), field=field)
    if line.text_word and not line.text_to:
        raise Refused(Reason.INVALID, _("Give the number that this word is sent to."), field="text_to")
    chapter = Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)
    given = {f"help_{name}": value for name, value in asdict(line).items()}
    changed = [field for field, value in given.items() if value != getattr(chapter, field)]
    if changed:
        for field in changed:
            setattr(chapter, field, given[field])
        chapter.save(update_fields=changed)
        write_record("chapter.changed", chapter, by=by, fields=changed)
    return chapter


@transaction.atomic
def set_language(chapter: Chapter, language: str, *, by: Person | None) -> Chapter:
    """Choose the language of a chapter's public calendars. Raises `Refused` at `language`."""
    check_language(language)
    if not Chapter.objects.filter(pk=chapter.pk).exclude(language=language).update(language=language):
        return chapter
    touch_chapter_calendar(chapter.pk)
    write_record("chapter.changed", chapter, by=by, fields=["language"])
    chapter.refresh_from_db()
    return chapter


# What owners change of their chapter in one go; its language and help line have actions of their own.
SETTINGS = ("name", "timezone", "contact_email", "joining", "drop_cutoff_hours", "accent")
LONGEST_CUTOFF = 336  # hours: two weeks


@transaction.atomic
def change_chapter(chapter: Chapter, *, by: Person, **changes: Any) -> Chapter:
    """Change some of a chapter's `SETTINGS`; what is planned stays in its own zone. Raises `Refused` at a field."""
    if "name" in changes and not (name := " ".join(changes["name"].split())):
        raise Refused(Reason.INVALID, _("Give the chapter a name."), field="name")
    if "name" in changes:
        changes["name"] = name
    if "timezone" in changes:
        check_zone(changes["timezone"])
    if changes.get("joining", Joining.OPEN) not in Joining.values:
        raise Refused(Reason.INVALID, _("Choose one of these."), field="joining")
    if changes.get("accent", Accent.EVERGREEN) not in Accent.values:
        raise Refused(Reason.INVALID, _("Choose one of these."), field="accent")
    if not 0 <= changes.get("drop_cutoff_hours", 0) <= LONGEST_CUTOFF:
        sentence = _("Give 0 to %(most)d hours.") % {"most": LONGEST_CUTOFF}
        raise Refused(Reason.INVALID, sentence, field="drop_cutoff_hours")
    chapter = Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)
    changed = [field for field in SETTINGS if field in changes and changes[field] != getattr(chapter, field)]
    if changed:
        for field in changed:
            setattr(chapter, field, changes[field])
        chapter.save(update_fields=changed)
        write_record("chapter.changed", chapter, by=by, fields=changed)
        touch_chapter_calendar(chapter.pk)
        chapter.refresh_from_db()
    return chapter


def check_zone(name: str) -> ZoneInfo:
    """Return the IANA zone of that name. Raises `Refused` at `timezone`."""
    if name not in available_timezones():
        raise Refused(
            Reason.INVALID,
            _("“%(zone)s” is not a time zone. Write it like America/New_York.") % {"zone": name},
            field="timezone",
        )
    return ZoneInfo(name)


@transaction.atomic
def save_site(
    chapter: Chapter,
    name: str,
    *,
    area: str | None = None,
    address: str | None = None,
    by: Person | None,
    **access: Any,
) -> Site:
    """Make a site, or change what is given of it. What its events show changes with it.

    `access` are those of `ACCESS_FIELDS` that are said; an area or address that is None is not.
    """
    site, is_new = Site.objects.get_or_create(
        chapter=chapter, name=name, defaults={"area": area or name, "address": address or "", **access}
    )
    if is_new:
        write_record("site.created", site, by=by)
        return site
    place = {field: value for field, value in (("area", area), ("address", address)) if value is not None}
    changes = {field: value for field, value in {**place, **access}.items() if value != getattr(site, field)}
    if not changes:
        return site
    # Before the site's own row, as whoever plans one of these events has them by then.
    events = lock_events(Event.objects.filter(site=site))
    shifts = lock_shifts(Shift.objects.filter(event__in=events).values_list("pk", flat=True))
    known = read_known(shift.pk for shift in shifts) if place.keys() & changes.keys() else []
    for field, value in changes.items():
        setattr(site, field, value)
    site.save(update_fields=list(changes))
    write_record("site.changed", site, by=by, fields=list(changes))
    bump_events(Event.objects.filter(pk__in=events))
    bump_shifts(Shift.objects.filter(pk__in=[shift.pk for shift in shifts]), moved=not place.keys().isdisjoint(changes))
    collect_changes(known)
    return site


@transaction.atomic
def pick_site(
    chapter: Chapter, name: str, *, area: str | None, address: str | None, by: Person | None, **access: Any
) -> Site:
    """Return the chapter's site of that name, made where there is none.

    Its place is shown with other events too, so it is not changed in passing: another area or address than it has is
    `Refused`. To be called before any other lock is taken.
    """
    site = Site.objects.filter(chapter=chapter, name=name).first()
    if site is None:
        lock_names(chapter)
        return save_site(chapter, name, area=area, address=address, by=by, **access)
    if area not in {None, site.area} or address not in {None, site.address}:
        raise Refused(
            Reason.INVALID,
            _("There is a site of this name with another area or address. Leave those out."),
            field="site",
        )
    if any(value != getattr(site, field) for field, value in access.items()):
        raise Refused(
            Reason.INVALID,
            _("There is a site of this name, where getting in is not the same. Leave that out."),
            field="site",
        )
    return site


@transaction.atomic
def find_training(chapter: Chapter, name: str, *, by: Person | None) -> Training:
    """Return the chapter's training of that name, whatever its case, made where there is none.

    To be called before any other lock is taken, or with the chapter's names locked.
    """
    if training := find_training_of(name, chapter.trainings.all()):
        return training
    lock_names(chapter)
    if training := find_training_of(name, chapter.trainings.all()):
        return training
    training = Training.objects.create(chapter=chapter, name=name)
    write_record("training.created", training, by=by)
    return training
