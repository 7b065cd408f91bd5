"""What organizers do with the places of others."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from pytest_django.fixtures import Settings
from time_machine import Traveller

from tests.builders import draft, make_event, make_member, make_person, make_shift, membership_of
from turnout.actions.departures import end_membership
from turnout.actions.limits import use_up
from turnout.actions.memberships import choose_mail, join_chapter
from turnout.actions.people import close_person, rename_person
from turnout.actions.rosters import SIGN_UPS_BY_CHAPTER, Newcomer, ask_members, move_person, promote_signup, sign_up
from turnout.actions.signin import find_or_make_person
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Membership, Notice, Person, Record, Shift, Signup
from turnout.notices.messages import build_message
from turnout.rules.refusals import Reason, Refused


def refusal_of(act: Callable[[], object]) -> tuple[Reason, str]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reason, str(refused.value)


def taken(shift: Shift) -> int:
    return Shift.objects.get(pk=shift.pk).taken


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


# --- signing somebody up


def test_jordan_signs_maya_up_and_she_is_told(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    signup = sign_up(shift, membership_of(maya, carolina), by=jordan)
    assert (signup.state, taken(shift), told(maya)) == ("confirmed", 1, ["signup-made"])
    record = Record.objects.latest("id")
    assert (record.what, record.actor) == ("signup.made", jordan)
    message = build_message(Notice.objects.get(recipient=maya))
    assert message is not None
    assert message.subject == "You're in: Thursday, February 4, 10:00 AM to 11:00 AM EST"
    assert "An organizer of Carolina Against Trafficking signed you up for this." in message.body


def test_somebody_new_becomes_a_member_under_the_name_that_was_typed(carolina: Chapter, jordan: Person) -> None:
    shift = make_shift(carolina)
    signup = sign_up(shift, Newcomer(" Zoe@Turnout.test ", " Zoe  B "), by=jordan)
    assert (signup.person.email, signup.person.name) == ("zoe@turnout.test", "New volunteer")
    assert membership_of(signup.person, carolina).display_name == "Zoe B"
    assert Record.objects.get(what="membership.joined", object_id=membership_of(signup.person, carolina).public_id
    ).actor == jordan  # fmt: skip


def test_what_jordan_typed_is_her_name_in_his_chapter_alone_and_her_own_is_taken_when_she_comes(
    carolina: Chapter, nashville: Chapter, jordan: Person
) -> None:
    """Until she proves her address; afterwards a name that is typed at sign-in is ignored, as anybody's."""
    zoe = sign_up(make_shift(carolina), Newcomer("zoe@turnout.test", "Zoe from the gym"), by=jordan).person
    assert join_chapter(nashville, person=zoe).display_name == "New volunteer"
    assert find_or_make_person(email="zoe@turnout.test", name="Blue Heron")[0].name == "Blue Heron"
    assert find_or_make_person(email="zoe@turnout.test", name="Somebody")[0].name == "Blue Heron"
    assert membership_of(zoe, carolina).display_name == "Zoe from the gym"
    rename_person(zoe, name="Blue Heron")
    assert {membership_of(zoe, chapter).display_name for chapter in (carolina, nashville)} == {"Blue Heron"}


def test_of_an_account_that_is_there_already_nothing_is_told(carolina: Chapter, jordan: Person, leo: Person) -> None:
    shift = make_shift(carolina)
    signup = sign_up(shift, Newcomer("leo@turnout.test", "L."), by=jordan)
    assert signup.person == leo
    assert membership_of(leo, carolina).display_name == "L."
    leo.refresh_from_db()
    assert leo.name == "Leo"


@pytest.mark.parametrize(
    ("email", "name", "field", "sentence"),
    [
        ("zoe", "Zoe", "email", "That is not an email address. Look for a missing @ or dot."),
        ("zoe@turnout.test", "  ", "name", "Type their name. A first name is fine."),
        ("zoe@turnout.test", "Z" * 81, "name", "That is too long."),
    ],
)
def test_a_newcomer_who_is_not_well_named_is_refused_at_the_field(
    carolina: Chapter, jordan: Person, email: str, name: str, field: str, sentence: str
) -> None:
    shift = make_shift(carolina)
    with pytest.raises(Refused) as refused:
        sign_up(shift, Newcomer(email, name), by=jordan)
    assert (refused.value.field, str(refused.value)) == (field, sentence)
    assert not Person.objects.filter(email="zoe@turnout.test").exists()


