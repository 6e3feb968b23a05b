-- How much of a caller's rate is used up (packages/pace), for each bucket of endpoints. Unlogged: after a crash of the database every
-- caller begins afresh, and in return taking costs no flush.
create unlogged table request_pace (
  holder text not null,
  endpoint text not null,
  bucket jsonb not null,
  primary key (holder, endpoint)
);

alter table api_token
  add column kind text not null default 'management' check (kind in ('management', 'inbound')),
  -- How far the client of an inbound token may deviate from the RFCs: docs/reference/tolerance.md.
  add column tolerance text,
  add column last_updated_at timestamptz not null default now(),
  add constraint api_token_tolerance check ((kind = 'inbound') = (tolerance is not null));

-- OAuth service apps: programs that sign in with a key or a secret of their own and hold the scopes that they were granted.
create table service_app (
  id text primary key,
  name text not null,
  status text not null default 'ACTIVE' check (status in ('ACTIVE', 'INACTIVE')),
  scopes text[] not null,
  -- Public keys as JWKs, for private_key_jwt (RFC 7523).
  keys jsonb not null default '[]',
  secret_sha256 bytea,
  administrator_id text not null references administrator on delete cascade,
  created_at timestamptz not null default now(),
  last_updated_at timestamptz not null default now(),
  last_used_at timestamptz
);
create unique index service_app_name_unique on service_app (lower(name));

-- Opaque access tokens (RFC 6749 section 4.4).
create table service_app_token (
  token_sha256 bytea primary key,
  service_app_id text not null references service_app on delete cascade,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index service_app_token_of_app on service_app_token (service_app_id, expires_at);

-- Assertions that were redeemed: each is good for one token.
create table service_app_assertion (
  service_app_id text not null references service_app on delete cascade,
  assertion_sha256 bytea not null,
  expires_at timestamptz not null,
  primary key (service_app_id, assertion_sha256)
);

alter table system_log
  -- Number in the feed, given after commit by sequence_log(): whoever polls reads by it and can skip nothing.
  add column position bigint,
  -- Through what an administrator acted: token, user agent.
  add column origin jsonb not null default '{}';
update system_log set position = seq;
create unique index system_log_position on system_log (position) where position is not null;
create index system_log_unpositioned on system_log (seq) where position is null;

create table log_feed (
  only_row boolean primary key default true check (only_row),
  last_position bigint not null
);
insert into log_feed (last_position) select coalesce(max(seq), 0) from system_log;

-- Numbers committed events that have no number yet, 10,000 at a time and without gaps, and returns the last number. The feed's row
-- is locked meanwhile, so numbers are given by one transaction at a time; writers never wait here. An event that is not
-- committed yet gets a later number (ADR 7).
create function sequence_log() returns bigint
  language plpgsql volatile
as $$
declare
  last bigint;
  given bigint;
begin
  if not exists (select from system_log where position is null) then
    return (select last_position from log_feed);
  end if;
  select last_position into last from log_feed for update;
  -- A statement of its own: its snapshot is taken after the lock is held.
  update system_log as event
     set position = last + numbered.place
    from (select seq, row_number() over (order by seq) as place
            from (select seq from system_log where position is null order by seq limit 10000) as waiting) as numbered
   where event.seq = numbered.seq;
  get diagnostics given = row_count;
  update log_feed set last_position = last + given;
  return last + given;
end
$$;

-- Tasks are listed from the newest; the order must not change while somebody turns the pages.
create index task_created on task (created_at desc, id desc);
