-- Push Groups by rule: which groups are mirrored into an app by what they are called, and which ones somebody took out by hand.
create table push_rule (
  id text primary key,
  app_id text not null references app on delete cascade,
  name text not null,
  status text not null default 'ACTIVE' check (status in ('ACTIVE','INACTIVE')),
  match text not null default 'ALL' check (match in ('ALL','ANY')),
  -- [{ attribute: name | description, operator, value, not }]
  conditions jsonb not null,
  -- Off: groups are created or linked without members until somebody asks for them.
  push_members boolean not null default true,
  -- What becomes of the mapping of a group that no longer matches.
  when_unmatched text not null default 'KEEP' check (when_unmatched in ('KEEP','UNLINK','DELETE')),
  created_at timestamptz not null default now(),
  last_updated_at timestamptz not null default now()
);
create unique index push_rule_name_unique on push_rule (app_id, lower(name));

-- Groups that somebody unlinked by hand although a rule matches them: no rule of the app takes them up again.
create table push_exclusion (
  app_id text not null references app on delete cascade,
  group_id text not null references person_group on delete cascade,
  created_at timestamptz not null default now(),
  primary key (app_id, group_id)
);
create index push_exclusion_group on push_exclusion (group_id);

alter table push_group
  -- The rule that made the mapping; null = by name.
  add column rule_id text references push_rule on delete set null,
  -- The name in the app where it is not the source group's.
  add column target_name text,
  add column members_wanted boolean not null default true;
create index push_group_rule on push_group (rule_id) where rule_id is not null;

-- Why a push failed last: its newest task, open or set aside.
create index task_push_group on task (push_group_id, created_at desc) where push_group_id is not null;
