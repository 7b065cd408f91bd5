from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import turnout.models.base


def give_short_codes(apps: Any, schema_editor: Any) -> None:
    events = apps.get_model("turnout", "Event").objects.filter(short_code=None).only("pk")
    for event in events.iterator():
        event.short_code = turnout.models.base.new_short_code()
        event.save(update_fields=["short_code"])


class Migration(migrations.Migration):
    dependencies = [
        ("turnout", "0002_record_guard"),
    ]

    operations = [
        migrations.AddField(
            model_name="chapter",
            name="help_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="who answers"),
        ),
        migrations.AddField(
            model_name="chapter",
            name="help_phone",
            field=models.CharField(blank=True, max_length=40, verbose_name="phone number"),
        ),
        migrations.AddField(
            model_name="chapter",
            name="help_text_to",
            field=models.CharField(blank=True, max_length=40, verbose_name="number for text messages"),
        ),
        migrations.AddField(
            model_name="chapter",
            name="help_text_word",
            field=models.CharField(blank=True, max_length=40, verbose_name="word to text"),
        ),
        migrations.AddField(
            model_name="event",
            name="kit",
            field=models.TextField(blank=True, max_length=8000, verbose_name="what to do and bring"),
        ),
        migrations.AddField(
            model_name="event",
            name="short_code",
            field=models.CharField(editable=False, max_length=12, null=True),
        ),
        migrations.RunPython(give_short_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="event",
            name="short_code",
            field=models.CharField(
                default=turnout.models.base.new_short_code, editable=False, max_length=12, unique=True
            ),
        ),
        migrations.AddField(
            model_name="signincode",
            name="language",
            field=models.CharField(default="en", max_length=10),
        ),
        migrations.AddField(
            model_name="signincode",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="new_address_codes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="dropped_from",
            field=models.CharField(
                blank=True,
                choices=[
                    ("confirmed", "Confirmed"),
                    ("waitlisted", "Waitlisted"),
                    ("offered", "Offered"),
                    ("dropped", "Dropped"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="undo_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="site",
            name="access",
            field=models.CharField(blank=True, max_length=500, verbose_name="how to get in"),
        ),
        migrations.AddField(
            model_name="site",
            name="has_quiet_place",
            field=models.BooleanField(blank=True, null=True, verbose_name="quiet place"),
        ),
        migrations.AddField(
            model_name="site",
            name="is_step_free",
            field=models.BooleanField(blank=True, null=True, verbose_name="step-free"),
        ),
        migrations.CreateModel(
            name="Tap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=turnout.models.base.new_public_id, editable=False, max_length=16, unique=True
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("key", models.CharField(max_length=64)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="taps", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="taps", to="turnout.signup"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="tap_by_age")],
                "constraints": [models.UniqueConstraint(fields=("person", "key"), name="tap_once")],
            },
        ),
    ]
