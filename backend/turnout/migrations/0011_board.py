import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import turnout.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("turnout", "0010_table"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="wants_asks",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="wants_messages",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("signin-code", "Signin Code"),
                    ("signup-confirmed", "Confirmed"),
                    ("signup-waitlisted", "Waitlisted"),
                    ("signup-promoted", "Promoted"),
                    ("signup-dropped", "Dropped"),
                    ("shift-cancelled", "Shift Cancelled"),
                    ("shift-changed", "Shift Changed"),
                    ("event-cancelled", "Event Cancelled"),
                    ("new-address", "New Address"),
                    ("address-changed", "Address Changed"),
                    ("passkey-added", "Passkey Added"),
                    ("signup-made", "Signed Up"),
                    ("signup-moved", "Moved"),
                    ("shift-asked", "Asked"),
                    ("message", "Message"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=turnout.models.base.new_public_id, editable=False, max_length=16, unique=True
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("shift", "Those on a shift"),
                            ("event", "Those on any shift of an event"),
                            ("kind", "Those who came to a kind of event at least twice"),
                            ("all", "All members"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("outreach", "Outreach"),
                            ("prayer", "Prayer"),
                            ("advocacy", "Advocacy"),
                            ("lecture", "Lecture"),
                            ("fundraiser", "Fundraiser"),
                            ("training", "Training"),
                        ],
                        max_length=12,
                    ),
                ),
                ("weeks", models.PositiveIntegerField(null=True)),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                ("body", models.TextField(max_length=4000, verbose_name="message")),
                ("people", models.PositiveIntegerField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "chapter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="turnout.chapter"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="turnout.event",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="turnout.shift",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="message",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="turnout.message"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("kind", "shift-asked")),
                fields=["chapter", "created_at"],
                name="notice_asked_lately",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["chapter", "created_at"], name="message_by_day"),
        ),
    ]
