"""Answers are bound to a token instead of a session's key, may be kept, and may be waited for.

Those of before cannot be read any more; they go when their time is over.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("asking", "0002_follow_ups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(model_name="answerrecord", name="session_key"),
        migrations.AddField(
            model_name="answerrecord",
            name="asker",
            field=models.CharField(
                db_index=True, default="", help_text="A token in the session of the browser.", max_length=40
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="answerrecord",
            name="kept",
            field=models.BooleanField(default=False, help_text="Whether the reader asked for it to be kept."),
        ),
        migrations.AddField(
            model_name="answerrecord",
            name="owner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="answerrecord",
            name="started_at",
            field=models.DateTimeField(help_text="When the work on it began.", null=True),
        ),
        migrations.AddField(
            model_name="answerrecord",
            name="state",
            field=models.CharField(
                choices=[("waiting", "Waiting"), ("running", "Running"), ("done", "Done")],
                default="done",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="answerrecord",
            name="answer",
            field=models.JSONField(
                help_text="See asking.snapshots; a rebuilt library cannot change it. Empty until done."
            ),
        ),
    ]
