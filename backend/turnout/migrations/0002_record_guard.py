"""A database that itself refuses to change the record of writes."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    """CREATE TRIGGER turnout_record_no_{lower} BEFORE {verb} ON turnout_record
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
]
POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION turnout_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$""",
    """CREATE TRIGGER turnout_record_no_{lower} BEFORE {verb} ON turnout_record
    FOR EACH ROW EXECUTE FUNCTION turnout_refuse()""",
]


def guard_record(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for verb in ("UPDATE", "DELETE"):
        for statement in statements:
            schema_editor.execute(statement.format(verb=verb, lower=verb.lower()))


def lift_guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_table = "" if schema_editor.connection.vendor == "sqlite" else " ON turnout_record"
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER turnout_record_no_{verb}{on_table}")


class Migration(migrations.Migration):
    dependencies = [("turnout", "0001_first")]

    operations = [
        migrations.RunPython(guard_record, lift_guard),
    ]
