import django.db.models.deletion
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BoardNarrative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('month', models.CharField(max_length=7)),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_as', models.CharField(max_length=100)),
                ('written_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('trust', 'month', 'number'), name='a_version_of_a_narrative_once'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('written_as', ''), _negated=True)), name='a_narrative_has_words_and_who_wrote_it')],
                'triggers': [pgtrigger.compiler.Trigger(name='narratives_only_grow', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4aa7df9cec0b73f25ed53cf5d1122f4ecf183be2', operation='UPDATE OR DELETE', pgid='pgtrigger_narratives_only_grow_e6296', table='workspaces_boardnarrative', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body')),
                ('on_behalf_of', models.CharField(blank=True, max_length=200)),
                ('question', models.TextField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField()),
                ('wanted_by', models.DateField()),
            ],
            options={
                'indexes': [models.Index(fields=['trust', '-asked_at'], name='requests_to_a_trust')],
                'constraints': [models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='a_request_for_data_asks_something')],
                'triggers': [pgtrigger.compiler.Trigger(name='data_requests_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b06355b4c80d21562480bfc1934ae5a5452d33da', operation='UPDATE OR DELETE', pgid='pgtrigger_data_requests_stay_9b335', table='workspaces_datarequest', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='DataAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='workspaces.datarequest')),
                ('text', models.TextField()),
                ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['answered_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_answer_with_data_says_something')],
                'triggers': [pgtrigger.compiler.Trigger(name='data_answers_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1cbdad21da9482968e72eaef053e0d91fad7214e', operation='UPDATE OR DELETE', pgid='pgtrigger_data_answers_stay_b1f13', table='workspaces_dataanswer', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='FinalBoardPack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('month', models.CharField(max_length=7)),
                ('number', models.PositiveIntegerField()),
                ('narrative', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workspaces.boardnarrative')),
                ('parts', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('reason', models.TextField(blank=True)),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_as', models.CharField(max_length=100)),
                ('sent_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('trust', 'month', 'number'), name='a_final_pack_once'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_later_final_pack_has_a_reason'), models.CheckConstraint(condition=models.Q(('sent_as', ''), _negated=True), name='a_final_pack_says_as_what_it_was_sent')],
                'triggers': [pgtrigger.compiler.Trigger(name='final_packs_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='676e6367f014bde66496a6d3c7cb76ac07032944', operation='UPDATE OR DELETE', pgid='pgtrigger_final_packs_stay_5b550', table='workspaces_finalboardpack', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SeenChanges',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('until', models.DateTimeField()),
                ('marked_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'seen changes',
            },
        ),
    ]
