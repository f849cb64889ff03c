import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(blank=True, max_length=150)),
                ('is_active', models.BooleanField(default=True)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('session_epoch', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'people',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='an_address_once_whatever_its_case')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('trust', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organisations.trust')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organisations.body')),
                ('role', models.CharField(choices=[('preparer', 'Preparer of returns'), ('signatory', 'Signatory'), ('inspector', 'Inspector'), ('chief_inspector', 'Chief Inspector'), ('inspection_manager', 'Inspection manager'), ('specialist_adviser', 'Specialist adviser'), ('expert_by_experience', 'Expert by experience'), ('release_approver', 'Release approver'), ('oversight_body', 'Oversight body'), ('healthwatch', 'Healthwatch'), ('commissioner', 'Commissioner'), ('group_member', 'Member of a quality surveillance group'), ('custodian', 'Custodian of identities'), ('administrator', 'Administrator')], max_length=20)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('role__in', ('preparer', 'signatory')), ('trust__isnull', False), ('body__isnull', True)), models.Q(models.Q(('role__in', ('preparer', 'signatory')), _negated=True), ('trust__isnull', True), ('body__isnull', False)), _connector='OR'), name='a_trust_role_has_a_trust_and_any_other_a_body'), models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('person', 'trust', 'body', 'role'), name='a_present_membership_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages_sent', to=settings.AUTH_USER_MODEL)),
                ('subject', models.CharField(max_length=200)),
                ('template', models.CharField(max_length=100)),
                ('context', models.JSONField(default=dict)),
                ('written_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-written_at'], name='messages_of_a_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('key', ''), _negated=True), models.Q(('subject', ''), _negated=True)), name='a_message_has_a_key_and_a_subject'), models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('sent_at__gte', models.F('written_at')), _connector='OR'), name='a_message_is_sent_after_it_is_written')],
            },
        ),
    ]
