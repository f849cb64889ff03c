import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutboxEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.CharField(max_length=80)),
                ('payload', models.JSONField(default=dict)),
                ('emitted_at', models.DateTimeField()),
            ],
            options={
                'triggers': [pgtrigger.compiler.Trigger(name='an_event_stays_as_it_was', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e916dadc104ccaf2db7578f0e51674e6ed8bc430', operation='UPDATE OR DELETE', pgid='pgtrigger_an_event_stays_as_it_was_a78b2', table='records_outboxevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='StandstillAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('queue', models.CharField(max_length=40)),
                ('raised_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('standing_still', models.PositiveIntegerField()),
                ('set_aside', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('queue',), name='one_alarm_of_a_queue_at_a_time'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('raised_at')), _connector='OR'), name='an_alarm_ends_after_it_was_raised')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('system', models.CharField(blank=True, max_length=60)),
                ('action', models.CharField(max_length=60)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.CharField(max_length=80)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('hashes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None)),
            ],
            options={
                'verbose_name_plural': 'audit entries',
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='audit_by_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('system', '')), models.Q(('person__isnull', True), models.Q(('system', ''), _negated=True)), _connector='OR'), name='an_entry_names_a_person_or_a_system')],
                'triggers': [pgtrigger.compiler.Trigger(name='audit_entries_only_grow', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0d7a62e7ab996b5d13b5fb6fea6bcd31e8218b39', operation='UPDATE OR DELETE', pgid='pgtrigger_audit_entries_only_grow_c9015', table='records_auditentry', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('position', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='records.auditentry')),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField()),
            ],
            options={
                'triggers': [pgtrigger.compiler.Trigger(name='audit_seals_only_grow', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f1dbd7d8f4df9d537e3b334763b5c11fe5d9c529', operation='UPDATE OR DELETE', pgid='pgtrigger_audit_seals_only_grow_e9f7f', table='records_auditseal', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='records.outboxevent')),
                ('subscriber', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('set_aside', 'Set Aside')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='deliveries_waiting'), models.Index(condition=models.Q(('state', 'set_aside')), fields=['id'], name='deliveries_set_aside')],
                'constraints': [models.UniqueConstraint(fields=('event', 'subscriber'), name='an_event_once_for_a_subscriber'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), ('done_at__isnull', False)), models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', True)), _connector='OR'), name='a_delivery_is_done_when_it_says_so')],
            },
        ),
    ]
