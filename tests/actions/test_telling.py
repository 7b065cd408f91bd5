"""What changes for people collects, and is told when an organizer says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import Traveller

from tests.builders import NOW, at, draft, make_event, make_member, make_shift, membership_of
from turnout.actions.chapters import save_site
from turnout.actions.departures import end_membership
from turnout.actions.events import edit_event
from turnout.actions.places import release_kept_places
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.rosters import move_person
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import agree_to_move, claim_shift, drop_signup, undo_drop
from turnout.actions.telling import tell_changes
from turnout.models import Chapter, Event, Notice, Person, Record, Shift, Signup
from turnout.notices import delivery
from turnout.notices.delivery import deliver_due
from turnout.rules.refusals import Refused
from turnout.rules.telling import Facts, count_untold, facts_for, untold

TEN_SECONDS = timedelta(seconds=10)


def tell(by: Person) -> int:
    return tell_changes(Event.objects.all(), by=by)


def sent() -> list[str]:
    """Deliver, and return whom mails about changes went to."""
    mail.outbox.clear()
    deliver_due()
    changed = [message for message in mail.outbox if "changed" in message.subject.lower()]
    return sorted(message.to[0].partition("@")[0] for message in changed)


def names() -> list[str]:
    """Return who does not know yet."""
    return sorted(untold().values_list("person__name", flat=True).distinct())


def test_a_change_is_mailed_only_when_somebody_says_so(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    edit_shift(shift, by=jordan, ends_at=at(carolina, "2027-02-04 12:00"))
    edit_event(shift.event, by=jordan, site=None, is_online=True)
    assert sent() == []
    assert names() == ["Maya"]
    assert tell(jordan) == 1
    assert names() == []
    assert sent() == ["maya"]
    assert Record.objects.filter(what="event.told", object_id=shift.event.public_id, actor=jordan).count() == 1


def test_telling_twice_sends_one_mail(carolina: Chapter, jordan: Person, ruth: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    edit_shift(shift, by=jordan, role="Greeter")
    assert [tell(jordan), tell(ruth)] == [1, 0]
    assert sent() == ["maya"]
    assert sent() == []


def test_who_is_on_it_or_waits_is_counted_once_for_all_their_shifts(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person
) -> None:
    event = make_event(carolina, draft(carolina, capacity=1), draft(carolina, "2027-02-04 11:00"))
    first, second = event.shifts.order_by("starts_at")
    claim_shift(first, person=maya)
    claim_shift(second, person=maya)
    claim_shift(first, person=ruth, if_full="waitlist")
    edit_event(event, by=jordan, title="Stall")
    assert count_untold([event]) == {event.pk: 2}
    assert tell(jordan) == 2
    assert sent() == ["maya", "ruth"]


def test_who_waits_is_not_told_what_to_bring(carolina: Chapter, jordan: Person, maya: Person, ruth: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=ruth, if_full="waitlist")
    edit_event(shift.event, by=jordan, kit="Bring water.")
    edit_shift(shift, by=jordan, notes="By the door.")
    assert names() == ["Maya"]


@pytest.mark.parametrize("fields", [{"capacity": 9}, {"min_needed": 1}, {"is_sensitive": True}])
def test_places_are_nothing_to_tell(carolina: Chapter, jordan: Person, maya: Person, fields: dict[str, Any]) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    edit_shift(shift, by=jordan, **fields)
    edit_event(shift.event, by=jordan, visibility="members", summary="Come by.", in_charge="Ruth")
    assert names() == []


def test_what_is_as_it_was_again_is_nothing_to_tell(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    for title in ("Stall", "Outreach table in the Pit"):
        edit_event(shift.event, by=jordan, title=title)
    assert (names(), tell(jordan)) == ([], 0)


def test_what_one_knew_before_the_first_change_is_kept(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    signup = claim_shift(shift, person=maya)
    before = facts_for(signup)
    for hour in (12, 13):
        edit_shift(shift, by=jordan, ends_at=at(carolina, f"2027-02-04 {hour}:00"))
    signup.refresh_from_db()
    assert signup.told_facts == before


def test_who_claims_after_a_change_knows_it(carolina: Chapter, jordan: Person, maya: Person, ruth: Person) -> None:
    shift = make_shift(carolina)
    signup = claim_shift(shift, person=maya)
    edit_shift(shift, by=jordan, role="Greeter")
    claim_shift(shift, person=ruth)
    assert names() == ["Maya"]
    drop_signup(signup, by=maya)
    assert names() == []
    claim_shift(shift, person=maya)
    assert names() == []


def test_who_is_promoted_reads_of_the_shift_as_it_is(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=ruth, if_full="waitlist")
    edit_shift(shift, by=jordan, role="Greeter", capacity=2)
    assert names() == ["Maya"]


def test_who_leaves_or_goes_to_another_shift_has_nothing_to_hear(
    carolina: Chapter, jordan: Person, maya: Person
) -> None:
    shift, other = make_shift(carolina), make_shift(carolina, "2027-02-05 10:00")
    moved, kim = claim_shift(shift, person=maya), make_member(carolina, "Kim")
    claim_shift(shift, person=kim)
    edit_shift(shift, by=jordan, role="Greeter")
    move_person(moved, other, by=jordan)
    end_membership(membership_of(kim, carolina), by=kim)
    assert (names(), Signup.objects.exclude(told_facts=None).count()) == ([], 0)


def test_a_draft_a_cancelled_shift_and_what_is_over_are_nothing_to_tell(
    carolina: Chapter, jordan: Person, maya: Person, clock: Traveller
) -> None:
    event = make_event(carolina, draft(carolina), draft(carolina, "2027-02-04 11:00"))
    first, second = event.shifts.order_by("starts_at")
    for shift in (first, second):
        claim_shift(shift, person=maya)
    edit_event(event, by=jordan, title="Stall")
    cancel_shift(second, by=jordan)
    assert list(untold().values_list("shift", flat=True)) == [first.pk]
    clock.move_to(at(carolina, "2027-02-04 11:00"))
    assert tell(jordan) == 0
    assert not read_known_of_a_draft(carolina, jordan)


def read_known_of_a_draft(carolina: Chapter, jordan: Person) -> list[str]:
    hidden = make_event(carolina, draft(carolina, "2027-02-05 10:00"), starts="2027-02-05 10:00", publish=False)
    edit_event(hidden, by=jordan, title="Later")
    return names()


def test_a_cancelled_event_is_told_as_cancelled_alone(
    carolina: Chapter, jordan: Person, maya: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    edit_shift(shift, by=jordan, role="Greeter")
    tell(jordan)
    cancel_event(shift.event, by=jordan)
    clock.shift(timedelta(seconds=20))
    assert sent() == []
    assert Notice.objects.get(kind="event-changed").state == Notice.State.SKIPPED


def test_two_tellings_before_the_mail_goes_are_one_mail(carolina: Chapter, jordan: Person, maya: Person) -> None:
    event = make_event(carolina, draft(carolina), draft(carolina, "2027-02-04 11:00", role="Greeter"))
    for shift in event.shifts.all():
        claim_shift(shift, person=maya)
    first, second = event.shifts.order_by("starts_at")
    edit_shift(first, by=jordan, starts_at=at(carolina, "2027-02-04 09:00"))
    assert tell(jordan) == 1
    edit_shift(second, by=jordan, ends_at=at(carolina, "2027-02-04 13:00"))
    assert tell(jordan) == 1
    assert sent() == ["maya"]
    body = mail.outbox[-1].body
    assert "Before: Thursday, February 4, 10:00 AM to 11:00 AM EST" in body
    assert "Now: Thursday, February 4, 11:00 AM to 1:00 PM EST" in body


def test_a_mail_that_has_yet_to_go_says_the_newest_and_nothing_is_left_to_tell(
    carolina: Chapter, jordan: Person, maya: Person
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    edit_shift(shift, by=jordan, role="Greeter")
    tell(jordan)
    edit_shift(shift, by=jordan, role="Runner")
    assert names() == []
    assert sent() == ["maya"]
    assert "Before: Table host\n  Now: Runner" in mail.outbox[-1].body


def test_what_changes_while_a_worker_writes_the_mail_is_still_to_be_told(
    carolina: Chapter, jordan: Person, maya: Person
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    edit_shift(shift, by=jordan, role="Greeter")
    tell(jordan)
    Notice.objects.filter(kind="event-changed").update(leased_until=NOW + delivery.LEASE)
    edit_shift(shift, by=jordan, role="Runner")
    assert names() == ["Maya"]


def test_a_change_that_was_taken_back_before_the_mail_went_is_not_mailed(
    carolina: Chapter, jordan: Person, maya: Person
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    edit_shift(shift, by=jordan, role="Greeter")
    tell(jordan)
    edit_shift(shift, by=jordan, role="Table host")
    assert (sent(), names()) == ([], [])


def test_who_drops_before_the_mail_goes_reads_it_only_if_they_come_back(
    carolina: Chapter, jordan: Person, maya: Person, clock: Traveller
) -> None:
    held = claim_shift(make_shift(carolina), person=maya)
    edit_shift(held.shift, by=jordan, role="Greeter")
    tell(jordan)
    drop_signup(held, by=maya, undo_for=TEN_SECONDS)
    assert sent() == []
    undo_drop(held, by=maya)
    assert sent() == ["maya"]


def test_who_dropped_a_moment_ago_is_told_with_the_others_if_they_come_back(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina)
    mayas, ruths = (claim_shift(shift, person=person) for person in (maya, ruth))
    drop_signup(mayas, by=maya, undo_for=TEN_SECONDS)
    edit_shift(shift, by=jordan, role="Greeter")
    assert (names(), tell(jordan)) == (["Ruth"], 1)
    assert sent() == ["ruth"]
    undo_drop(mayas, by=maya)
    assert sent() == ["maya"]
    # And who stays away reads nothing of it.
    drop_signup(ruths, by=ruth, undo_for=TEN_SECONDS)
    edit_shift(shift, by=jordan, role="Runner")
    tell(jordan)
    clock.shift(TEN_SECONDS)
    release_kept_places()
    assert sent() == ["maya"]


def test_who_said_i_can_come_knows_the_times(carolina: Chapter, jordan: Person, maya: Person) -> None:
    signup = claim_shift(make_shift(carolina), person=maya)
    edit_shift(
        signup.shift, by=jordan, starts_at=at(carolina, "2027-02-04 13:00"), ends_at=at(carolina, "2027-02-04 14:00")
    )
    agree_to_move(signup, by=maya)
    assert names() == []


def test_who_said_i_can_come_is_still_told_the_rest(carolina: Chapter, jordan: Person, maya: Person) -> None:
    signup = claim_shift(make_shift(carolina), person=maya)
    edit_shift(
        signup.shift, by=jordan, role="Greeter",
        starts_at=at(carolina, "2027-02-04 13:00"), ends_at=at(carolina, "2027-02-04 14:00"),
    )  # fmt: skip
    agree_to_move(signup, by=maya)
    tell(jordan)
    assert sent() == ["maya"]
    body = mail.outbox[-1].body
    assert "Before: Table host" in body
    assert "10:00 AM" not in body
    assert "Can you still come?" not in body


def test_what_is_kept_of_people_names_nobody(carolina: Chapter, jordan: Person, maya: Person) -> None:
    signup = claim_shift(make_shift(carolina), person=maya)
    edit_event(signup.shift.event, by=jordan, kit="Ask Maya: maya@turnout.test")
    edit_event(signup.shift.event, by=jordan, title="Stall")
    signup.refresh_from_db()
    assert not any(word in str(signup.told_facts).lower() for word in ("maya", "s south rd"))


def test_another_chapters_people_are_not_told(
    carolina: Chapter, nashville: Chapter, jordan: Person, ana: Person, leo: Person
) -> None:
    shift = make_shift(nashville)
    claim_shift(shift, person=leo)
    edit_shift(shift, by=ana, role="Greeter")
    assert tell_changes(Event.objects.filter(chapter=carolina), by=jordan) == 0


# --- any steps -----------------------------------------------------------------------------------

WHO, WHERE, WHICH = st.integers(0, 2), st.integers(0, 1), st.integers(0, 3)
EDITS = [
    st.tuples(st.just("role"), WHERE, st.sampled_from(["Table host", "Greeter"])),
    st.tuples(st.just("move"), WHERE, st.sampled_from([-60, -15, 15, 60])),
    st.tuples(st.just("title"), st.sampled_from(["Outreach table in the Pit", "Stall"])),
    st.tuples(st.just("place"), st.booleans()),
    st.tuples(st.just("kit"), st.sampled_from(["", "Bring water."])),
    st.tuples(st.just("places"), WHERE, st.integers(1, 3)),
]
STEPS = st.lists(
    st.one_of(
        *EDITS,
        st.tuples(st.just("claim"), WHO, WHERE),
        st.tuples(st.just("drop"), WHICH, st.booleans()),
        st.tuples(st.just("undo"), WHICH),
        st.tuples(st.just("agree"), WHICH),
        st.tuples(st.just("tell")),
        st.tuples(st.just("work")),
        st.tuples(st.just("wait")),
    ),
    min_size=3,
    max_size=14,
)


class Story:
    """Who did what, and what each last read or saw of a shift: on its page when claiming, in a mail, or as moved."""

    def __init__(self, carolina: Chapter, people: list[Person], clock: Traveller) -> None:
        self.carolina, self.people, self.clock = carolina, people, clock
        event = make_event(carolina, draft(carolina, capacity=2), draft(carolina, "2027-02-04 15:00", capacity=1))
        self.event, self.shifts = event, list(event.shifts.order_by("id"))
        self.site = event.site
        self.knows: dict[int, Facts] = {}

    def take(self, step: tuple[Any, ...]) -> None:
        before = {signup.pk: signup for signup in Signup.objects.all()}
        try:
            getattr(self, f"do_{step[0]}")(*step[1:])
        except Refused:
            return
        finally:
            for signup in Signup.objects.select_related("shift__event__site"):
                self._learn(signup, before.get(signup.pk))

    def _learn(self, signup: Signup, was: Signup | None) -> None:
        """Whoever claimed or was promoted knows how it is then; a drop that was taken back tells nothing."""
        is_new = was is None or not (was.is_current or was.is_kept)
        is_promoted = was is not None and was.is_waitlisted and signup.is_confirmed
        if signup.is_current and (is_new or is_promoted):
            self.knows[signup.pk] = facts_for(signup)

    def do_role(self, where: int, role: str) -> None:
        edit_shift(self.shifts[where], by=None, role=role)

    def do_move(self, where: int, minutes: int) -> None:
        shift = Shift.objects.get(pk=self.shifts[where].pk)
        by = timedelta(minutes=minutes)
        edit_shift(shift, by=None, starts_at=shift.starts_at + by, ends_at=shift.ends_at + by)

    def do_title(self, title: str) -> None:
        edit_event(self.event, by=None, title=title)

    def do_place(self, online: bool) -> None:
        edit_event(self.event, by=None, site=None if online else self.site, is_online=online)

    def do_kit(self, kit: str) -> None:
        edit_event(self.event, by=None, kit=kit)

    def do_places(self, where: int, capacity: int) -> None:
        edit_shift(self.shifts[where], by=None, capacity=capacity)

    def do_claim(self, who: int, where: int) -> None:
        claim_shift(self.shifts[where], person=self.people[who], if_full="waitlist", allow_overlap=True)

    def pick(self, which: int, **filters: Any) -> Signup | None:
        rows = list(Signup.objects.filter(**filters).order_by("id"))
        return rows[which % len(rows)] if rows else None

    def do_drop(self, which: int, for_now: bool) -> None:
        if signup := self.pick(which, state__in=Signup.CURRENT):
            drop_signup(signup, by=signup.person, undo_for=TEN_SECONDS if for_now else None)

    def do_undo(self, which: int) -> None:
        if signup := self.pick(which, state="dropped", undo_until__isnull=False):
            undo_drop(signup, by=signup.person)

    def do_agree(self, which: int) -> None:
        if signup := self.pick(which, state__in=Signup.CURRENT):
            was_asked = Signup.objects.select_related("shift").get(pk=signup.pk).is_asked
            agree_to_move(signup, by=signup.person)
            if was_asked:
                now = facts_for(Signup.objects.select_related("shift__event__site").get(pk=signup.pk))
                self.knows[signup.pk] |= {name: now[name] for name in ("starts_at", "ends_at")}

    def do_tell(self) -> None:
        tell_changes(Event.objects.all(), by=None)

    def do_work(self) -> None:
        """Deliver, and let whoever got a mail about changes know what stands in it."""
        release_kept_places()
        going = list(Notice.objects.filter(kind="event-changed", state="pending").values_list("pk", flat=True))
        deliver_due()
        for notice in Notice.objects.filter(pk__in=going, state="sent"):
            on_them = Signup.objects.filter(person=notice.recipient, shift__public_id__in=notice.facts["shifts"])
            for signup in on_them.filter(state__in=Signup.CURRENT).select_related("shift__event__site"):
                self.knows[signup.pk] = facts_for(signup)

    def do_wait(self) -> None:
        self.clock.shift(TEN_SECONDS)
        release_kept_places()

    def check_collected(self) -> None:
        """Whoever knows something else than what is so is to be told, or has a mail coming; and nobody else is."""
        for signup in Signup.objects.filter(state__in=Signup.CURRENT).select_related("shift__event__site"):
            if signup.told_facts is not None:
                assert signup.told_facts != facts_for(signup)
        for signup in Signup.objects.filter(state="dropped", undo_until=None):
            assert signup.told_facts is None

    def check_known(self) -> None:
        """When all is told and mailed, what each knows is how it is."""
        for step in ("wait", "tell", "work"):
            self.take((step,))
        for signup in Signup.objects.filter(state__in=Signup.CURRENT).select_related("shift__event__site"):
            assert self.knows[signup.pk] == facts_for(signup)
        assert not untold().exists()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_steps_and_a_telling_everybody_knows_how_it_is(
    steps: list[tuple[Any, ...]], carolina: Chapter, clock: Traveller
) -> None:
    clock.move_to(NOW)
    people = [make_member(carolina, name) for name in ("Ivy", "Jo", "Kim")]
    with transaction.atomic():
        story = Story(carolina, people, clock)
        # Ivy and Jo are on the first shift, and Kim and Ivy on the other, one of them waiting.
        for step in [*(("claim", who, where) for who, where in ((0, 0), (1, 0), (2, 1), (0, 1))), *steps]:
            # No two claims at one instant: see `Signup.claimed_at`.
            clock.shift(timedelta(seconds=1))
            story.take(step)
            story.check_collected()
        story.check_known()
        transaction.set_rollback(True)


def test_a_new_address_of_a_site_is_told_those_who_hold_a_place_and_not_who_wait(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=ruth, if_full="waitlist")
    site = shift.event.site
    assert site
    save_site(carolina, site.name, address="14 Other Lane", by=jordan)
    assert tell(jordan) == 1
    assert sent() == ["maya"]
    body = mail.outbox[-1].body
    assert "It is somewhere else now. The page says where." in body
    assert "Other Lane" not in body
