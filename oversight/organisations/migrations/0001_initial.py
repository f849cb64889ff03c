import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='PostcodePlace',
            fields=[
                ('postcode', models.CharField(max_length=8, primary_key=True, serialize=False)),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
            ],
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('role', models.CharField(choices=[('regulator', 'Regulator of quality'), ('oversight', 'Oversight body'), ('commissioner', 'Commissioner'), ('healthwatch', 'Local Healthwatch'), ('publisher', 'Publisher of the statistics'), ('surveillance', 'Quality surveillance group')], max_length=20)),
                ('oversees_kind', models.CharField(blank=True, choices=[('nhs_trust', 'NHS trust'), ('foundation_trust', 'NHS foundation trust')], max_length=20)),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organisations.region')),
                ('from_on', models.DateField(blank=True, null=True)),
                ('to_on', models.DateField(blank=True, null=True)),
                ('is_demonstration', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name_plural': 'bodies',
                'ordering': ['name', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_on__isnull', True), ('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='a_body_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('address_1', models.CharField(blank=True, max_length=200)),
                ('address_2', models.CharField(blank=True, max_length=200)),
                ('address_3', models.CharField(blank=True, max_length=200)),
                ('town', models.CharField(blank=True, max_length=100)),
                ('county', models.CharField(blank=True, max_length=100)),
                ('postcode', models.CharField(blank=True, max_length=10)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('is_demonstration', models.BooleanField(default=False)),
                ('is_hospital', models.BooleanField(default=False)),
                ('on_site_register', models.BooleanField(default=False)),
                ('hospital_name', models.CharField(blank=True, max_length=200)),
                ('provider_name', models.CharField(blank=True, max_length=200)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('website', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['name', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('opened_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='site_closes_after_it_opens'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='a_position_has_both_coordinates')],
            },
        ),
        migrations.CreateModel(
            name='Trust',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('address_1', models.CharField(blank=True, max_length=200)),
                ('address_2', models.CharField(blank=True, max_length=200)),
                ('address_3', models.CharField(blank=True, max_length=200)),
                ('town', models.CharField(blank=True, max_length=100)),
                ('county', models.CharField(blank=True, max_length=100)),
                ('postcode', models.CharField(blank=True, max_length=10)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('is_demonstration', models.BooleanField(default=False)),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='trusts', to='organisations.region')),
            ],
            options={
                'ordering': ['name', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('opened_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='trust_closes_after_it_opens')],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='organisations.trust')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='predecessions', to='organisations.trust')),
                ('on', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor'), name='a_succession_once'), models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='no_trust_succeeds_itself')],
            },
        ),
        migrations.CreateModel(
            name='SiteTrust',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trusts', to='organisations.site')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sites', to='organisations.trust')),
                ('from_on', models.DateField(blank=True, null=True)),
                ('to_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('site',), name='one_present_trust_of_a_site'), models.CheckConstraint(condition=models.Q(('from_on__isnull', True), ('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='a_site_leaves_a_trust_after_it_joins')],
            },
        ),
        migrations.CreateModel(
            name='SetAsideUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='set_aside_units', to='organisations.trust')),
                ('name', models.CharField(max_length=100)),
                ('name_key', models.CharField(max_length=300)),
                ('set_aside_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('trust', 'name_key'), name='a_unit_set_aside_once_for_a_trust')],
            },
        ),
        migrations.CreateModel(
            name='AreaTrust',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='area_trusts', to='organisations.body')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='organisations.trust')),
                ('from_on', models.DateField(blank=True, null=True)),
                ('to_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('body', 'trust'), name='a_trust_once_in_an_area'), models.CheckConstraint(condition=models.Q(('from_on__isnull', True), ('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='a_trust_leaves_an_area_after_it_joins')],
            },
        ),
        migrations.CreateModel(
            name='TrustKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kinds', to='organisations.trust')),
                ('kind', models.CharField(choices=[('nhs_trust', 'NHS trust'), ('foundation_trust', 'NHS foundation trust')], max_length=20)),
                ('from_on', models.DateField(blank=True, null=True)),
                ('to_on', models.DateField(blank=True, null=True)),
                ('source', models.CharField(max_length=100)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('trust',), name='one_present_kind_of_a_trust'), models.CheckConstraint(condition=models.Q(('from_on__isnull', True), ('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='a_kind_of_trust_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Ward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wards', to='organisations.trust')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wards', to='organisations.site')),
                ('site_name', models.CharField(blank=True, max_length=200)),
                ('site_name_key', models.CharField(blank=True, max_length=600)),
                ('name', models.CharField(max_length=100)),
                ('name_key', models.CharField(max_length=300)),
                ('specialty_1', models.CharField(blank=True, max_length=100)),
                ('specialty_2', models.CharField(blank=True, max_length=100)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_on__isnull', True)), fields=('trust', 'site', 'site_name_key', 'name_key'), name='one_open_ward_of_a_name_at_a_site', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('name_key', ''), _negated=True), name='a_ward_is_filed_under_its_folded_name'), models.CheckConstraint(condition=models.Q(('site__isnull', True), models.Q(('site_name', ''), ('site_name_key', '')), _connector='OR'), name='a_ward_has_a_site_on_record_or_one_in_words')],
            },
        ),
        migrations.CreateModel(
            name='WardAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ward', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='organisations.ward')),
                ('name', models.CharField(max_length=100)),
                ('name_key', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ward', 'name_key'), name='an_alias_once_for_a_ward')],
            },
        ),
    ]
