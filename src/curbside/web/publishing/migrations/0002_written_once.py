"""The database itself refuses to change or delete what is written once."""

from django.db import migrations

TABLES = (
    "publishing_articleversion",
    "publishing_sourcelink",
    "publishing_claimdecision",
    "publishing_reviewevent",
)


def guard(apps, schema_editor):
    for table in TABLES:
        for action in ("UPDATE", "DELETE"):
            name = f"{table}_no_{action.lower()}"
            if schema_editor.connection.vendor == "sqlite":
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {action} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
                )
            elif schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(
                    "CREATE OR REPLACE FUNCTION publishing_written_once() RETURNS trigger AS $$ "
                    "BEGIN RAISE EXCEPTION '%% is written once', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
                )
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {action} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION publishing_written_once()"
                )
        if schema_editor.connection.vendor == "postgresql":
            # Emptying a table touches no row, so the two above do not see it.
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION publishing_written_once()"
            )


def unguard(apps, schema_editor):
    for table in TABLES:
        for action in ("update", "delete", "truncate"):
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}{on}")


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
