"""The special days that come with the program; edited rows are left as they are."""

from django.db import migrations

from companies.formats import holidays


def load(apps, schema_editor):
    rows = apps.get_model("roadshows", "CalendarDay").objects
    for row in holidays.shipped_rows():
        rows.get_or_create(day=row["day"], defaults={"working": row["kind"] == holidays.WORKING, "name": row["zh"]})


class Migration(migrations.Migration):

    dependencies = [
        ("roadshows", "0001_initial"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
