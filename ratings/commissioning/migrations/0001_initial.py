import django.contrib.postgres.fields
import django.db.models.deletion
import oversight.returns.models
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
            name='CommissionerQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('save_id', models.UUIDField(unique=True)),
                ('reference', models.CharField(default=oversight.returns.models.new_reference, editable=False, max_length=14, unique=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('signal_key', models.CharField(max_length=160)),
                ('signal_what', models.CharField(max_length=300)),
                ('signal_state', models.CharField(max_length=60)),
                ('signal_reason', models.TextField()),
                ('signal_period', models.CharField(max_length=40)),
                ('signal_rules', models.CharField(max_length=60)),
                ('ward', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.ward')),
                ('state', models.CharField(choices=[('asked', 'With the trust'), ('answered', 'Answered'), ('settled', 'Settled')], default='asked', max_length=8)),
                ('state_at', models.DateTimeField()),
                ('answer_by', models.DateField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'indexes': [models.Index(fields=['trust', 'state', 'answer_by'], name='commissioners_ask_a_trust')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'settled'), _negated=True), fields=('body', 'trust', 'signal_key'), name='one_open_question_on_a_signal'), models.CheckConstraint(condition=models.Q(models.Q(('signal_key', ''), _negated=True), models.Q(('signal_what', ''), _negated=True), models.Q(('signal_reason', ''), _negated=True)), name='a_commissioner_asks_about_a_signal')],
                'triggers': [pgtrigger.compiler.Trigger(name='questions_of_commissioners_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f50b15152d05faaad221809f45905c8c4cdeb0fa', operation='DELETE', pgid='pgtrigger_questions_of_commissioners_are_kept_43d53', table='commissioning_commissionerquestion', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_commissioners_question_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{asked:answered,answered:asked,answered:settled,asked:settled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='cd71993e59ceade62820854edc1d319525640dfe', operation='UPDATE', pgid='pgtrigger_a_commissioners_question_moves_c05fe', table='commissioning_commissionerquestion', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_commissioners_question_begins_asked', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'asked\')', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='59d21454e60133906cedc04882903a4e0abfd325', operation='INSERT', pgid='pgtrigger_a_commissioners_question_begins_asked_2f240', table='commissioning_commissionerquestion', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_commissioners_question_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."save_id" IS DISTINCT FROM (NEW."save_id") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."body_id" IS DISTINCT FROM (NEW."body_id") OR OLD."trust_id" IS DISTINCT FROM (NEW."trust_id") OR OLD."signal_key" IS DISTINCT FROM (NEW."signal_key") OR OLD."signal_what" IS DISTINCT FROM (NEW."signal_what") OR OLD."signal_state" IS DISTINCT FROM (NEW."signal_state") OR OLD."signal_reason" IS DISTINCT FROM (NEW."signal_reason") OR OLD."signal_period" IS DISTINCT FROM (NEW."signal_period") OR OLD."signal_rules" IS DISTINCT FROM (NEW."signal_rules") OR OLD."ward_id" IS DISTINCT FROM (NEW."ward_id") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c390665da3bddc05b40f7af237dc41a736322f38', operation='UPDATE', pgid='pgtrigger_a_commissioners_question_stays_2e331', table='commissioning_commissionerquestion', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='QuestionStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='commissioning.commissionerquestion')),
                ('step_id', models.UUIDField(unique=True)),
                ('kind', models.CharField(choices=[('asked', 'Question'), ('answered', 'Answer'), ('settled', 'Settled')], max_length=8)),
                ('words', models.TextField()),
                ('answer_by', models.DateField(blank=True, null=True)),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('said_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['question', 'said_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_turn_of_a_question_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('answer_by__isnull', False), ('kind', 'asked')), models.Q(models.Q(('kind', 'asked'), _negated=True), ('answer_by__isnull', True)), _connector='OR'), name='what_is_asked_has_a_day_for_its_answer')],
                'triggers': [pgtrigger.compiler.Trigger(name='turns_of_questions_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c47056bcf9f63e26102ff2fa9119b15e562ce2c3', operation='UPDATE OR DELETE', pgid='pgtrigger_turns_of_questions_stay_ffd9f', table='commissioning_questionstep', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='WardPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('save_id', models.UUIDField(unique=True)),
                ('reference', models.CharField(default=oversight.returns.models.new_reference, editable=False, max_length=14, unique=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('state', models.CharField(choices=[('asked', 'The trust writes it'), ('proposed', 'Proposed to the commissioner'), ('agreed', 'Agreed, under way'), ('finished', 'Finished'), ('ended', 'Ended before it was finished')], default='asked', max_length=8)),
                ('state_at', models.DateTimeField()),
                ('propose_by', models.DateField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['agreed', 'asked', 'proposed'])), fields=('body', 'trust'), name='one_open_plan_for_wards_of_a_trust')],
                'triggers': [pgtrigger.compiler.Trigger(name='plans_for_wards_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3b58395a97b8ae8e3e4682e32f641c8edce27531', operation='DELETE', pgid='pgtrigger_plans_for_wards_are_kept_889e6', table='commissioning_wardplan', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_plan_for_wards_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{asked:proposed,proposed:asked,proposed:agreed,agreed:finished,asked:ended,proposed:ended,agreed:ended}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='daac978d93b2bbf34ccadfcc21764954bf40abef', operation='UPDATE', pgid='pgtrigger_a_plan_for_wards_moves_fd05a', table='commissioning_wardplan', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_plan_for_wards_begins_asked', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'asked\')', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='e5d3a20a9ff2f1795c24a7e31ea6a241ad2e57d4', operation='INSERT', pgid='pgtrigger_a_plan_for_wards_begins_asked_3c1b8', table='commissioning_wardplan', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_plan_for_wards_stays_as_asked', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."save_id" IS DISTINCT FROM (NEW."save_id") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."body_id" IS DISTINCT FROM (NEW."body_id") OR OLD."trust_id" IS DISTINCT FROM (NEW."trust_id") OR OLD."propose_by" IS DISTINCT FROM (NEW."propose_by") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8129c980a9684b5542ebe62baafb5b001136ff0e', operation='UPDATE', pgid='pgtrigger_a_plan_for_wards_stays_as_asked_2b71c', table='commissioning_wardplan', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanWard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wards', to='commissioning.wardplan')),
                ('ward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.ward')),
                ('short_months', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), size=None)),
                ('up_to', models.DateField()),
                ('said', models.TextField()),
                ('rules', models.CharField(max_length=60)),
            ],
            options={
                'ordering': ['plan', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'ward'), name='a_ward_once_in_a_plan'), models.CheckConstraint(condition=models.Q(('said', ''), _negated=True), name='a_ward_is_in_a_plan_for_what_the_record_says')],
                'triggers': [pgtrigger.compiler.Trigger(name='wards_of_plans_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0818b638c61680d93f208af7b1d6b5324646b408', operation='UPDATE OR DELETE', pgid='pgtrigger_wards_of_plans_stay_54262', table='commissioning_planward', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanWardAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('save_id', models.UUIDField(unique=True)),
                ('plan_ward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='commissioning.planward')),
                ('what', models.TextField()),
                ('owner', models.CharField(max_length=100)),
                ('first_due_on', models.DateField()),
                ('due_on', models.DateField()),
                ('done_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['plan_ward', 'first_due_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('what', ''), _negated=True), models.Q(('owner', ''), _negated=True)), name='an_action_for_a_ward_says_what_and_who'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('first_due_on'))), name='an_action_for_a_ward_moves_later')],
                'triggers': [pgtrigger.compiler.Trigger(name='an_action_for_a_ward_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."save_id" IS DISTINCT FROM (NEW."save_id") OR OLD."plan_ward_id" IS DISTINCT FROM (NEW."plan_ward_id") OR OLD."what" IS DISTINCT FROM (NEW."what") OR OLD."owner" IS DISTINCT FROM (NEW."owner") OR OLD."first_due_on" IS DISTINCT FROM (NEW."first_due_on"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e55c00538c4e41e0ae775c243a1d798af6469a63', operation='UPDATE', pgid='pgtrigger_an_action_for_a_ward_stays_5526c', table='commissioning_planwardaction', when='BEFORE')), pgtrigger.compiler.Trigger(name='an_action_for_a_ward_is_done_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."done_on" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='63175fc74a6c7bb38701cdd94de04230407b313e', operation='UPDATE', pgid='pgtrigger_an_action_for_a_ward_is_done_once_80ac0', table='commissioning_planwardaction', when='BEFORE')), pgtrigger.compiler.Trigger(name='actions_for_wards_follow_their_plan', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE of RECORD; stands TEXT;', func="\n                IF TG_OP = 'DELETE' THEN\n                    of := OLD;\n                ELSE\n                    of := NEW;\n                END IF;\n                SELECT p.state INTO stands FROM commissioning_wardplan p\n                    JOIN commissioning_planward w ON w.plan_id = p.id WHERE w.id = of.plan_ward_id;\n                IF TG_OP = 'UPDATE' AND stands <> 'agreed' THEN\n                    RAISE EXCEPTION 'pgtrigger: days move, and actions are done, while the plan is under way';\n                ELSIF TG_OP <> 'UPDATE' AND stands <> 'asked' THEN\n                    RAISE EXCEPTION 'pgtrigger: a plan that was proposed has the actions that it has';\n                END IF;\n                RETURN of;\n                ", hash='39216bb16297ad70e7fc355ff603852ef518bd34', operation='INSERT OR DELETE OR UPDATE', pgid='pgtrigger_actions_for_wards_follow_their_plan_aebb1', table='commissioning_planwardaction', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='commissioning.wardplan')),
                ('step_id', models.UUIDField(unique=True)),
                ('action', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='commissioning.planwardaction')),
                ('kind', models.CharField(choices=[('asked', 'Asked for'), ('proposed', 'Proposed'), ('sent_back', 'Sent back'), ('agreed', 'Agreed'), ('note', 'How it goes'), ('moved', 'Another day'), ('done', 'Done'), ('finished', 'Finished'), ('ended', 'Ended')], max_length=9)),
                ('side', models.CharField(choices=[('commissioner', 'Commissioner'), ('trust', 'Trust')], max_length=12)),
                ('words', models.TextField()),
                ('was_due_on', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('content', models.JSONField(default=list)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('said_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['plan', 'said_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_step_of_a_plan_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('action__isnull', False), ('kind__in', ['note', 'moved', 'done'])), models.Q(models.Q(('kind__in', ['note', 'moved', 'done']), _negated=True), ('action__isnull', True)), _connector='OR'), name='what_is_done_is_of_an_action'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('kind', 'moved'), ('was_due_on__isnull', False)), models.Q(models.Q(('kind', 'moved'), _negated=True), ('due_on__isnull', True), ('was_due_on__isnull', True)), _connector='OR'), name='a_plans_action_moves_from_a_day_to_another'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['proposed', 'agreed']), models.Q(('sha256', ''), _negated=True)), models.Q(models.Q(('kind__in', ['proposed', 'agreed']), _negated=True), ('sha256', '')), _connector='OR'), name='what_is_proposed_and_agreed_is_one_text')],
                'triggers': [pgtrigger.compiler.Trigger(name='steps_of_plans_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5b52f2185ac8fe850c6bf58df5d9e72d50355264', operation='UPDATE OR DELETE', pgid='pgtrigger_steps_of_plans_stay_4e43e', table='commissioning_planstep', when='BEFORE'))],
            },
        ),
    ]
