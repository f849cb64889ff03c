import django.db.models.deletion
import pgtrigger.compiler
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
            name='ClosedQuarter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.DateField(unique=True)),
                ('closed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['quarter'],
                'triggers': [pgtrigger.compiler.Trigger(name='a_quarter_stays_closed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='01a1305410f4487783d57ed71a13e7b77df38ec7', operation='UPDATE OR DELETE', pgid='pgtrigger_a_quarter_stays_closed_8eb9b', table='survey_closedquarter', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='CodesMade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.site')),
                ('count', models.PositiveIntegerField()),
                ('valid_until', models.DateField()),
                ('made_on', models.DateField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'codes made',
                'ordering': ['-made_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='codes_are_made_in_some_number')],
                'triggers': [pgtrigger.compiler.Trigger(name='codes_made_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='46cf1dbc38907442062f67f2418c74a1d36e5536', operation='UPDATE OR DELETE', pgid='pgtrigger_codes_made_stay_1a257', table='survey_codesmade', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ComplaintsTeam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('from_on', models.DateField()),
                ('team', models.CharField(max_length=100)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('email', models.CharField(blank=True, max_length=100)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('healthwatch', models.CharField(blank=True, max_length=200)),
                ('healthwatch_contact', models.CharField(blank=True, max_length=200)),
                ('advocacy', models.CharField(blank=True, max_length=200)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-from_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('phone', ''), _negated=True), models.Q(('email', ''), _negated=True), models.Q(('address', ''), _negated=True), _connector='OR'), name='a_complaints_team_can_be_reached')],
                'triggers': [pgtrigger.compiler.Trigger(name='complaints_teams_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ae37f84da2b443af0259d04db06d5d0f7cc5a364', operation='UPDATE OR DELETE', pgid='pgtrigger_complaints_teams_stay_40bda', table='survey_complaintsteam', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='QuarterAnswers',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.site')),
                ('quarter', models.DateField()),
                ('version', models.CharField(max_length=40)),
                ('answers', models.PositiveIntegerField()),
                ('counts', models.JSONField()),
            ],
            options={
                'verbose_name_plural': 'answers of a quarter',
                'indexes': [models.Index(fields=['quarter'], name='answers_by_quarter')],
                'constraints': [models.UniqueConstraint(fields=('trust', 'site', 'quarter'), name='answers_of_a_quarter_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('answers__gte', 1)), name='a_quarter_with_answers_has_some')],
                'triggers': [pgtrigger.compiler.Trigger(name='answers_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='091abf4a04e584abbaf006466bd5cfb733a0588f', operation='DELETE', pgid='pgtrigger_answers_are_kept_e16e7', table='survey_quarteranswers', when='BEFORE')), pgtrigger.compiler.Trigger(name='answers_are_only_added', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.answers <= OLD.answers OR (OLD.trust_id, OLD.site_id, OLD.quarter, OLD.version) IS DISTINCT FROM (NEW.trust_id, NEW.site_id, NEW.quarter, NEW.version))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2b807bb26d6baa2ec9e18588c7d6f3e73ccf4041', operation='UPDATE', pgid='pgtrigger_answers_are_only_added_57c55', table='survey_quarteranswers', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_closed_quarter_takes_no_answer', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF EXISTS (SELECT 1 FROM survey_closedquarter c WHERE c.quarter = NEW.quarter) THEN\n                    RAISE EXCEPTION 'pgtrigger: the quarter is closed';\n                END IF;\n                RETURN NEW;\n                ", hash='49ad52f9bf99036397329a98ebec29b2b2c9846c', operation='INSERT OR UPDATE', pgid='pgtrigger_a_closed_quarter_takes_no_answer_dacee', table='survey_quarteranswers', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SurveyCode',
            fields=[
                ('code_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.site')),
                ('valid_until', models.DateField()),
                ('used', models.BooleanField(default=False)),
            ],
            options={
                'triggers': [pgtrigger.compiler.Trigger(name='codes_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='af7390dcb332b0451fdb0dcc841e0b340d5933f3', operation='DELETE', pgid='pgtrigger_codes_are_kept_338b9', table='survey_surveycode', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_code_is_used_once_and_stays_what_it_is', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.used OR (OLD.code_hash, OLD.trust_id, OLD.site_id, OLD.valid_until) IS DISTINCT FROM (NEW.code_hash, NEW.trust_id, NEW.site_id, NEW.valid_until))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='229ad5c922919a46732af8fe120fc4daee57c003', operation='UPDATE', pgid='pgtrigger_a_code_is_used_once_and_stays_what_it_is_b00e6', table='survey_surveycode', when='BEFORE'))],
            },
        ),
    ]
