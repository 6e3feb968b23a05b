-- People beyond the base attributes: custom attributes, password policy, lock-out, recovery, and groups filled by rules.

-- Attributes of a person's profile. A base attribute has a row only when something of it was changed.
create table profile_attribute (
  name text primary key,
  kind text not null check (kind in ('base','custom')),
  -- Okta's property object. Of a base attribute only what differs from the built-in one.
  definition jsonb not null,
  position bigint generated always as identity,
  created_at timestamptz not null default now(),
  last_updated_at timestamptz not null default now()
);
create unique index profile_attribute_name_unique on profile_attribute (lower(name));

-- Who has which value of an attribute whose values are unique; values as digests, so that long ones fit the index.
create table profile_unique_value (
  attribute text not null references profile_attribute on delete cascade,
  value_sha256 bytea not null,
  person_id text not null references person on delete cascade,
  primary key (attribute, value_sha256)
);
create index profile_unique_value_person on profile_unique_value (person_id);

insert into instance_fact (key, value)
values ('profileSchema', jsonb_build_object('created', now(), 'lastUpdated', now()))
on conflict do nothing;

-- Logins are unique ignoring letter case (0001) and diacritics: jörg and jorg are one.
create unique index person_login_folded_unique on person
  (regexp_replace(normalize(lower(profile->>'login'), NFD), '[\u0300-\u036f]', '', 'g'));

alter table person
  -- Who verifies the password: the directory itself, or somebody else (then there is none here).
  add column provider_type text not null default 'OKTA' check (provider_type in ('OKTA','FEDERATION','SOCIAL')),
  add column provider_name text not null default 'OKTA',
  add column recovery_question text,
  add column recovery_answer_hash text,
  -- Wrong passwords in a row. At the policy's number the person is locked out, and returns to the status of before.
  add column failed_attempts integer not null default 0,
  add column locked_at timestamptz,
  add column locked_from text check (locked_from in ('ACTIVE','PASSWORD_EXPIRED','RECOVERY'));

-- Earlier passwords, for the history of the policy.
create table person_password_history (
  person_id text not null references person on delete cascade,
  password_hash text not null,
  replaced_at timestamptz not null default now()
);
create index person_password_history_person on person_password_history (person_id, replaced_at desc);

-- One-time tokens with which a person chooses a password: after the activation, or after a reset. One of each person.
create table person_token (
  person_id text primary key references person on delete cascade,
  token_sha256 bytea not null,
  purpose text not null check (purpose in ('ACTIVATION','RECOVERY')),
  expires_at timestamptz not null
);
create unique index person_token_sha256_unique on person_token (token_sha256);

create table password_policy (
  id text primary key,
  name text not null,
  description text not null,
  -- Okta's settings object.
  settings jsonb not null,
  created_at timestamptz not null default now(),
  last_updated_at timestamptz not null default now()
);
insert into password_policy (id, name, description, settings)
values ('00pDefault0000000000', 'Default Policy', 'The password policy of everybody', '{
  "password": {
    "complexity": {"minLength": 8, "minLowerCase": 1, "minUpperCase": 1, "minNumber": 1, "minSymbol": 0, "excludeUsername": true, "excludeAttributes": []},
    "age": {"maxAgeDays": 0, "minAgeMinutes": 0, "historyCount": 4},
    "lockout": {"maxAttempts": 10, "autoUnlockMinutes": 0}
  }
}');

-- Rules that put people into groups by an expression over their profile.
create table group_rule (
  id text primary key,
  name text not null check (length(name) between 1 and 50),
  status text not null default 'INACTIVE' check (status in ('INACTIVE','ACTIVE','INVALID')),
  expression text not null,
  -- Kept as they were given: a rule whose group is deleted still says which one it was.
  group_ids text[] not null,
  invalid_reason text,
  -- Deleted through the API; the row goes when its memberships are dealt with.
  removal text check (removal in ('KEEP_MEMBERS','REMOVE_MEMBERS')),
  -- A pass over everybody: waiting or running while pass_requested > pass_done. The cursor is the last person who was looked at.
  pass_requested bigint not null default 0,
  pass_done bigint not null default 0,
  pass_running bigint,
  pass_cursor text not null default '',
  pass_people integer not null default 0,
  pass_total integer,
  created_at timestamptz not null default now(),
  last_updated_at timestamptz not null default now()
);
create unique index group_rule_name_unique on group_rule (lower(name)) where removal is null;
create index group_rule_work on group_rule (id) where pass_requested > pass_done or removal is not null;

create table group_rule_exclusion (
  rule_id text not null references group_rule on delete cascade,
  person_id text not null references person on delete cascade,
  primary key (rule_id, person_id)
);
create index group_rule_exclusion_person on group_rule_exclusion (person_id);

-- Where a membership comes from: by hand (this column), by rules (group_member_rule), or both. Without either it ends.
alter table group_member add column is_manual boolean not null default true;

create table group_member_rule (
  group_id text not null,
  person_id text not null,
  rule_id text not null references group_rule on delete cascade,
  primary key (group_id, person_id, rule_id),
  foreign key (group_id, person_id) references group_member (group_id, person_id) on delete cascade
);
create index group_member_rule_rule on group_member_rule (rule_id, person_id);
create index group_member_rule_person on group_member_rule (person_id);