def test_a_clash_is_refused_in_words_and_passed_over_where_the_organizer_says_so(
    carolina: Chapter, nashville: Chapter, jordan: Person, maya: Person
) -> None:
    other = make_shift(carolina, role="Usher")
    claim_shift(other, person=maya)
    shift, member = make_shift(carolina), membership_of(maya, carolina)
    assert refusal_of(lambda: sign_up(shift, member, by=jordan)) == (
        Reason.OVERLAPPING_SHIFT, "Maya is on “Usher” at 10:00 AM, at the same time.",
    )  # fmt: skip
    assert sign_up(shift, member, by=jordan, allow_overlap=True).state == "confirmed"


def test_what_maya_does_in_another_chapter_is_not_told(
    carolina: Chapter, nashville: Chapter, jordan: Person, maya: Person
) -> None:
    claim_shift(make_shift(nashville, "2027-02-04 09:00", role="Secret role"), person=maya)
    with pytest.raises(Refused) as refused:
        sign_up(make_shift(carolina), membership_of(maya, carolina), by=jordan)
    assert str(refused.value) == "Maya has another shift at that time."
    assert refused.value.facts == {}


def test_a_full_shift_takes_her_on_the_waitlist_where_that_is_wished(
    carolina: Chapter, jordan: Person, ruth: Person, maya: Person
) -> None:
    shift, member = make_shift(carolina, capacity=1), membership_of(maya, carolina)
    claim_shift(shift, person=ruth)
    assert refusal_of(lambda: sign_up(shift, member, by=jordan)) == (
        Reason.SHIFT_FULL, "This shift is full. Put Maya on the waitlist, or add a place.",
    )  # fmt: skip
    assert sign_up(shift, member, by=jordan, if_full="waitlist").state == "waitlisted"
    assert told(maya) == ["signup-waitlisted"]


def test_who_is_on_it_left_or_was_removed_is_refused(
    carolina: Chapter, jordan: Person, maya: Person, nora: Person
) -> None:
    shift, member = make_shift(carolina), membership_of(maya, carolina)
    sign_up(shift, member, by=jordan)
    assert refusal_of(lambda: sign_up(shift, member, by=jordan))[1] == "Maya is on this shift already."
    left = "This person cannot be signed up. Ask them to claim the shift themselves."
    assert refusal_of(lambda: sign_up(shift, Newcomer("nora@turnout.test", "Nora"), by=jordan))[1] == left
    end_membership(member, by=jordan, state=Membership.State.REMOVED)
    assert refusal_of(lambda: sign_up(shift, member, by=jordan))[1] == "This person was removed from the chapter."


def test_nothing_of_a_newcomer_is_kept_where_the_shift_refuses_them(carolina: Chapter, jordan: Person) -> None:
    shift = make_shift(carolina, event={"publish": False})
    reason, _sentence = refusal_of(lambda: sign_up(shift, Newcomer("zoe@turnout.test", "Zoe"), by=jordan))
    assert reason == Reason.SIGNUP_CLOSED
    assert not Person.objects.filter(email="zoe@turnout.test").exists()


def test_one_person_is_signed_up_a_dozen_times_a_day_and_refusals_count(
    carolina: Chapter, nashville: Chapter, jordan: Person, leo: Person, clock: Traveller
) -> None:
    """Signing somebody up and taking them off again, over and over, is a flood of mail."""
    shift = make_shift(carolina)
    for _n in range(2):
        drop_signup(sign_up(shift, Newcomer("Leo@turnout.test", "L"), by=jordan), by=jordan)
    member = membership_of(leo, carolina)
    for _n in range(10):
        assert refusal_of(lambda: sign_up(make_shift(carolina, capacity=0), member, by=jordan))[0] == Reason.SHIFT_FULL
    for who in (member, Newcomer("leo@turnout.test", "L")):
        assert refusal_of(partial(sign_up, shift, who, by=jordan)) == (
            Reason.TOO_MANY_TRIES,
            "Your chapter signed this person up often today. Wait until tomorrow, or let them claim the shift.",
        )
    clock.shift(timedelta(days=1))
    assert sign_up(shift, member, by=jordan).state == "confirmed"


