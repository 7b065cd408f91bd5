import django.utils.timezone
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def hold_since_the_claim(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Say of each signup that was there that it has been held since its claim, as was taken for granted so far."""
    apps.get_model("turnout", "Signup").objects.update(since=models.F("claimed_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("turnout", "0005_find_kept_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="signup",
            name="since",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(hold_since_the_claim, migrations.RunPython.noop),
    ]
