import django.db.models.deletion
import safety.clocks
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        ('returns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.returnversion')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('period', models.DateField()),
                ('sheet', models.CharField(max_length=100, null=True)),
                ('row', models.PositiveIntegerField(null=True)),
                ('kind', models.CharField(choices=[('warning', 'Stage 1: warning'), ('resource', 'Stage 2: resource'), ('directive', 'Stage 3: directive'), ('national', 'National Patient Safety Alert'), ('device', 'Medical device alert'), ('estates', 'Estates and facilities alert')], max_length=10)),
                ('reference', models.CharField(max_length=100)),
                ('reference_key', models.CharField(max_length=100)),
                ('issued_on', models.DateField()),
                ('deadline', models.DateField()),
                ('status', models.CharField(choices=[('not_acknowledged', 'Not acknowledged'), ('acknowledged', 'Acknowledged'), ('assessing_relevance', 'Assessing relevance'), ('action_required_ongoing', 'Action required: ongoing'), ('action_complete', 'Action complete'), ('action_not_required', 'Action not required')], max_length=25)),
                ('acknowledged_on', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['trust', 'period'], name='alerts_of_a_trust')],
                'constraints': [models.UniqueConstraint(fields=('version', 'reference_key'), name='an_alert_once_in_a_version'), models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', False), ('status__in', [safety.clocks.AlertStatus['COMPLETE'], safety.clocks.AlertStatus['NOT_REQUIRED']])), models.Q(models.Q(('status__in', [safety.clocks.AlertStatus['COMPLETE'], safety.clocks.AlertStatus['NOT_REQUIRED']]), _negated=True), ('closed_on__isnull', True)), _connector='OR'), name='a_signed_off_alert_has_its_day')],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.returnversion')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('period', models.DateField()),
                ('sheet', models.CharField(max_length=100, null=True)),
                ('row', models.PositiveIntegerField(null=True)),
                ('harm', models.CharField(choices=[('death', 'Death'), ('severe', 'Severe harm'), ('moderate', 'Moderate harm'), ('psychological', 'Prolonged psychological harm')], max_length=15)),
                ('reference', models.CharField(max_length=100)),
                ('reference_key', models.CharField(max_length=100)),
                ('reported_on', models.DateField()),
                ('told_on', models.DateField(null=True)),
                ('apologised', models.BooleanField(null=True)),
                ('written_on', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['trust', 'period'], name='incidents_of_a_trust')],
                'constraints': [models.UniqueConstraint(fields=('version', 'reference_key'), name='an_incident_once_in_a_version')],
            },
        ),
        migrations.CreateModel(
            name='NeverEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.returnversion')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('period', models.DateField()),
                ('sheet', models.CharField(max_length=100, null=True)),
                ('row', models.PositiveIntegerField(null=True)),
                ('item', models.CharField(max_length=40)),
                ('list_version', models.CharField(max_length=20)),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('happened_on', models.DateField(null=True)),
                ('number', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['trust', 'period'], name='never_events_of_a_trust')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('happened_on__isnull', True), ('reference', '')), models.Q(('happened_on__isnull', False), ('number', 1), models.Q(('reference', ''), _negated=True)), _connector='OR'), name='one_never_event_has_its_day')],
            },
        ),
        migrations.CreateModel(
            name='SafetyNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.returnversion')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('period', models.DateField()),
                ('sheet', models.CharField(max_length=100, null=True)),
                ('row', models.PositiveIntegerField(null=True)),
                ('section', models.CharField(choices=[('activity', 'Activity'), ('never_events', 'Never events'), ('alerts', 'Patient safety alerts'), ('infections', 'Infections'), ('thermometer', 'Safety Thermometer'), ('candour', 'Duty of candour')], max_length=20)),
                ('item', models.CharField(max_length=40)),
                ('number', models.PositiveIntegerField(null=True)),
                ('out_of', models.PositiveIntegerField(null=True)),
                ('not_applicable', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['trust', 'period'], name='safety_numbers_of_a_trust')],
                'constraints': [models.UniqueConstraint(fields=('version', 'section', 'item'), name='a_number_once_in_a_version'), models.CheckConstraint(condition=models.Q(('not_applicable', False), ('number__isnull', True), _connector='OR'), name='what_does_not_apply_has_no_number')],
            },
        ),
    ]