def test_an_organizer_signs_up_thirty_newcomers_a_day(carolina: Chapter, jordan: Person, ruth: Person) -> None:
    full, shift = make_shift(carolina, capacity=0), make_shift(carolina)
    for n in range(30):
        assert refusal_of(partial(sign_up, full, Newcomer(f"v{n}@turnout.test", "V"), by=jordan))[0] == "shift-full"
    assert refusal_of(lambda: sign_up(shift, Newcomer("zoe@turnout.test", "Zoe"), by=jordan)) == (
        Reason.TOO_MANY_TRIES,
        "You signed up many by mail address today. Wait until tomorrow, or send them the link to the shift.",
    )
    assert sign_up(shift, membership_of(ruth, carolina), by=jordan).state == "confirmed"
    assert sign_up(shift, Newcomer("zoe@turnout.test", "Zoe"), by=ruth).state == "confirmed"


def test_a_chapter_signs_up_a_hundred_a_day(
    carolina: Chapter, nashville: Chapter, jordan: Person, maya: Person, ana: Person
) -> None:
    for _n in range(100):
        use_up(SIGN_UPS_BY_CHAPTER, str(carolina.pk))
    assert refusal_of(lambda: sign_up(make_shift(carolina), membership_of(maya, carolina), by=jordan)) == (
        Reason.TOO_MANY_TRIES,
        "Your chapter signed up many people today. Wait until tomorrow, or let them claim the shift.",
    )
    assert sign_up(make_shift(nashville), membership_of(ana, nashville), by=ana).state == "confirmed"


@pytest.mark.parametrize("capacity", [0, 2])
def test_of_somebody_new_nothing_that_they_do_elsewhere_is_told(
    carolina: Chapter, nashville: Chapter, jordan: Person, leo: Person, capacity: int
) -> None:
    """Leo is busy then, Zoe is nobody yet: the answers are the same, and so is what is written."""
    claim_shift(make_shift(nashville, "2027-02-04 09:00"), person=leo)
    shift = make_shift(carolina, capacity=capacity)

    def try_for(email: str) -> tuple[object, ...]:
        try:
            signup = sign_up(shift, Newcomer(email, "Z"), by=jordan)
        except Refused as refused:
            return refused.reason, str(refused), refused.facts
        return signup.state, signup.allow_overlap, signup.sequence

    busy, unknown = try_for("leo@turnout.test"), try_for("zoe@turnout.test")
    full: tuple[object, ...] = (Reason.SHIFT_FULL, "This shift is full. Put Z on the waitlist, or add a place.", {})
    assert busy == unknown == (("confirmed", True, 1) if capacity else full)


def test_of_a_closed_account_a_full_shift_says_nothing(carolina: Chapter, jordan: Person, priya: Person) -> None:
    close_person(priya, by=None)
    newcomer = Newcomer("priya@turnout.test", "P")
    assert refusal_of(lambda: sign_up(make_shift(carolina, capacity=0), newcomer, by=jordan))[0] == Reason.SHIFT_FULL
    assert refusal_of(lambda: sign_up(make_shift(carolina), newcomer, by=jordan)) == (
        Reason.NOT_A_MEMBER, "This person cannot be signed up. Ask them to claim the shift themselves.",
    )  # fmt: skip
    assert not Membership.objects.filter(person=priya).exists()


