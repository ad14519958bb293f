"""The table of answers."""

from typing import ClassVar

from django.db import migrations, models

import curbside.web.asking.models


class Migration(migrations.Migration):
    """AnswerRecord."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="AnswerRecord",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=curbside.web.asking.models.random_id,
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("session_key", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("question", models.TextField(help_text="Redacted.")),
                ("reader", models.CharField(max_length=16)),
                (
                    "answer",
                    models.JSONField(help_text="See asking.snapshots; a rebuilt library cannot change it."),
                ),
            ],
            options={"ordering": ("-created_at",)},
        ),
    ]
