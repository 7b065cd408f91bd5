from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("turnout", "0004_account_notices"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="signup",
            index=models.Index(
                condition=models.Q(("undo_until__isnull", False)), fields=["undo_until"], name="signup_kept"
            ),
        ),
    ]
