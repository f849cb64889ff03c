import django.db.models.deletion
import oversight.returns.models
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
            name='StoredFile',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('content', models.BinaryField(null=True)),
                ('size', models.PositiveIntegerField()),
                ('received_at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('replaced_reason', models.TextField(blank=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('content__isnull', False), models.Q(('replaced_at__isnull', False), models.Q(('replaced_reason', ''), _negated=True)), _connector='OR'), name='a_file_without_bytes_says_why')],
                'triggers': [pgtrigger.compiler.Trigger(name='stored_bytes_never_change', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."content" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='9562e1bd7334119800d8557cccb9b331a0d151ba', operation='UPDATE', pgid='pgtrigger_stored_bytes_never_change_b9735', table='returns_storedfile', when='BEFORE')), pgtrigger.compiler.Trigger(name='stored_files_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7ac880bb9fdb206462a1560e8ef10bd4cd006560', operation='DELETE', pgid='pgtrigger_stored_files_are_kept_af28d', table='returns_storedfile', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=oversight.returns.models.new_reference, editable=False, max_length=14, unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='organisations.trust')),
                ('period', models.CharField(max_length=10)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='returns.storedfile')),
                ('filename', models.CharField(max_length=255)),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to=settings.AUTH_USER_MODEL)),
                ('received_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('received', 'Received'), ('checking', 'Being checked'), ('unreadable', 'Could not be read'), ('to_fix', 'Has something to fix'), ('to_explain', 'Has something to explain'), ('ready', 'Ready to send for signature'), ('awaiting_signature', 'Waiting for signature'), ('returned', 'Returned by the signatory'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn'), ('failed', 'Could not be checked')], default='received', max_length=20)),
                ('state_at', models.DateTimeField()),
                ('progress_done', models.PositiveBigIntegerField(default=0)),
                ('progress_total', models.PositiveBigIntegerField(default=0)),
                ('note', models.TextField(blank=True)),
                ('layout', models.CharField(blank=True, max_length=20)),
                ('rows_read', models.PositiveIntegerField(default=0)),
                ('rows_other_periods', models.PositiveIntegerField(default=0)),
                ('rows_blank', models.PositiveIntegerField(default=0)),
                ('must_fix', models.PositiveIntegerField(default=0)),
                ('to_explain', models.PositiveIntegerField(default=0)),
                ('rows', models.JSONField(default=list)),
                ('totals', models.JSONField(default=dict)),
                ('content_sha256', models.CharField(blank=True, max_length=64)),
                ('base_version', models.PositiveIntegerField(blank=True, null=True)),
                ('correction_reason', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-received_at', '-id'],
                'indexes': [models.Index(fields=['trust', 'kind', 'period'], name='submissions_of_a_trust'), models.Index(fields=['state', 'state_at'], name='submissions_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'awaiting_signature')), fields=('kind', 'trust', 'period'), name='one_submission_awaits_signature'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'awaiting_signature', 'ready', 'returned']), _negated=True), models.Q(('must_fix', 0), models.Q(('content_sha256', ''), _negated=True)), _connector='OR'), name='only_a_checked_submission_goes_on'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'awaiting_signature']), _negated=True), ('base_version__isnull', True), models.Q(('correction_reason', ''), _negated=True), _connector='OR'), name='a_correction_says_why')],
                'triggers': [pgtrigger.compiler.Trigger(name='a_submission_moves_as_listed', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{received:checking,checking:unreadable,checking:to_fix,checking:to_explain,checking:ready,received:failed,checking:failed,unreadable:received,to_fix:received,to_explain:received,ready:received,returned:received,failed:received,to_explain:ready,ready:awaiting_signature,returned:awaiting_signature,awaiting_signature:returned,awaiting_signature:accepted,received:withdrawn,checking:withdrawn,unreadable:withdrawn,to_fix:withdrawn,to_explain:withdrawn,ready:withdrawn,awaiting_signature:withdrawn,returned:withdrawn,failed:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='1ce0373a492af97f43843247e56529791be88c73', operation='UPDATE', pgid='pgtrigger_a_submission_moves_as_listed_73eb2', table='returns_submission', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_submission_begins_as_received', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'received\')', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='de043c2be51c8cb0ec04ed8498b2e1d3597da226', operation='INSERT', pgid='pgtrigger_a_submission_begins_as_received_4f58a', table='returns_submission', when='BEFORE')), pgtrigger.compiler.Trigger(name='what_was_sent_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."file_id" IS DISTINCT FROM (NEW."file_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."prepared_by_id" IS DISTINCT FROM (NEW."prepared_by_id") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."trust_id" IS DISTINCT FROM (NEW."trust_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c3abf0c16179ddee4a411e206bf7500d53b5c11b', operation='UPDATE', pgid='pgtrigger_what_was_sent_stays_e84b6', table='returns_submission', when='BEFORE')), pgtrigger.compiler.Trigger(name='what_is_signed_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state IN ('accepted', 'awaiting_signature') AND (OLD.rows, OLD.totals, OLD.content_sha256, OLD.base_version, OLD.correction_reason) IS DISTINCT FROM (NEW.rows, NEW.totals, NEW.content_sha256, NEW.base_version, NEW.correction_reason))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='bf08ba5ab8d97714434d3986395c75ba101657c5', operation='UPDATE', pgid='pgtrigger_what_is_signed_stays_a5c21', table='returns_submission', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='CollectionWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('period', models.CharField(max_length=10)),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('source', models.CharField(max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'period'), name='one_window_for_a_period'), models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='a_window_closes_after_it_opens')],
            },
        ),
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explanations', to='returns.submission')),
                ('text', models.TextField()),
                ('action', models.TextField(blank=True)),
                ('is_public', models.BooleanField(default=False)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_at', models.DateTimeField()),
                ('stands_until', models.CharField(blank=True, max_length=10)),
                ('carried_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='carried', to='returns.explanation')),
                ('place', models.TextField(blank=True)),
                ('place_key', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['given_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_explanation_says_something')],
            },
        ),
        migrations.CreateModel(
            name='MarkedCopy',
            fields=[
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='marked_copy', serialize=False, to='returns.submission')),
                ('content', models.BinaryField()),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='FindingRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='returns.submission')),
                ('position', models.PositiveIntegerField()),
                ('rule', models.CharField(max_length=80)),
                ('severity', models.CharField(choices=[('must fix', 'Must fix'), ('explain', 'Explain')], max_length=10)),
                ('sheet', models.CharField(blank=True, max_length=100, null=True)),
                ('row', models.PositiveIntegerField(blank=True, null=True)),
                ('column', models.TextField(blank=True, null=True)),
                ('cell', models.CharField(blank=True, max_length=20)),
                ('value', models.TextField(blank=True, null=True)),
                ('message', models.TextField()),
                ('mend', models.TextField(blank=True)),
                ('place', models.TextField(blank=True)),
                ('place_key', models.TextField(blank=True)),
                ('explanation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='findings', to='returns.explanation')),
            ],
            options={
                'ordering': ['submission', 'position'],
                'constraints': [models.UniqueConstraint(fields=('submission', 'position'), name='a_finding_at_its_position'), models.CheckConstraint(condition=models.Q(('severity', 'explain'), ('explanation__isnull', True), _connector='OR'), name='only_the_unusual_is_explained')],
            },
        ),
        migrations.CreateModel(
            name='ReturnVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receipt', models.CharField(max_length=40, unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='return_versions', to='organisations.trust')),
                ('period', models.CharField(max_length=10)),
                ('number', models.PositiveIntegerField()),
                ('stands', models.BooleanField(default=True)),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='version', to='returns.submission')),
                ('file_sha256', models.CharField(max_length=64)),
                ('content_sha256', models.CharField(max_length=64)),
                ('accepted_at', models.DateTimeField()),
                ('late', models.BooleanField(default=False)),
                ('reason', models.TextField(blank=True)),
                ('place_keys', models.JSONField(default=dict)),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['trust', 'kind', 'period', 'number'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'trust', 'period', 'number'), name='a_version_number_once'), models.UniqueConstraint(condition=models.Q(('stands', True)), fields=('kind', 'trust', 'period'), name='one_version_stands'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_later_version_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('stands', True), ('replaced_at__isnull', True)), models.Q(('stands', False), ('replaced_at__isnull', False)), _connector='OR'), name='a_version_stands_until_it_is_replaced')],
                'triggers': [pgtrigger.compiler.Trigger(name='versions_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='40165e508d9e5dcb338b79159345278e6c5db8f9', operation='DELETE', pgid='pgtrigger_versions_are_kept_00100', table='returns_returnversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_version_stays_as_it_was', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."receipt" IS DISTINCT FROM (NEW."receipt") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."trust_id" IS DISTINCT FROM (NEW."trust_id") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."submission_id" IS DISTINCT FROM (NEW."submission_id") OR OLD."file_sha256" IS DISTINCT FROM (NEW."file_sha256") OR OLD."content_sha256" IS DISTINCT FROM (NEW."content_sha256") OR OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."late" IS DISTINCT FROM (NEW."late") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."place_keys" IS DISTINCT FROM (NEW."place_keys"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='3a2558b86cc9a29231340beb9b98af654ec9a0b5', operation='UPDATE', pgid='pgtrigger_a_version_stays_as_it_was_e1969', table='returns_returnversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_version_was_signed', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM returns_submission s JOIN returns_signature g ON g.submission_id = s.id\n                     WHERE s.id = NEW.submission_id AND s.state = 'accepted'\n                       AND s.content_sha256 = NEW.content_sha256 AND s.file_id = NEW.file_sha256\n                ) THEN\n                    RAISE EXCEPTION 'pgtrigger: a version comes from an accepted and signed submission';\n                END IF;\n                RETURN NULL;\n                ", hash='cdb38eae875c371fe35bf299f5523ac51408c453', operation='INSERT', pgid='pgtrigger_a_version_was_signed_ca369', table='returns_returnversion', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signature', to='returns.submission')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_as', models.CharField(max_length=100)),
                ('signed_at', models.DateTimeField()),
                ('statement_version', models.CharField(max_length=40)),
                ('statement', models.TextField()),
                ('confirmed_with', models.CharField(max_length=80)),
                ('network_address', models.GenericIPAddressField(blank=True, null=True)),
                ('content_sha256', models.CharField(max_length=64)),
            ],
            options={
                'triggers': [pgtrigger.compiler.Trigger(name='a_signature_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='343346595da4a20714b8baa5a1ad3f6e146bf264', operation='UPDATE OR DELETE', pgid='pgtrigger_a_signature_stays_56c3a', table='returns_signature', when='BEFORE')), pgtrigger.compiler.Trigger(name='another_person_signs_what_was_shown', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE sent RECORD;', func="\n                SELECT s.prepared_by_id, s.content_sha256 INTO sent FROM returns_submission s\n                 WHERE s.id = NEW.submission_id;\n                IF sent.prepared_by_id = NEW.signed_by_id THEN\n                    RAISE EXCEPTION 'pgtrigger: the person who prepared a return does not sign it';\n                END IF;\n                IF sent.content_sha256 IS DISTINCT FROM NEW.content_sha256 THEN\n                    RAISE EXCEPTION 'pgtrigger: a signature is for the content that was shown';\n                END IF;\n                RETURN NEW;\n                ", hash='beb7de07a1826af672013a4e46fe8e366e57f561', operation='INSERT', pgid='pgtrigger_another_person_signs_what_was_shown_6871a', table='returns_signature', when='BEFORE'))],
            },
        ),
    ]