def test_a_place_that_she_dropped_a_moment_ago_is_hers_again(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    drop_signup(claim_shift(shift, person=maya), by=maya, undo_for=timedelta(seconds=12))
    signup = sign_up(shift, membership_of(maya, carolina), by=jordan)
    assert (signup.state, signup.undo_until, taken(shift)) == ("confirmed", None, 1)


# --- moving


@pytest.fixture
def pair(carolina: Chapter) -> list[Shift]:
    """Two shifts of one place each, an hour apart, of one event."""
    event = make_event(
        carolina, draft(carolina, capacity=1), draft(carolina, "2027-02-04 11:00", role="Usher", capacity=1)
    )
    return list(event.shifts.select_related("event").order_by("starts_at"))


def test_maya_is_moved_told_once_and_her_place_goes_to_who_waits(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person, pair: list[Shift]
) -> None:
    one, other = pair
    signup = claim_shift(one, person=maya)
    claim_shift(one, person=ruth, if_full="waitlist")
    Notice.objects.all().delete()
    moved = move_person(signup, other, by=jordan)
    assert (moved.shift, moved.state) == (other, "confirmed")
    signup.refresh_from_db()
    assert signup.state == "dropped"
    assert (taken(one), taken(other)) == (1, 1)
    assert (told(maya), told(ruth)) == (["signup-moved"], ["signup-promoted"])
    message = build_message(Notice.objects.get(recipient=maya))
    assert message is not None
    assert message.subject == "Changed: Thursday, February 4, 11:00 AM to 12:00 PM EST"
    assert "Before: Table host, Thursday, February 4, 10:00 AM to 11:00 AM EST" in message.body


def test_she_keeps_her_place_where_the_other_shift_refuses_her(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person, pair: list[Shift]
) -> None:
    one, other = pair
    signup = claim_shift(one, person=maya)
    claim_shift(other, person=ruth)
    assert refusal_of(lambda: move_person(signup, other, by=jordan))[0] == Reason.SHIFT_FULL
    signup.refresh_from_db()
    assert (signup.state, taken(one), taken(other), told(maya)) == ("confirmed", 1, 1, ["signup-confirmed"])


def test_her_own_place_is_no_clash_but_another_shift_is(carolina: Chapter, jordan: Person, maya: Person) -> None:
    signup = claim_shift(make_shift(carolina), person=maya)
    same_time = make_shift(carolina, "2027-02-04 10:30", role="Usher")
    moved = move_person(signup, same_time, by=jordan)
    assert moved.shift == same_time
    claim_shift(make_shift(carolina, "2027-02-04 12:00", role="Reader"), person=maya)
    third = make_shift(carolina, "2027-02-04 12:30")
    assert refusal_of(lambda: move_person(moved, third, by=jordan)) == (
        Reason.OVERLAPPING_SHIFT, "Maya is on “Reader” at 12:00 PM, at the same time.",
    )  # fmt: skip
    assert move_person(moved, third, by=jordan, allow_overlap=True).shift == third


def test_a_move_within_the_cap_of_open_claims_goes_through(
    carolina: Chapter, jordan: Person, maya: Person, pair: list[Shift], settings: Settings
) -> None:
    settings.MAX_OPEN_CLAIMS = 1
    assert move_person(claim_shift(pair[0], person=maya), pair[1], by=jordan).state == "confirmed"


def test_nobody_is_moved_to_another_chapter_or_to_where_they_are(
    carolina: Chapter, nashville: Chapter, jordan: Person, maya: Person, pair: list[Shift]
) -> None:
    signup = claim_shift(pair[0], person=maya)
    assert refusal_of(lambda: move_person(signup, make_shift(nashville), by=jordan))[1] == (
        "That shift is of another chapter. Choose one of this chapter."
    )
    assert refusal_of(lambda: move_person(signup, pair[0], by=jordan))[1] == (
        "They are on this shift already. Choose another."
    )
    drop_signup(signup, by=maya)
    assert refusal_of(lambda: move_person(signup, pair[1], by=jordan)) == (
        Reason.NOT_SIGNED_UP, "Maya is not on this shift any more.",
    )  # fmt: skip


# --- promoting by hand


@pytest.fixture
def waiting(carolina: Chapter, ruth: Person, maya: Person, jordan: Person) -> list[Signup]:
    """A shift of one place: Ruth has it, Jordan waits first and Maya second."""
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=ruth)
    return [claim_shift(shift, person=person, if_full="waitlist") for person in (jordan, maya)]


def test_maya_is_promoted_over_the_order_with_one_more_place(
    carolina: Chapter, jordan: Person, maya: Person, waiting: list[Signup]
) -> None:
    second = waiting[1]
    before = Shift.objects.get(pk=second.shift_id)
    assert refusal_of(lambda: promote_signup(second, by=jordan)) == (
        Reason.SHIFT_FULL, "No place is free. Add one with it, or take somebody off first.",
    )  # fmt: skip
    assert promote_signup(second, by=jordan, add_place=True).state == "confirmed"
    after = Shift.objects.get(pk=second.shift_id)
    assert (after.capacity, after.taken, after.version) == (2, 2, before.version + 1)
    assert Signup.objects.get(pk=waiting[0].pk).state == "waitlisted"
    assert told(maya) == ["signup-waitlisted", "signup-promoted"]


