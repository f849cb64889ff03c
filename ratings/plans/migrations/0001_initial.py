import django.db.models.deletion
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('cases', '0001_initial'),
        ('returns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='plan', to='cases.case')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['opened_at', 'id'],
                'triggers': [pgtrigger.compiler.Trigger(name='plans_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='58302d85a1c1af9e09d9208af3a41ced0e43b3bf', operation='DELETE', pgid='pgtrigger_plans_are_kept_59bef', table='plans_plan', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_plan_stays_with_its_case', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7f7be5e9dd9cf4b3d2abbe0b6c1a6d540b73ee40', operation='UPDATE', pgid='pgtrigger_a_plan_stays_with_its_case_d9108', table='plans_plan', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanConcern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='plans.plan')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('what', models.TextField()),
                ('source_kind', models.CharField(max_length=40)),
                ('source_id', models.CharField(max_length=120)),
                ('source_said', models.TextField()),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_at', models.DateTimeField()),
                ('promised_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['plan', 'number'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='a_concern_at_its_number'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('what', ''), _negated=True)), name='a_concern_says_what_it_is'), models.CheckConstraint(condition=models.Q(models.Q(('source_kind', ''), _negated=True), models.Q(('source_id', ''), _negated=True), models.Q(('source_said', ''), _negated=True)), name='a_concern_comes_from_somewhere')],
                'triggers': [pgtrigger.compiler.Trigger(name='a_promised_concern_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."promised_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f72b8a6b9f9d7a7ebf8cf836f0b1f1799810b7c6', operation='UPDATE OR DELETE', pgid='pgtrigger_a_promised_concern_stays_22f97', table='plans_planconcern', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='plans.planconcern')),
                ('number', models.PositiveIntegerField()),
                ('what', models.TextField()),
                ('owner', models.CharField(max_length=100)),
                ('due_on', models.DateField()),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_at', models.DateTimeField()),
                ('promised_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['concern', 'number'],
                'constraints': [models.UniqueConstraint(fields=('concern', 'number'), name='an_action_at_its_number'), models.CheckConstraint(condition=models.Q(models.Q(('what', ''), _negated=True), models.Q(('owner', ''), _negated=True)), name='an_action_says_what_and_who')],
                'triggers': [pgtrigger.compiler.Trigger(name='a_promised_action_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."promised_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f123598571a1a24f6940d18711d2fd5a1dd4eac0', operation='UPDATE OR DELETE', pgid='pgtrigger_a_promised_action_stays_94d74', table='plans_planaction', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='plans.planconcern')),
                ('number', models.PositiveIntegerField()),
                ('code', models.CharField(max_length=60)),
                ('baseline_period', models.CharField(max_length=10)),
                ('baseline_value', models.DecimalField(decimal_places=6, max_digits=18)),
                ('words', models.TextField(blank=True)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_at', models.DateTimeField()),
                ('promised_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['concern', 'number'],
                'constraints': [models.UniqueConstraint(fields=('concern', 'number'), name='a_measure_at_its_number'), models.UniqueConstraint(fields=('concern', 'code'), name='a_measure_once_for_a_concern'), models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('baseline_period', ''), _negated=True)), name='a_measure_has_its_baseline')],
                'triggers': [pgtrigger.compiler.Trigger(name='a_promised_measure_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."promised_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='18b6dc6d2e259230a0126ff1ba1c90a0c8b02c0e', operation='UPDATE OR DELETE', pgid='pgtrigger_a_promised_measure_stays_a35bf', table='plans_planmeasure', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_measure_says_what_is_expected', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n                IF EXISTS (SELECT 1 FROM plans_planmeasure m WHERE m.id = NEW.id)\n                   AND (SELECT count(*) FROM plans_trajectorypoint p WHERE p.measure_id = NEW.id) < 2 THEN\n                    RAISE EXCEPTION 'pgtrigger: a measure says what is expected of it for two periods at least';\n                END IF;\n                RETURN NULL;\n                ", hash='71f01feff5eb226add2660aace61e8464e399e29', operation='INSERT', pgid='pgtrigger_a_measure_says_what_is_expected_665e5', table='plans_planmeasure', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PlanReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='plans.plan')),
                ('month', models.DateField()),
                ('number', models.PositiveIntegerField(default=1)),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='plans.planreport')),
                ('correction_reason', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('draft', 'Being written'), ('ready', 'Ready to be signed'), ('signed', 'Signed'), ('taken_back', 'Taken back to be mended')], default='draft', max_length=12)),
                ('state_at', models.DateTimeField()),
                ('note', models.TextField(blank=True)),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prepared_at', models.DateTimeField()),
                ('content', models.JSONField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_as', models.CharField(blank=True, max_length=100)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('statement_version', models.CharField(blank=True, max_length=40)),
                ('statement', models.TextField(blank=True)),
                ('confirmed_with', models.CharField(blank=True, max_length=80)),
                ('network_address', models.GenericIPAddressField(blank=True, null=True)),
                ('receipt', models.CharField(blank=True, max_length=40, null=True, unique=True)),
                ('publish_at', models.DateTimeField(blank=True, null=True)),
                ('announced_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['plan', 'month', 'number'],
                'indexes': [models.Index(condition=models.Q(('announced_at__isnull', True), ('state', 'signed')), fields=['publish_at'], name='reports_to_announce')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'month', 'number'), name='a_report_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'signed'), _negated=True), fields=('plan', 'month'), name='one_report_of_a_month_is_written'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='a_report_is_of_a_month'), models.CheckConstraint(condition=models.Q(models.Q(('correction_reason', ''), ('number', 1), ('supersedes__isnull', True)), models.Q(('number__gt', 1), ('supersedes__isnull', False), models.Q(('correction_reason', ''), _negated=True)), _connector='OR'), name='a_later_report_says_what_it_corrects'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ready', 'signed']), _negated=True), models.Q(('content__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='a_report_to_sign_has_its_content'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'signed'), _negated=True), ('announced_at__isnull', True), ('confirmed_with', ''), ('publish_at__isnull', True), ('receipt__isnull', True), ('signed_as', ''), ('signed_at__isnull', True), ('signed_by__isnull', True), ('statement', ''), ('statement_version', '')), models.Q(('state', 'signed'), models.Q(('signed_as', ''), _negated=True), models.Q(('statement_version', ''), _negated=True), models.Q(('statement', ''), _negated=True), models.Q(('confirmed_with', ''), _negated=True), ('publish_at__gt', models.F('signed_at')), ('receipt__isnull', False), ('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='a_signature_on_a_report_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('signed_by', models.F('prepared_by')), _negated=True), ('signed_by__isnull', True), _connector='OR'), name='another_person_signs_a_report'), models.CheckConstraint(condition=models.Q(('announced_at__isnull', True), ('announced_at__gte', models.F('publish_at')), _connector='OR'), name='a_report_is_told_of_at_its_time')],
                'triggers': [pgtrigger.compiler.Trigger(name='reports_on_plans_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='618d93c474e1162ba5d37dbc41439220370ed638', operation='DELETE', pgid='pgtrigger_reports_on_plans_are_kept_3055e', table='plans_planreport', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_report_moves_as_listed', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:ready,taken_back:ready,ready:taken_back,ready:signed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='69d109f4494879a4917d9d84c04f20e001820806', operation='UPDATE', pgid='pgtrigger_a_report_moves_as_listed_cd704', table='plans_planreport', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_report_begins_as_a_draft', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'draft\')', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='251150ada93da1fb20b5431fac441e0b8015fceb', operation='INSERT', pgid='pgtrigger_a_report_begins_as_a_draft_cd536', table='plans_planreport', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_report_stays_of_its_month', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."plan_id" IS DISTINCT FROM (NEW."plan_id") OR OLD."month" IS DISTINCT FROM (NEW."month") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."supersedes_id" IS DISTINCT FROM (NEW."supersedes_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1e5b0b6fbb4d27c4ee785740604337c9f28009f8', operation='UPDATE', pgid='pgtrigger_a_report_stays_of_its_month_3ade7', table='plans_planreport', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_signed_report_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state = 'signed' AND (to_jsonb(OLD) - 'announced_at') IS DISTINCT FROM (to_jsonb(NEW) - 'announced_at'))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='ccab33881297746a5b83d20193f2529a158820a7', operation='UPDATE', pgid='pgtrigger_a_signed_report_stays_ce021', table='plans_planreport', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_report_is_told_of_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."announced_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1ab40c33d7629d2d6f4bebf30766fc87a8897070', operation='UPDATE', pgid='pgtrigger_a_report_is_told_of_once_0cae0', table='plans_planreport', when='BEFORE')), pgtrigger.compiler.Trigger(name='what_is_ready_is_what_is_signed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state = 'ready' AND NEW.state <> 'taken_back' AND (OLD.content, OLD.sha256, OLD.prepared_by_id, OLD.correction_reason) IS DISTINCT FROM (NEW.content, NEW.sha256, NEW.prepared_by_id, NEW.correction_reason))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1327854e621f38a7453a23cdeb87a90fd75aed4c', operation='UPDATE', pgid='pgtrigger_what_is_ready_is_what_is_signed_3be40', table='plans_planreport', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ActionProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='progress', to='plans.planreport')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='plans.planaction')),
                ('status', models.CharField(choices=[('delivered', 'Delivered'), ('on_track', 'On track'), ('late', 'Late'), ('changed', 'Changed')], max_length=10)),
                ('words', models.TextField(blank=True)),
                ('delivered_on', models.DateField(blank=True, null=True)),
                ('new_due_on', models.DateField(blank=True, null=True)),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['report', 'action__concern__number', 'action__number'],
                'constraints': [models.UniqueConstraint(fields=('report', 'action'), name='an_action_once_in_a_report'), models.CheckConstraint(condition=models.Q(models.Q(('delivered_on__isnull', False), ('new_due_on__isnull', True), ('status', 'delivered')), models.Q(models.Q(('status', 'delivered'), _negated=True), ('delivered_on__isnull', True)), _connector='OR'), name='what_is_delivered_has_its_day'), models.CheckConstraint(condition=models.Q(('new_due_on__isnull', True), ('status__in', ['late', 'changed']), _connector='OR'), name='a_new_day_is_of_what_is_late_or_changed'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['late', 'changed']), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='what_is_late_or_changed_says_why')],
                'triggers': [pgtrigger.compiler.Trigger(name='progress_stays_once_ready', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE said RECORD;', func="\n        IF TG_OP = 'DELETE' THEN\n            said := OLD;\n        ELSE\n            said := NEW;\n        END IF;\n        IF EXISTS (SELECT 1 FROM plans_planreport r WHERE r.id = said.report_id AND r.state IN ('ready', 'signed')) THEN\n            RAISE EXCEPTION 'pgtrigger: what a report says stays once it is ready';\n        END IF;\n        RETURN said;\n        ", hash='6a96e891f2b2d2f32bba630cb53a69118f26aed2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_progress_stays_once_ready_86533', table='plans_actionprogress', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ProgressEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('progress', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='plans.actionprogress')),
                ('position', models.PositiveIntegerField()),
                ('words', models.TextField()),
                ('reference_kind', models.CharField(blank=True, max_length=40)),
                ('reference_id', models.CharField(blank=True, max_length=120)),
                ('stored', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.storedfile')),
                ('filename', models.CharField(blank=True, max_length=255)),
                ('may_be_published', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['progress', 'position'],
                'constraints': [models.UniqueConstraint(fields=('progress', 'position'), name='evidence_at_its_position'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='evidence_says_what_it_shows'), models.CheckConstraint(condition=models.Q(models.Q(('reference_id', ''), ('reference_kind', '')), models.Q(models.Q(('reference_kind', ''), _negated=True), models.Q(('reference_id', ''), _negated=True)), _connector='OR'), name='a_reference_of_evidence_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('filename', ''), ('stored__isnull', True)), models.Q(('stored__isnull', False), models.Q(('filename', ''), _negated=True)), _connector='OR'), name='a_file_of_evidence_has_its_name')],
                'triggers': [pgtrigger.compiler.Trigger(name='evidence_stays_once_ready', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE said RECORD;', func="\n        IF TG_OP = 'DELETE' THEN\n            said := OLD;\n        ELSE\n            said := NEW;\n        END IF;\n        IF EXISTS (SELECT 1 FROM plans_planreport r WHERE r.id = (SELECT p.report_id FROM plans_actionprogress p WHERE p.id = said.progress_id) AND r.state IN ('ready', 'signed')) THEN\n            RAISE EXCEPTION 'pgtrigger: what a report says stays once it is ready';\n        END IF;\n        RETURN said;\n        ", hash='8d884be8a9ad2c1a032a4d4bfb12909d2537c97a', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_evidence_stays_once_ready_4105d', table='plans_progressevidence', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='TrajectoryPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trajectory', to='plans.planmeasure')),
                ('position', models.PositiveIntegerField()),
                ('period', models.CharField(max_length=10)),
                ('expected', models.DecimalField(decimal_places=6, max_digits=18)),
            ],
            options={
                'ordering': ['measure', 'position'],
                'constraints': [models.UniqueConstraint(fields=('measure', 'position'), name='a_trajectory_point_at_its_position'), models.UniqueConstraint(fields=('measure', 'period'), name='one_expectation_for_a_period')],
                'triggers': [pgtrigger.compiler.Trigger(name='an_expectation_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='631ba702db4886e4a6d838442fb5de30dc24804b', operation='UPDATE', pgid='pgtrigger_an_expectation_stays_6b457', table='plans_trajectorypoint', when='BEFORE')), pgtrigger.compiler.Trigger(name='expectations_stay_once_promised', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE point RECORD;', func="\n                IF TG_OP = 'DELETE' THEN\n                    point := OLD;\n                ELSE\n                    point := NEW;\n                END IF;\n                IF EXISTS (SELECT 1 FROM plans_planmeasure m\n                            WHERE m.id = point.measure_id AND m.promised_at IS NOT NULL) THEN\n                    RAISE EXCEPTION 'pgtrigger: what was expected of a measure stays once it was promised';\n                END IF;\n                RETURN point;\n                ", hash='80cab547cea2be10ec3de28d4ee0657eaabc0dd5', operation='INSERT OR DELETE', pgid='pgtrigger_expectations_stay_once_promised_ea1dd', table='plans_trajectorypoint', when='BEFORE'))],
            },
        ),
    ]
