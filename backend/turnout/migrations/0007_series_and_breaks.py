import django.db.models.deletion
from django.db import migrations, models

import turnout.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("turnout", "0006_since"),
    ]

    operations = [
        migrations.AddField(
            model_name="series",
            name="except_dates",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.CreateModel(
            name="Break",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=turnout.models.base.new_public_id, editable=False, max_length=16, unique=True
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "chapter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="breaks", to="turnout.chapter"
                    ),
                ),
            ],
            options={
                "ordering": ("starts_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="break_has_days"
                    )
                ],
            },
        ),
    ]