def test_a_free_place_is_used_before_one_is_added(
    carolina: Chapter, jordan: Person, ruth: Person, maya: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(make_shift(carolina, role="Usher"), person=maya)
    claim_shift(shift, person=ruth)
    waits = claim_shift(shift, person=maya, if_full="waitlist", allow_overlap=True)
    Signup.objects.filter(pk=waits.pk).update(allow_overlap=False)
    drop_signup(Signup.objects.get(shift=shift, person=ruth), by=ruth)  # Maya is passed over: she has a clash
    assert refusal_of(lambda: promote_signup(waits, by=jordan)) == (
        Reason.OVERLAPPING_SHIFT, "Maya is on “Usher” at 10:00 AM, at the same time.",
    )  # fmt: skip
    assert promote_signup(waits, by=jordan, add_place=True, allow_overlap=True).state == "confirmed"
    shift.refresh_from_db()
    assert (shift.capacity, shift.taken) == (1, 1)


def test_who_waits_no_more_is_not_promoted(jordan: Person, maya: Person, waiting: list[Signup]) -> None:
    drop_signup(waiting[1], by=maya)
    assert refusal_of(lambda: promote_signup(waiting[1], by=jordan, add_place=True))[0] == Reason.NOT_SIGNED_UP
    assert Shift.objects.get(pk=waiting[1].shift_id).capacity == 1


# --- asking for help


def test_jordan_asks_those_who_could_and_nobody_twice(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina, min_needed=2)
    busy = make_member(carolina, "Bea")
    claim_shift(make_shift(carolina, role="Usher"), person=busy)
    named = [membership_of(person, carolina) for person in (maya, busy)]
    people, left_out = ask_members(shift, named, by=jordan)
    assert (people, left_out) == ([maya], 1)
    assert ask_members(shift, named, by=jordan) == ([], 2)
    assert told(maya) == ["shift-asked"]
    message = build_message(Notice.objects.get(recipient=maya))
    assert message is not None
    assert message.subject == "Can you help? Thursday, February 4, 10:00 AM to 11:00 AM EST"
    assert "Hello Maya, could you take this shift?" in message.body
    assert "/me/chapters/carolina/mail/" in message.body


def test_nobody_is_asked_more_than_three_times_a_week(
    carolina: Chapter, jordan: Person, maya: Person, clock: Traveller
) -> None:
    member = [membership_of(maya, carolina)]
    shifts = [make_shift(carolina, f"2027-02-{day:02} 10:00", min_needed=1) for day in range(20, 25)]
    assert [len(ask_members(shift, member, by=jordan)[0]) for shift in shifts] == [1, 1, 1, 0, 0]
    clock.shift(timedelta(days=7, seconds=1))
    assert [len(ask_members(shift, member, by=jordan)[0]) for shift in shifts] == [0, 0, 0, 1, 1]


def test_who_does_not_want_to_be_asked_is_not(carolina: Chapter, jordan: Person, maya: Person) -> None:
    member = membership_of(maya, carolina)
    choose_mail(member, by=maya, wants_asks=False)
    assert ask_members(make_shift(carolina, min_needed=1), [member], by=jordan) == ([], 1)
    assert told(maya) == []


def test_an_ask_that_is_out_of_date_does_not_go_out(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina, min_needed=1)
    ask_members(shift, [membership_of(maya, carolina)], by=jordan)
    notice = Notice.objects.select_related("shift__event", "recipient", "chapter").get()
    assert build_message(notice) is not None
    claim_shift(shift, person=maya)
    assert build_message(notice) is None


def test_a_full_shift_asks_nobody(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=make_person("Priya"))
    assert refusal_of(lambda: ask_members(shift, [membership_of(maya, carolina)], by=jordan)) == (
        Reason.SHIFT_FULL, "This shift is full by now. Nobody was asked.",
    )  # fmt: skip
