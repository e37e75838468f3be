from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_notices")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["state", "due_at", "id"], name="message_state_due"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["due_at", "id"], name="message_by_due"),
        ),
    ]
