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
            name='GroupAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('save_id', models.UUIDField(unique=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body')),
                ('trust', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('purpose', models.CharField(choices=[('address', 'Address a concern'), ('gather', 'Gather intelligence')], max_length=7)),
                ('what', models.TextField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner_organisation', models.CharField(blank=True, max_length=200)),
                ('first_due_on', models.DateField()),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('open', 'Under way'), ('done', 'Done'), ('dropped', 'No longer needed')], default='open', max_length=7)),
                ('state_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['due_on', 'pk'],
                'indexes': [models.Index(fields=['group', 'state', 'due_on'], name='actions_of_a_group')],
                'constraints': [models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='an_action_of_a_group_says_what')],
                'triggers': [pgtrigger.compiler.Trigger(name='actions_of_groups_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7fc9f2fcceef64d79facc47ff65817f41b35fa55', operation='DELETE', pgid='pgtrigger_actions_of_groups_are_kept_92af1', table='surveillance_groupaction', when='BEFORE')), pgtrigger.compiler.Trigger(name='an_action_of_a_group_moves_as_listed', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:done,open:dropped}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='a19780b378ddd01b5894a967221d3a75b75a1345', operation='UPDATE', pgid='pgtrigger_an_action_of_a_group_moves_as_listed_d18e2', table='surveillance_groupaction', when='BEFORE')), pgtrigger.compiler.Trigger(name='an_action_of_a_group_begins_open', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'open\')', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='ffdf9cb659f949f4041a6d100af9dc3159c78cbe', operation='INSERT', pgid='pgtrigger_an_action_of_a_group_begins_open_7af9b', table='surveillance_groupaction', when='BEFORE')), pgtrigger.compiler.Trigger(name='an_action_that_ended_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'open\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f87aca818046260c79520b96b9ac47b89421230a', operation='UPDATE', pgid='pgtrigger_an_action_that_ended_stays_4c56d', table='surveillance_groupaction', when='BEFORE')), pgtrigger.compiler.Trigger(name='an_action_of_a_group_stays_as_set', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."save_id" IS DISTINCT FROM (NEW."save_id") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."trust_id" IS DISTINCT FROM (NEW."trust_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."what" IS DISTINCT FROM (NEW."what") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."owner_organisation" IS DISTINCT FROM (NEW."owner_organisation") OR OLD."first_due_on" IS DISTINCT FROM (NEW."first_due_on") OR OLD."set_by_id" IS DISTINCT FROM (NEW."set_by_id") OR OLD."set_at" IS DISTINCT FROM (NEW."set_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='74349605c900a3f8df3f5f4bd8b8539e2c4677ba', operation='UPDATE', pgid='pgtrigger_an_action_of_a_group_stays_as_set_9924b', table='surveillance_groupaction', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='GroupActionStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='surveillance.groupaction')),
                ('step_id', models.UUIDField(unique=True)),
                ('kind', models.CharField(choices=[('note', 'How it goes'), ('moved', 'Another day'), ('done', 'Done'), ('dropped', 'No longer needed')], max_length=7)),
                ('words', models.TextField()),
                ('was_due_on', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('done_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('done_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['action', 'done_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_step_of_an_action_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('kind', 'moved'), ('was_due_on__isnull', False)), models.Q(models.Q(('kind', 'moved'), _negated=True), ('due_on__isnull', True), ('was_due_on__isnull', True)), _connector='OR'), name='an_action_moves_from_a_day_to_another')],
                'triggers': [pgtrigger.compiler.Trigger(name='steps_of_actions_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9f5b16319ec12b800ff3a449fd8e05e89a44460d', operation='UPDATE OR DELETE', pgid='pgtrigger_steps_of_actions_stay_d904d', table='surveillance_groupactionstep', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Intelligence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('save_id', models.UUIDField(unique=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('organisation', models.CharField(max_length=200)),
                ('heading', models.CharField(max_length=120)),
                ('words', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('heard_on', models.DateField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('added_at', models.DateTimeField()),
                ('emptied_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'intelligence',
                'ordering': ['-added_at', '-pk'],
                'indexes': [models.Index(fields=['group', 'trust', '-added_at'], name='intelligence_of_a_trust')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('heading', ''), _negated=True), models.Q(('words', ''), _negated=True), ('emptied_at__isnull', True)), models.Q(('emptied_at__isnull', False), ('heading', ''), ('words', '')), _connector='OR'), name='intelligence_has_words_until_it_is_emptied'), models.CheckConstraint(condition=models.Q(('organisation', ''), _negated=True), name='intelligence_comes_from_an_organisation')],
                'triggers': [pgtrigger.compiler.Trigger(name='intelligence_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='590ff17149db6016f5349fb24afa405409a81496', operation='DELETE', pgid='pgtrigger_intelligence_is_kept_79d4f', table='surveillance_intelligence', when='BEFORE')), pgtrigger.compiler.Trigger(name='intelligence_stays_as_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."save_id" IS DISTINCT FROM (NEW."save_id") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."trust_id" IS DISTINCT FROM (NEW."trust_id") OR OLD."organisation" IS DISTINCT FROM (NEW."organisation") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."heard_on" IS DISTINCT FROM (NEW."heard_on") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."added_at" IS DISTINCT FROM (NEW."added_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b486e6b712f501de15255b26a7892949aa29984a', operation='UPDATE', pgid='pgtrigger_intelligence_stays_as_added_df770', table='surveillance_intelligence', when='BEFORE')), pgtrigger.compiler.Trigger(name='words_of_intelligence_are_emptied_or_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."emptied_at" IS NOT NULL OR NEW."emptied_at" IS NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6925306ced168003a49ced17fd76021ddd2824c6', operation='UPDATE', pgid='pgtrigger_words_of_intelligence_are_emptied_or_stay_925cd', table='surveillance_intelligence', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Memorandum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('save_id', models.UUIDField(unique=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body')),
                ('title', models.CharField(max_length=200)),
                ('parties', models.TextField()),
                ('where', models.CharField(max_length=300)),
                ('agreed_on', models.DateField()),
                ('review_on', models.DateField(blank=True, null=True)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'memoranda',
                'ordering': ['-agreed_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('parties', ''), _negated=True), models.Q(('where', ''), _negated=True)), name='a_memorandum_says_what_whose_and_where'), models.CheckConstraint(condition=models.Q(('review_on__isnull', True), ('review_on__gt', models.F('agreed_on')), _connector='OR'), name='a_memorandum_is_reviewed_after_it_was_agreed')],
                'triggers': [pgtrigger.compiler.Trigger(name='memoranda_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1da897dda7736d943e195c632549892b92cdc759', operation='UPDATE OR DELETE', pgid='pgtrigger_memoranda_stay_d3fa0', table='surveillance_memorandum', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='MemorandumEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('memorandum', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='surveillance.memorandum')),
                ('ended_on', models.DateField()),
                ('reason', models.TextField()),
                ('ended_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_memorandum_ends_for_a_reason')],
                'triggers': [pgtrigger.compiler.Trigger(name='ends_of_memoranda_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='85c00f38b49d23d0e4af137aac1c3bc4f90ff6cd', operation='UPDATE OR DELETE', pgid='pgtrigger_ends_of_memoranda_stay_e3cda', table='surveillance_memorandumend', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('intelligence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='surveillance.intelligence')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.CharField(blank=True, max_length=200)),
                ('opened_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['opened_at', 'pk'],
                'triggers': [pgtrigger.compiler.Trigger(name='openings_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='17a3ab697cf5477dead42117de51e7085d98f337', operation='UPDATE OR DELETE', pgid='pgtrigger_openings_stay_53062', table='surveillance_opening', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.CharField(max_length=200)),
                ('said_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['said_at', 'pk'],
                'indexes': [models.Index(fields=['group', 'person', '-said_at'], name='seats_of_a_member')],
                'constraints': [models.CheckConstraint(condition=models.Q(('organisation', ''), _negated=True), name='a_seat_is_an_organisations')],
                'triggers': [pgtrigger.compiler.Trigger(name='seats_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='204de44b47f0d5e92d3658cb8a7142612d375851', operation='UPDATE OR DELETE', pgid='pgtrigger_seats_stay_50dc7', table='surveillance_seat', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('intelligence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='surveillance.intelligence')),
                ('reader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reader_organisation', models.CharField(blank=True, max_length=200)),
                ('memorandum', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveillance.memorandum')),
                ('shared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('shared_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['shared_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('intelligence', 'reader'), name='shared_once_with_one', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('reader__isnull', False), ('reader_organisation', ''), _connector='OR'), name='the_whole_group_is_of_no_one_organisation')],
                'triggers': [pgtrigger.compiler.Trigger(name='shares_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='123e91ded43e7a98fd4c7791fe94634f533f10dd', operation='UPDATE OR DELETE', pgid='pgtrigger_shares_stay_61ec4', table='surveillance_share', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('intelligence', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='surveillance.intelligence')),
                ('reason', models.TextField()),
                ('held_personal_data', models.BooleanField()),
                ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_withdrawal_has_its_reason')],
                'triggers': [pgtrigger.compiler.Trigger(name='withdrawals_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dd663289776ddddefc1e9e15e6d7810d5133dbc6', operation='UPDATE OR DELETE', pgid='pgtrigger_withdrawals_stay_4d0f8', table='surveillance_withdrawal', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Worry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('number', models.PositiveIntegerField()),
                ('level', models.CharField(choices=[('most', 'Most worried'), ('closer', 'Watched more closely'), ('usual', 'Watched as usual')], max_length=6)),
                ('reason', models.TextField()),
                ('agreed_on', models.DateField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'worries',
                'ordering': ['group', 'trust', '-number'],
                'constraints': [models.UniqueConstraint(fields=('group', 'trust', 'number'), name='a_groups_word_on_a_trust_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_groups_word_has_its_reason')],
                'triggers': [pgtrigger.compiler.Trigger(name='words_on_trusts_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='50cb1f988594e59cbacde2cc57d87656789e57aa', operation='UPDATE OR DELETE', pgid='pgtrigger_words_on_trusts_stay_02b7d', table='surveillance_worry', when='BEFORE'))],
            },
        ),
    ]
