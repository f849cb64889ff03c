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
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('reference_hash', models.CharField(max_length=64, unique=True)),
                ('form_hash', models.CharField(max_length=64, unique=True)),
                ('words_hash', models.CharField(max_length=64)),
                ('is_demonstration', models.BooleanField()),
                ('received_on', models.DateField()),
                ('route', models.CharField(choices=[('care', 'Tell us about care'), ('staff', 'Speaking up as staff')], max_length=5)),
                ('teller', models.CharField(choices=[('patient', 'A patient'), ('relative', 'A relative, friend or carer of a patient'), ('public', 'Somebody else who saw it'), ('staff', 'Somebody who works or worked there')], max_length=8)),
                ('is_anonymous', models.BooleanField()),
                ('told_trust', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('told_site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.site')),
                ('told_ward', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.ward')),
                ('told_place', models.CharField(blank=True, max_length=300)),
                ('told_when', models.CharField(blank=True, max_length=300)),
                ('told_theme', models.CharField(blank=True, choices=[('care', 'Treatment or care went wrong'), ('safety', 'Somebody was hurt, neglected or abused'), ('daily_needs', 'Food, drink, washing or going to the toilet'), ('dignity', 'Privacy, dignity or respect'), ('communication', 'Not being told or not being listened to'), ('staff_numbers', 'Too few staff'), ('staff_behaviour', 'How staff behaved'), ('medicines', 'Medicines or pain relief'), ('waiting', 'Waiting too long'), ('leaving', 'Being moved or sent home'), ('end_of_life', 'Care at the end of life'), ('consent', 'Something was done without agreement'), ('cleanliness', 'Cleanliness, infection or the building'), ('speaking_up', 'Staff who speak up are not heard, or are treated badly'), ('other', 'Something else')], max_length=20)),
                ('what_happened', models.TextField()),
                ('state', models.CharField(choices=[('new', 'Not read yet'), ('triaged', 'Being looked into'), ('answered', 'Answered'), ('closed', 'Closed'), ('spam', 'Not a concern')], default='new', max_length=8)),
                ('state_at', models.DateTimeField()),
                ('urgency', models.CharField(blank=True, choices=[('urgent', 'Urgent: today'), ('soon', 'Soon: within five working days'), ('routine', 'For the next inspection')], max_length=8)),
                ('safeguarding', models.BooleanField(null=True)),
                ('theme', models.CharField(blank=True, choices=[('care', 'Treatment or care went wrong'), ('safety', 'Somebody was hurt, neglected or abused'), ('daily_needs', 'Food, drink, washing or going to the toilet'), ('dignity', 'Privacy, dignity or respect'), ('communication', 'Not being told or not being listened to'), ('staff_numbers', 'Too few staff'), ('staff_behaviour', 'How staff behaved'), ('medicines', 'Medicines or pain relief'), ('waiting', 'Waiting too long'), ('leaving', 'Being moved or sent home'), ('end_of_life', 'Care at the end of life'), ('consent', 'Something was done without agreement'), ('cleanliness', 'Cleanliness, infection or the building'), ('speaking_up', 'Staff who speak up are not heard, or are treated badly'), ('other', 'Something else')], max_length=20)),
                ('trust', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.site')),
                ('ward', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.ward')),
                ('forgotten_on', models.DateField(null=True)),
            ],
            options={
                'ordering': ['received_on', 'id'],
                'indexes': [models.Index(fields=['state', 'received_on'], name='concerns_by_state'), models.Index(fields=['trust', 'received_on'], name='concerns_about_a_trust'), models.Index(fields=['words_hash'], name='concerns_in_the_same_words')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('what_happened', ''), _negated=True), ('forgotten_on__isnull', True)), models.Q(('forgotten_on__isnull', False), ('told_place', ''), ('told_when', ''), ('what_happened', '')), _connector='OR'), name='a_concern_says_something_until_it_is_forgotten'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['answered', 'closed', 'triaged']), _negated=True), models.Q(models.Q(('urgency', ''), _negated=True), ('safeguarding__isnull', False), models.Q(('theme', ''), _negated=True)), _connector='OR'), name='a_sorted_concern_says_how_urgent_and_what_about'), models.CheckConstraint(condition=models.Q(models.Q(('route', 'staff'), _negated=True), ('teller', 'staff'), _connector='OR'), name='staff_speak_up_by_their_own_route'), models.CheckConstraint(condition=models.Q(('told_trust__isnull', False), models.Q(('told_site__isnull', True), ('told_ward__isnull', True)), _connector='OR'), name='a_told_site_and_ward_have_their_trust'), models.CheckConstraint(condition=models.Q(('trust__isnull', False), models.Q(('site__isnull', True), ('ward__isnull', True)), _connector='OR'), name='a_site_and_ward_found_have_their_trust')],
                'triggers': [pgtrigger.compiler.Trigger(name='a_concern_moves_as_listed', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{answered:closed,answered:triaged,closed:triaged,new:spam,new:triaged,spam:new,triaged:answered,triaged:closed,triaged:spam}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='90f35bcd60afb7a3623b5b10a4358c788981bc34', operation='UPDATE', pgid='pgtrigger_a_concern_moves_as_listed_8b103', table='concerns_concern', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_concern_begins_as_new', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IS DISTINCT FROM \'new\')', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='b5d751d82d2aee913176b8c0015634a389082f58', operation='INSERT', pgid='pgtrigger_a_concern_begins_as_new_84caa', table='concerns_concern', when='BEFORE')), pgtrigger.compiler.Trigger(name='concerns_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='cede1a64913ec55a1e72d50b839a6e2a0c1ae74a', operation='DELETE', pgid='pgtrigger_concerns_are_kept_f9af9', table='concerns_concern', when='BEFORE')), pgtrigger.compiler.Trigger(name='what_was_told_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."form_hash" IS DISTINCT FROM (NEW."form_hash") OR OLD."is_anonymous" IS DISTINCT FROM (NEW."is_anonymous") OR OLD."is_demonstration" IS DISTINCT FROM (NEW."is_demonstration") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."reference_hash" IS DISTINCT FROM (NEW."reference_hash") OR OLD."route" IS DISTINCT FROM (NEW."route") OR OLD."teller" IS DISTINCT FROM (NEW."teller") OR OLD."told_site_id" IS DISTINCT FROM (NEW."told_site_id") OR OLD."told_theme" IS DISTINCT FROM (NEW."told_theme") OR OLD."told_trust_id" IS DISTINCT FROM (NEW."told_trust_id") OR OLD."told_ward_id" IS DISTINCT FROM (NEW."told_ward_id") OR OLD."words_hash" IS DISTINCT FROM (NEW."words_hash"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4ef94763609a7f831d4c749c45d406192928d0bc', operation='UPDATE', pgid='pgtrigger_what_was_told_stays_abacf', table='concerns_concern', when='BEFORE')), pgtrigger.compiler.Trigger(name='words_stay_until_they_are_forgotten', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.forgotten_on IS NOT NULL AND NEW.forgotten_on IS DISTINCT FROM OLD.forgotten_on OR NEW.forgotten_on IS NULL AND (OLD.what_happened, OLD.told_place, OLD.told_when) IS DISTINCT FROM (NEW.what_happened, NEW.told_place, NEW.told_when))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e8a65dfe73a0fc4c360380a5a560f9ebb5726fe2', operation='UPDATE', pgid='pgtrigger_words_stay_until_they_are_forgotten_5f657', table='concerns_concern', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ConcernLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='concerns.concern')),
                ('kind', models.CharField(max_length=40)),
                ('public_id', models.CharField(max_length=80)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('concern', 'kind', 'public_id'), name='a_concern_is_linked_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), _negated=True), models.Q(('public_id', ''), _negated=True)), name='a_link_has_kind_and_id')],
                'triggers': [pgtrigger.compiler.Trigger(name='links_of_concerns_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5edd8f3822d13404951bd4710f58b5eb63052832', operation='UPDATE OR DELETE', pgid='pgtrigger_links_of_concerns_stay_d2d6c', table='concerns_concernlink', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ConcernStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='concerns.concern')),
                ('kind', models.CharField(choices=[('triaged', 'Sorted'), ('spam', 'Set aside as no concern'), ('not_spam', 'Taken back: it is a concern'), ('answered', 'Answered'), ('closed', 'Closed'), ('reopened', 'Opened again'), ('of_substance', 'Found to be of substance'), ('no_substance', 'Found to be of no substance'), ('addressed', 'Addressed'), ('joined', 'Joined with another: told twice'), ('parted', 'Parted again'), ('linked', 'Linked')], max_length=12)),
                ('before', models.CharField(choices=[('new', 'Not read yet'), ('triaged', 'Being looked into'), ('answered', 'Answered'), ('closed', 'Closed'), ('spam', 'Not a concern')], max_length=8)),
                ('after', models.CharField(choices=[('new', 'Not read yet'), ('triaged', 'Being looked into'), ('answered', 'Answered'), ('closed', 'Closed'), ('spam', 'Not a concern')], max_length=8)),
                ('trust_before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('reason', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['at', 'id'],
                'triggers': [pgtrigger.compiler.Trigger(name='steps_of_concerns_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.reason <> '' OR (OLD.id, OLD.concern_id, OLD.kind, OLD.before, OLD.after, OLD.by_id, OLD.at) IS DISTINCT FROM (NEW.id, NEW.concern_id, NEW.kind, NEW.before, NEW.after, NEW.by_id, NEW.at))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4b9123ef3d4372362141fcdcf3c6f4c1fc2d2156', operation='UPDATE', pgid='pgtrigger_steps_of_concerns_stay_1ca6d', table='concerns_concernstep', when='BEFORE')), pgtrigger.compiler.Trigger(name='steps_of_concerns_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='585dc3817093b476a0609b1476bb2449f968dab8', operation='DELETE', pgid='pgtrigger_steps_of_concerns_are_kept_3e59d', table='concerns_concernstep', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='FollowedMatter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='concerns.concern')),
                ('kind', models.CharField(choices=[('staff_concern', 'Concern of staff, found to be of substance'), ('safeguarding', 'Safeguarding')], max_length=13)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(null=True)),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['from_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='a_matter_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by__isnull', True), ('to_on__isnull', True)), models.Q(('ended_by__isnull', False), ('to_on__isnull', False)), _connector='OR'), name='a_matter_that_ended_says_who_ended_it'), models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('concern', 'kind'), name='a_matter_is_followed_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='followed_matters_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bb6b340dd1bddf2062405a7e751f1137d615aa98', operation='DELETE', pgid='pgtrigger_followed_matters_are_kept_12a7c', table='concerns_followedmatter', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_matter_that_ended_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.to_on IS NOT NULL OR (OLD.concern_id, OLD.kind, OLD.from_on) IS DISTINCT FROM (NEW.concern_id, NEW.kind, NEW.from_on))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='96023e6bacfee788b857866aaedc9d609dba5529', operation='UPDATE', pgid='pgtrigger_a_matter_that_ended_stays_e7cde', table='concerns_followedmatter', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='JoinedConcern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('concern', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='joined_to', to='concerns.concern')),
                ('main', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='concerns.concern')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('concern', models.F('main')), _negated=True), name='a_concern_is_not_joined_with_itself')],
                'triggers': [pgtrigger.compiler.Trigger(name='joined_concerns_stay_as_they_are', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4749ba73ee20273ac0cf8fa893aaee895e0e80d3', operation='UPDATE', pgid='pgtrigger_joined_concerns_stay_as_they_are_1b642', table='concerns_joinedconcern', when='BEFORE')), pgtrigger.compiler.Trigger(name='a_concern_is_joined_with_one_that_stands_alone', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF EXISTS (SELECT 1 FROM concerns_joinedconcern j WHERE j.concern_id = NEW.main_id)\n                    OR EXISTS (SELECT 1 FROM concerns_joinedconcern j WHERE j.main_id = NEW.concern_id) THEN\n                    RAISE EXCEPTION 'pgtrigger: a joined concern is joined with no other';\n                END IF;\n                RETURN NEW;\n                ", hash='300ca6c0deeac0382c9b9bb5a3618dabbec60746', operation='INSERT', pgid='pgtrigger_a_concern_is_joined_with_one_that_stands_alone_e8db2', table='concerns_joinedconcern', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='concerns.concern')),
                ('author', models.CharField(choices=[('teller', 'Whoever told us'), ('inspector', 'An inspector')], max_length=9)),
                ('inspector', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('form_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('forgotten_on', models.DateField(null=True)),
            ],
            options={
                'ordering': ['written_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('author', 'inspector'), ('form_hash__isnull', True), ('inspector__isnull', False)), models.Q(('author', 'teller'), ('form_hash__isnull', False), ('inspector__isnull', True)), _connector='OR'), name='an_inspector_signs_and_a_teller_does_not'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('text', ''), _negated=True), ('forgotten_on__isnull', True)), models.Q(('forgotten_on__isnull', False), ('text', '')), _connector='OR'), name='a_message_says_something_until_it_is_forgotten')],
                'triggers': [pgtrigger.compiler.Trigger(name='messages_are_never_edited', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.forgotten_on IS NOT NULL OR NEW.forgotten_on IS NULL OR (OLD.id, OLD.public_id, OLD.concern_id, OLD.author, OLD.inspector_id, OLD.form_hash, OLD.written_at) IS DISTINCT FROM (NEW.id, NEW.public_id, NEW.concern_id, NEW.author, NEW.inspector_id, NEW.form_hash, NEW.written_at))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b641ebd8da4bc3130b7d30fae71650ea220a3eb1', operation='UPDATE', pgid='pgtrigger_messages_are_never_edited_0390c', table='concerns_message', when='BEFORE')), pgtrigger.compiler.Trigger(name='messages_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a4bac22cf15f416445889c331f9d5f6c5f258cf8', operation='DELETE', pgid='pgtrigger_messages_are_kept_d378b', table='concerns_message', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='OpenedIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='concerns.concern')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_at', models.DateTimeField()),
                ('reason', models.TextField()),
            ],
            options={
                'verbose_name_plural': 'opened identities',
                'ordering': ['opened_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='an_identity_is_opened_for_a_reason')],
                'triggers': [pgtrigger.compiler.Trigger(name='openings_of_identities_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4527f9be4ce9d2b508f0428f3467b8f020291825', operation='UPDATE OR DELETE', pgid='pgtrigger_openings_of_identities_stay_f2d98', table='concerns_openedidentity', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='concerns.concern')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='concerns.message')),
                ('media_type', models.CharField(choices=[('image/jpeg', 'JPEG'), ('image/png', 'PNG')], max_length=10)),
                ('content', models.BinaryField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['id'],
                'triggers': [pgtrigger.compiler.Trigger(name='photos_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8ed6844338767570dbfdc8bd8853a2a6d7782589', operation='UPDATE', pgid='pgtrigger_photos_stay_ca1bd', table='concerns_photo', when='BEFORE')), pgtrigger.compiler.Trigger(name='photos_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF NOT EXISTS (\n            SELECT 1 FROM concerns_concern c WHERE c.id = OLD.concern_id AND c.forgotten_on IS NOT NULL\n        ) THEN\n            RAISE EXCEPTION 'pgtrigger: this is kept as long as the words of its concern';\n        END IF;\n        RETURN OLD;\n        ", hash='0cd37960b8b4e3b9b264be2ce5794286f90ecd34', operation='DELETE', pgid='pgtrigger_photos_are_kept_0cc03', table='concerns_photo', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SealedIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('concern', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sealed_identity', to='concerns.concern')),
                ('sealed', models.BinaryField()),
            ],
            options={
                'verbose_name_plural': 'sealed identities',
                'triggers': [pgtrigger.compiler.Trigger(name='an_identity_stays_with_its_concern', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."concern_id" IS DISTINCT FROM (NEW."concern_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='53024754a11c49fabddc36fcfcd57074baf634df', operation='UPDATE', pgid='pgtrigger_an_identity_stays_with_its_concern_1f6e8', table='concerns_sealedidentity', when='BEFORE')), pgtrigger.compiler.Trigger(name='identities_are_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF NOT EXISTS (\n            SELECT 1 FROM concerns_concern c WHERE c.id = OLD.concern_id AND c.forgotten_on IS NOT NULL\n        ) THEN\n            RAISE EXCEPTION 'pgtrigger: this is kept as long as the words of its concern';\n        END IF;\n        RETURN OLD;\n        ", hash='974d97c8fbdce16d63537092934a47ede4c71e6a', operation='DELETE', pgid='pgtrigger_identities_are_kept_fc68e', table='concerns_sealedidentity', when='BEFORE'))],
            },
        ),
    ]
