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
            name='PracticeOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('save_id', models.UUIDField(unique=True)),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('measure', models.CharField(max_length=60)),
                ('delivered_on', models.DateField()),
                ('title', models.CharField(max_length=120)),
                ('what_was_done', models.TextField()),
                ('what_it_took', models.TextField()),
                ('ask_whom', models.CharField(max_length=100)),
                ('ask_at', models.EmailField(max_length=254)),
                ('plan_measure', models.UUIDField(blank=True, null=True)),
                ('baseline_period', models.CharField(max_length=10)),
                ('baseline_value', models.DecimalField(decimal_places=6, max_digits=18)),
                ('trajectory', models.JSONField(blank=True, default=list)),
                ('sentence', models.TextField()),
                ('evidence', models.TextField()),
                ('settings_version', models.CharField(max_length=40)),
                ('offered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offered_at', models.DateTimeField()),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_because', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-offered_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['measure', 'offered_at'], name='offers_by_measure')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('trust', 'measure', 'delivered_on'), name='an_improvement_is_offered_once'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('what_was_done', ''), _negated=True), models.Q(('what_it_took', ''), _negated=True), models.Q(('ask_whom', ''), _negated=True), models.Q(('ask_at', ''), _negated=True)), name='an_offer_says_what_and_whom_to_ask'), models.CheckConstraint(condition=models.Q(models.Q(('sentence', ''), _negated=True), models.Q(('settings_version', ''), _negated=True)), name='an_offer_says_what_was_true'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_because', ''), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_because', ''), _negated=True)), _connector='OR'), name='a_withdrawal_of_an_offer_is_whole')],
                'triggers': [pgtrigger.compiler.Trigger(name='offers_of_improvements_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c1f218c081e93fa9b67c074329f2a96702729abf', operation='DELETE', pgid='pgtrigger_offers_of_improvements_are_kept_ddadb', table='practice_practiceoffer', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_withdrawn_offer_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."withdrawn_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='46e7ee79f21d7ccc8013cb1d07a521528124fa9b', operation='UPDATE', pgid='pgtrigger_a_withdrawn_offer_stays_85fb7', table='practice_practiceoffer', when='BEFORE')), pgtrigger.compiler.Trigger(name='an_offer_stays_as_it_was_made', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."save_id" IS DISTINCT FROM (NEW."save_id") OR OLD."trust_id" IS DISTINCT FROM (NEW."trust_id") OR OLD."measure" IS DISTINCT FROM (NEW."measure") OR OLD."delivered_on" IS DISTINCT FROM (NEW."delivered_on") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."what_was_done" IS DISTINCT FROM (NEW."what_was_done") OR OLD."what_it_took" IS DISTINCT FROM (NEW."what_it_took") OR OLD."ask_whom" IS DISTINCT FROM (NEW."ask_whom") OR OLD."ask_at" IS DISTINCT FROM (NEW."ask_at") OR OLD."plan_measure" IS DISTINCT FROM (NEW."plan_measure") OR OLD."baseline_period" IS DISTINCT FROM (NEW."baseline_period") OR OLD."baseline_value" IS DISTINCT FROM (NEW."baseline_value") OR OLD."trajectory" IS DISTINCT FROM (NEW."trajectory") OR OLD."sentence" IS DISTINCT FROM (NEW."sentence") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."settings_version" IS DISTINCT FROM (NEW."settings_version") OR OLD."offered_by_id" IS DISTINCT FROM (NEW."offered_by_id") OR OLD."offered_at" IS DISTINCT FROM (NEW."offered_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1e457be96078b3047627be2f509ced21ef99aa4c', operation='UPDATE', pgid='pgtrigger_an_offer_stays_as_it_was_made_5b094', table='practice_practiceoffer', when='BEFORE'))],
            },
        ),
    ]
