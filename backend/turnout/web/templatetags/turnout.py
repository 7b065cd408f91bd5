"""Words and marks that templates need."""

import secrets
from datetime import date, datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from turnout.models import Chapter, Event, Shift
from turnout.prints.markdown import render_markdown
from turnout.rules import times
from turnout.rules.help import HelpLine, dial, help_line_of
from turnout.rules.languages import active_language
from turnout.web.removals import Offer, read_offer
from turnout.web.workbench import list_tabs

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our small pictures. It says nothing by itself: words stand beside it."""
    return format_html('<svg aria-hidden="true"><use href="{}#{}" /></svg>', static("icons/sprite.svg"), name)


@register.simple_tag(takes_context=True)
def help_line(context: template.Context) -> HelpLine:
    """The help line of the page's chapter, or the site's."""
    return help_line_of(context.get("chapter") or None)


@register.simple_tag
def countdown(shift: Shift) -> SafeString:
    """How long it is until a shift, in words; `countdown.js` keeps them true while the page is open."""
    now, zone, ends_at = timezone.now(), shift.event.zone, shift.ends_at
    unit, count = times.count_until(shift.starts_at, now, ends_at=ends_at, zone=zone)
    return format_html(
        '<span data-starts="{}" data-ends="{}" data-zone="{}" data-said="{}"'
        ' data-tomorrow="{}" data-now="{}" data-over="{}">{}</span>',
        shift.starts_at.isoformat(),
        ends_at.isoformat(),
        zone.key,
        f"{unit} {count}" if count else unit,
        times.say_tomorrow(shift.starts_at, zone),
        times.say_until(shift.starts_at, shift.starts_at),
        times.say_until(shift.starts_at, ends_at, ends_at=ends_at),
        times.say_until(shift.starts_at, now, ends_at=ends_at, zone=zone),
    )


@register.inclusion_tag("organize/tabs.html")
def tabs(chapter: Chapter, here: str) -> dict[str, object]:
    """The rooms of the organizer's workbench; `here` is the one that the page belongs to."""
    return {"tabs": list_tabs(chapter, here)}


@register.simple_tag(takes_context=True)
def undo_offer(context: template.Context) -> Offer | None:
    """What whoever looks cancelled or deleted a moment ago, and may undo."""
    request = context.get("request")
    return read_offer(request) if request else None


@register.filter
def time_in(moment: datetime, row: Event | Shift) -> str:
    """A moment as a time of day in the event's zone."""
    return times.say_time(moment, _event(row).zone)


@register.filter
def day_in(moment: datetime, row: Event | Shift) -> str:
    """A moment as "Today", "Tomorrow" or a date in the event's zone."""
    return times.say_day(moment, _event(row).zone)


@register.filter
def short_day_in(moment: datetime, row: Event | Shift) -> str:
    """A moment as a short date in the event's zone."""
    return date_format(moment.astimezone(_event(row).zone), "SHORT_DATE_FORMAT")


@register.filter
def past_day_in(moment: datetime, row: Event | Shift) -> str:
    """A moment that is past as a short date in the event's zone, with the year where it is not this one."""
    zone = _event(row).zone
    day = moment.astimezone(zone).date()
    is_this_year = day.year == timezone.now().astimezone(zone).year
    return date_format(day, "SHORT_DATE_FORMAT") if is_this_year else times.say_short_date(day)


@register.filter
def with_year(day: date) -> str:
    """A day, or a moment's, as a short date with its year."""
    return times.say_short_date(day)


@register.filter
def zone_in(moment: datetime, row: Event | Shift) -> str:
    """The zone's short name at a moment."""
    return times.say_zone(moment, _event(row).zone)


@register.filter
def ends_another_day(shift: Shift) -> bool:
    """Whether a shift runs past midnight."""
    zone = shift.event.zone
    return shift.starts_at.astimezone(zone).date() != shift.ends_at.astimezone(zone).date()


@register.filter
def tel(number: str) -> str:
    """A telephone number as the address that dials it (RFC 3966, 3)."""
    return f"tel:{dial(number)}"


@register.filter
def markdown(text: str) -> SafeString:
    """What an organizer wrote, as safe HTML; its headings begin at h3."""
    return render_markdown(text)


@register.simple_tag
def written_in(chapter: Chapter) -> SafeString:
    """The attribute that names the language of what a chapter wrote, where the page speaks another (WCAG, 3.1.2)."""
    if chapter.language == active_language():
        return SafeString("")
    return format_html('lang="{}"', chapter.language)


@register.simple_tag
def tap() -> SafeString:
    """A key for the taps of a form, so that one that is sent twice does its work once. For people signed in only."""
    return format_html('<input type="hidden" name="tap" value="{}">', secrets.token_urlsafe(12))


def _event(row: Event | Shift) -> Event:
    return row.event if isinstance(row, Shift) else row
