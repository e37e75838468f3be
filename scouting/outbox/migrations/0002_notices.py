from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="data",
            field=models.JSONField(blank=True, default=dict, verbose_name="said in the reader's language"),
        ),
    ]
