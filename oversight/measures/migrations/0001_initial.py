import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ObservationImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=60)),
                ('mapping', models.CharField(blank=True, max_length=60)),
                ('file_name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('new', models.PositiveIntegerField()),
                ('changed', models.PositiveIntegerField()),
                ('unchanged', models.PositiveIntegerField()),
                ('rejected', models.PositiveIntegerField()),
                ('imported_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('new__gt', 0), ('changed__gt', 0), _connector='OR'), name='an_import_took_something')],
            },
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=60)),
                ('level', models.CharField(choices=[('ward', 'Ward'), ('site', 'Site'), ('trust', 'Trust')], max_length=5)),
                ('subject', models.CharField(max_length=40)),
                ('trust_code', models.CharField(max_length=8)),
                ('period', models.DateField()),
                ('grain', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('quarter', 'Quarter'), ('year', 'Year')], db_default='month', default='month', max_length=7)),
                ('numerator', models.DecimalField(decimal_places=16, max_digits=34, null=True)),
                ('denominator', models.DecimalField(decimal_places=16, max_digits=34, null=True)),
                ('version_id', models.BigIntegerField(null=True)),
                ('imported', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='observations', to='measures.observationimport')),
                ('known_from', models.DateTimeField()),
                ('known_to', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['trust_code', 'period'], name='observations_of_a_trust'), models.Index(condition=models.Q(('level', 'trust')), fields=['measure', 'period'], name='observations_of_trusts')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('known_to__isnull', True)), fields=('measure', 'subject', 'level', 'period', 'grain'), name='one_present_observation'), models.CheckConstraint(condition=models.Q(('known_to__isnull', True), ('known_to__gte', models.F('known_from')), _connector='OR'), name='known_from_before_known_to'), models.CheckConstraint(condition=models.Q(models.Q(('imported__isnull', True), ('version_id__isnull', False)), models.Q(('imported__isnull', False), ('version_id__isnull', True)), _connector='OR'), name='a_return_or_a_file_said_so')],
            },
        ),
    ]
