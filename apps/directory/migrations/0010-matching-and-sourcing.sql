-- What becomes of imported accounts: matching, profile and lifecycle sourcing, results of runs, and the customer's hook.

alter table app
  -- "Allow the app to source people": what its mappings give is the person's value.
  add column profile_sourcing boolean not null default false,
  -- The lowest number comes first where several apps source the same person.
  add column source_priority integer not null default 1000,
  add column on_app_deactivation text not null default 'NOTHING' check (on_app_deactivation in ('NOTHING','DEACTIVATE','SUSPEND')),
  add column reactivate_suspended boolean not null default false,
  add column reactivate_deactivated boolean not null default false;

-- Inactive accounts are skipped, as Okta does, or shown among the rows.
update app set import_match = import_match || '{"showInactiveUsers":false}';
alter table app alter column import_match set default '{"exactMatchCriteria":["USERNAME"],"allowPartialMatch":true,"autoConfirmExactMatch":false,"autoConfirmPartialMatch":false,"autoConfirmNewUsers":false,"autoActivateNewUsers":false,"showInactiveUsers":false}';

-- To Directory: a profile attribute and the expression over the app's user that gives its value.
create table import_mapping (
  app_id text not null references app on delete cascade,
  attribute text not null,
  expression text not null,
  position integer not null,
  primary key (app_id, attribute)
);
insert into import_mapping (app_id, attribute, expression, position)
select app.id, given.attribute, given.expression, given.position
from app cross join (values
  ('firstName', 'appuser.givenName', 0), ('lastName', 'appuser.familyName', 1), ('middleName', 'appuser.middleName', 2),
  ('honorificPrefix', 'appuser.honorificPrefix', 3), ('honorificSuffix', 'appuser.honorificSuffix', 4), ('email', 'appuser.email', 5),
  ('displayName', 'appuser.displayName', 6), ('nickName', 'appuser.nickName', 7), ('title', 'appuser.title', 8),
  ('userType', 'appuser.userType', 9), ('preferredLanguage', 'appuser.preferredLanguage', 10), ('locale', 'appuser.locale', 11),
  ('timezone', 'appuser.timezone', 12), ('profileUrl', 'appuser.profileUrl', 13), ('mobilePhone', 'appuser.mobilePhone', 14),
  ('primaryPhone', 'appuser.primaryPhone', 15), ('streetAddress', 'appuser.streetAddress', 16), ('city', 'appuser.locality', 17),
  ('state', 'appuser.region', 18), ('zipCode', 'appuser.postalCode', 19), ('countryCode', 'appuser.country', 20),
  ('employeeNumber', 'appuser.employeeNumber', 21), ('costCenter', 'appuser.costCenter', 22),
  ('organization', 'appuser.organization', 23), ('division', 'appuser.division', 24), ('department', 'appuser.department', 25)
) as given (attribute, expression, position);

-- Which app has the last word on which attribute of which person. An attribute's own master (profile schema) goes before the order of
-- the apps: OKTA = the directory itself, OVERRIDE = the apps that it names, in their order.
create view person_source as
select distinct on (u.person_id, given.attribute) u.person_id, given.attribute, u.app_id
from app_user u
join app a on a.id = u.app_id and a.profile_sourcing and a.status = 'ACTIVE'
cross join lateral (
  select mapping.attribute from import_mapping mapping where mapping.app_id = a.id
  union all select 'login') as given (attribute)
left join profile_attribute held on held.name = given.attribute
left join lateral (
  select named.position
  from jsonb_array_elements(case when held.definition->'master'->>'type' = 'OVERRIDE' then held.definition->'master'->'priority' end)
    with ordinality as named (item, position)
  where named.item->>'value' = a.id order by named.position limit 1) as chosen on true
where u.assigned and u.external_id is not null
  and case coalesce(held.definition->'master'->>'type', 'PROFILE_MASTER')
    when 'PROFILE_MASTER' then true when 'OVERRIDE' then chosen.position is not null else false end
order by u.person_id, given.attribute, chosen.position, a.source_priority, a.id;

-- Which app decides whether a person is active: the first by priority of those that source the person.
create view lifecycle_source as
select distinct on (u.person_id) u.person_id, u.app_id
from app_user u join app a on a.id = u.app_id and a.profile_sourcing and a.status = 'ACTIVE'
where u.assigned and u.external_id is not null
order by u.person_id, a.source_priority, a.id;

-- People are found by any value of their profile: matching by attribute.
create index person_profile_values on person using gin (profile jsonb_path_ops);

alter table import_run
  add column preview boolean not null default false,
  add column linked integer not null default 0,
  add column created integer not null default 0,
  add column skipped integer not null default 0,
  add column failed integer not null default 0,
  -- How often the customer's hook gave no usable answer, and the default was done.
  add column hook_failures integer not null default 0;

alter table import_row
  -- The account as it was read, without a password: profile and match are computed anew from it.
  add column resource jsonb,
  -- Why it is not matched, or what keeps it from becoming a person.
  add column reason text,
  add column confirmed_as text check (confirmed_as in ('LINK','NEW')),
  add column confirmed_at timestamptz,
  -- What there was before the confirmation, for undoing it.
  add column before jsonb;
create index import_row_order on import_row (app_id, lower(user_name), external_id);

-- One row for each account that a run did not find unchanged.
create table import_result (
  import_run_id text not null references import_run on delete cascade,
  external_id text not null,
  user_name text not null,
  outcome text not null check (outcome in ('CREATED','LINKED','WAITING','UPDATED','REMOVED','SKIPPED','FAILED')),
  match text check (match in ('EXACT','PARTIAL','NONE','AMBIGUOUS')),
  person_id text references person on delete set null,
  reason text not null default '',
  changes text[] not null default '{}',
  primary key (import_run_id, external_id)
);
create index import_result_person on import_result (person_id) where person_id is not null;

-- The customer's endpoint that is asked about each account.
create table import_hook (
  app_id text primary key references app on delete cascade,
  url text not null,
  secret_sealed bytea not null,
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  last_updated_at timestamptz not null default now()
);
