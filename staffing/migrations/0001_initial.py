import django.db.models.deletion
import staffing.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
        ('returns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HeadingMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='heading_mappings', to='organisations.trust')),
                ('heading', models.TextField()),
                ('heading_key', models.TextField()),
                ('column', models.CharField(max_length=60)),
                ('mapped_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('trust', 'heading_key'), name='a_heading_mapped_once')],
            },
        ),
        migrations.CreateModel(
            name='WardMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ward_months', to='returns.returnversion')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.trust')),
                ('ward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='months', to='organisations.ward')),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.site')),
                ('site_name', models.TextField(blank=True)),
                ('ward_name', models.CharField(max_length=100)),
                ('specialty_1', models.TextField(blank=True)),
                ('specialty_2', models.TextField(blank=True)),
                ('period', models.DateField()),
                ('sheet', models.CharField(max_length=100, null=True)),
                ('row', models.PositiveIntegerField(null=True)),
                ('day_registered_planned', staffing.models.HoursField(decimal_places=16, max_digits=30, null=True)),
                ('day_registered_actual', staffing.models.HoursField(decimal_places=16, max_digits=30, null=True)),
                ('day_care_planned', staffing.models.HoursField(decimal_places=16, max_digits=30, null=True)),
                ('day_care_actual', staffing.models.HoursField(decimal_places=16, max_digits=30, null=True)),
                ('night_registered_planned', staffing.models.HoursField(decimal_places=16, max_digits=30, null=True)),
                ('night_registered_actual', staffing.models.HoursField(decimal_places=16, max_digits=30, null=True)),
                ('night_care_planned', staffing.models.HoursField(decimal_places=16, max_digits=30, null=True)),
                ('night_care_actual', staffing.models.HoursField(decimal_places=16, max_digits=30, null=True)),
                ('patients', models.PositiveIntegerField(null=True)),
                ('other_groups', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['ward', 'period'], name='months_of_a_ward')],
                'constraints': [models.UniqueConstraint(fields=('version', 'ward'), name='a_ward_once_in_a_version')],
            },
        ),
    ]
