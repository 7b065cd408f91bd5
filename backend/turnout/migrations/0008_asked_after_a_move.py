from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("turnout", "0007_series_and_breaks"),
    ]

    operations = [
        migrations.AddField(
            model_name="signup",
            name="agreed_starts_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="signup",
            name="agreed_ends_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
