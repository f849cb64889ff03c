import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        ('returns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ComplaintCounts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.returnversion')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('period', models.DateField()),
                ('grain', models.CharField(choices=[('quarter', 'quarter'), ('year', 'year')], max_length=7)),
                ('sheet', models.CharField(max_length=100, null=True)),
                ('row', models.PositiveIntegerField(null=True)),
                ('site_code', models.CharField(blank=True, max_length=20)),
                ('site_name', models.CharField(blank=True, max_length=200)),
                ('brought_forward', models.PositiveIntegerField()),
                ('new', models.PositiveIntegerField()),
                ('resolved', models.PositiveIntegerField()),
                ('upheld', models.PositiveIntegerField()),
                ('partially_upheld', models.PositiveIntegerField()),
                ('not_upheld', models.PositiveIntegerField()),
                ('carried_forward', models.PositiveIntegerField()),
                ('detail', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['trust', 'period', 'grain'], name='complaint_counts_of_a_trust')],
                'constraints': [models.UniqueConstraint(fields=('version', 'site_code'), name='a_place_counts_complaints_once'), models.CheckConstraint(condition=models.Q(('resolved', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('upheld'), '+', models.F('partially_upheld')), '+', models.F('not_upheld')))), name='resolved_complaints_were_upheld_or_not'), models.CheckConstraint(condition=models.Q(('carried_forward', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('brought_forward'), '+', models.F('new')), '-', models.F('resolved')))), name='carried_forward_is_what_was_not_resolved')],
            },
        ),
        migrations.CreateModel(
            name='HandlingNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.returnversion')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('period', models.DateField()),
                ('grain', models.CharField(choices=[('quarter', 'quarter'), ('year', 'year')], max_length=7)),
                ('sheet', models.CharField(max_length=100, null=True)),
                ('row', models.PositiveIntegerField(null=True)),
                ('item', models.CharField(choices=[('interventions', 'Patient interventions'), ('acknowledged_in_time', 'Acknowledged within three working days'), ('offered_conversation', 'Offered a conversation at the start'), ('offered_clinician', 'Offered their clinician'), ('answers_due', 'Answers due'), ('answered_in_agreed_time', 'Answered within the agreed time'), ('answers_sent', 'Answers sent'), ('signed_by_responsible_person', 'Answers signed by the responsible person'), ('reopened', 'Opened again'), ('six_months_ended', 'Six months ended'), ('beyond_six_months', 'Without an answer after six months'), ('serious', 'Complaints that amount to a serious incident'), ('independent_offered', 'Independent investigation offered'), ('ombudsman_referred', 'Referred to the Ombudsman'), ('ombudsman_investigated', 'Taken up by the Ombudsman for investigation'), ('ombudsman_settled', 'Settled by the Ombudsman without an investigation'), ('ombudsman_upheld', 'Upheld by the Ombudsman'), ('ombudsman_partly_upheld', 'Partly upheld by the Ombudsman'), ('ombudsman_not_upheld', 'Not upheld by the Ombudsman')], max_length=40)),
                ('number', models.PositiveIntegerField(null=True)),
                ('not_applicable', models.BooleanField(default=False)),
                ('definition', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['trust', 'period', 'grain'], name='handling_of_a_trust')],
                'constraints': [models.UniqueConstraint(fields=('version', 'item'), name='a_handling_number_once_in_a_version'), models.CheckConstraint(condition=models.Q(('not_applicable', False), ('number__isnull', True), _connector='OR'), name='what_does_not_apply_is_not_counted')],
            },
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.returnversion')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('period', models.DateField()),
                ('grain', models.CharField(choices=[('quarter', 'quarter'), ('year', 'year')], max_length=7)),
                ('sheet', models.CharField(max_length=100, null=True)),
                ('row', models.PositiveIntegerField(null=True)),
                ('number', models.PositiveIntegerField()),
                ('theme', models.CharField(max_length=60)),
                ('ward', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.ward')),
                ('place', models.CharField(blank=True, max_length=200)),
                ('lesson', models.TextField()),
                ('action', models.TextField()),
                ('owner', models.CharField(blank=True, max_length=200)),
                ('due_on', models.DateField(null=True)),
                ('done_on', models.DateField(null=True)),
                ('worked', models.CharField(blank=True, choices=[('yes', 'Yes'), ('partly', 'In part'), ('no', 'No'), ('too_early', 'Too early to say')], max_length=10)),
                ('known_by', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['trust', 'period', 'grain'], name='lessons_of_a_trust')],
                'constraints': [models.UniqueConstraint(fields=('version', 'number'), name='a_lesson_once_in_a_version')],
            },
        ),
    ]
