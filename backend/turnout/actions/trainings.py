"""Trainings of a chapter, and who completed them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Chapter, Completion, Kind, Membership, Person, Shift, Signup, Training
from turnout.rules.refusals import Reason, Refused
from turnout.rules.trainings import find_expiry, find_training_of, fold_name

from .locks import lock_names, lock_people
from .places import fill_free_places
from .records import write_record

MOST_TRAININGS = 100
LONGEST_VALID = 120  # months


@transaction.atomic
def add_training(chapter: Chapter, *, name: str, valid_months: int | None = None, by: Person | None) -> Training:
    """Let a chapter know a training. Raises `Refused` at `name` or `valid_months`."""
    lock_names(chapter)
    if chapter.trainings.count() >= MOST_TRAININGS:
        raise Refused(Reason.INVALID, _("A chapter keeps %(count)d trainings at most.") % {"count": MOST_TRAININGS})
    name = _check(chapter, name, valid_months)
    training = Training.objects.create(chapter=chapter, name=name, valid_months=valid_months)
    write_record("training.created", training, by=by)
    return training


@transaction.atomic
def change_training(training: Training, *, by: Person | None, **changes: Any) -> Training:
    """Change a training's `name` or `valid_months`; what was completed before keeps its day of expiry."""
    lock_names(training.chapter)
    training = Training.objects.select_related("chapter").select_for_update(of=("self",)).get(pk=training.pk)
    given = {"name": training.name, "valid_months": training.valid_months, **changes}
    given["name"] = _check(training.chapter, given["name"], given["valid_months"], training)
    changed = [field for field, value in given.items() if value != getattr(training, field)]
    if changed:
        for field in changed:
            setattr(training, field, given[field])
        training.save(update_fields=changed)
        write_record("training.changed", training, by=by, fields=changed)
    return training


@transaction.atomic
def remove_training(training: Training, *, by: Person | None) -> None:
    """Forget a training that no shift needs and that nobody completed."""
    lock_names(training.chapter)
    # Deleted ones, too: they may be brought back.
    if Shift.with_deleted.filter(requires=training).exists() or training.completions.exists():
        raise Refused(Reason.WRONG_STATE, _("Shifts need this training, or people completed it, so it stays."))
    write_record("training.removed", training, by=by)
    training.delete()


def _check(chapter: Chapter, name: str, valid_months: int | None, own: Training | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(Reason.INVALID, _("Name the training, for example Table basics."), field="name")
    others = chapter.trainings.exclude(pk=own.pk) if own else chapter.trainings.all()
    if any(fold_name(other.name) == fold_name(name) for other in others):
        raise Refused(Reason.INVALID, _("There is a training of this name already."), field="name")
    if valid_months is not None and not 1 <= valid_months <= LONGEST_VALID:
        raise Refused(
            Reason.INVALID, _("Give 1 to %(most)d months, or nothing.") % {"most": LONGEST_VALID}, field="valid_months"
        )
    return name


def grant_training(
    membership: Membership, training: Training, *, completed_on: date | None = None, by: Person
) -> Completion:
    """Say that a member completed a training, today or on a day before. Asked twice, it is the same one.

    One that came of being there stands beside it: whoever takes that back leaves the organizer's word alone.
    Who waited for a place that needs it may get it now. Raises `Refused` at `completed_on`.
    """
    today = timezone.now().astimezone(membership.chapter.zone).date()
    day = completed_on or today
    if not date(2000, 1, 1) <= day <= today:
        raise Refused(Reason.INVALID, _("Give the day on which it was, today at the latest."), field="completed_on")
    with transaction.atomic():
        lock_people([membership.person_id])
        membership = Membership.objects.select_related("person", "chapter").get(pk=membership.pk)
        if not membership.is_current:
            raise Refused(Reason.NOT_A_MEMBER, _("Only members hold trainings."))
        completion, is_new = Completion.objects.get_or_create(
            chapter=membership.chapter,
            training=training,
            person=membership.person,
            completed_on=day,
            signup=None,
            revoked_at=None,
            defaults={"expires_on": find_expiry(training, day), "granted_by": by},
        )
        if is_new:
            write_record("completion.granted", completion, by=by)
    fill_free_places(waiting=membership.person)
    return completion


@transaction.atomic
def revoke_completion(completion: Completion, *, by: Person) -> Completion:
    """Take a training back. Places that are held stay; a claim asks for it again."""
    lock_people([completion.person_id])
    completion = Completion.objects.select_related("training", "chapter").get(pk=completion.pk)
    if completion.revoked_at is None:
        completion.revoked_at = timezone.now()
        completion.save(update_fields=["revoked_at"])
        write_record("completion.revoked", completion, by=by, fields=["revoked_at"])
    return completion


@transaction.atomic
def grant_for_attendance(signup: Signup, *, by: Person | None) -> Completion | None:
    """Let the attendance of a signup, as it is now, grant the training that its event is, or take that back.

    To be called in the transaction that writes `Signup.attendance`, after it. Does nothing where the event is none.
    Whoever waits for a place that needs it gets it from the worker, as this one holds other locks.
    """
    event, chapter = signup.shift.event, signup.chapter
    if event.kind != Kind.TRAINING:
        return None
    lock_people([signup.person_id])
    was_there = signup.attendance == Signup.Attendance.ATTENDED
    before = Completion.objects.filter(signup=signup).first()
    if before is not None:
        if was_there is (before.revoked_at is None):
            return before
        before.revoked_at = None if was_there else timezone.now()
        before.save(update_fields=["revoked_at"])
        write_record(f"completion.{'granted' if was_there else 'revoked'}", before, by=by, fields=["revoked_at"])
        return before
    training = find_training_of(event.title, chapter.trainings.all()) if was_there else None
    if training is None:
        return None
    day = signup.shift.ends_at.astimezone(chapter.zone).date()
    completion = Completion.objects.create(
        chapter=chapter, training=training, person_id=signup.person_id, signup=signup, granted_by=None,
        completed_on=day, expires_on=find_expiry(training, day),
    )  # fmt: skip
    write_record("completion.granted", completion, by=by)
    return completion
