-- Resources, their unique values, membership, counts and the event feed of @lockstep/scim-store.
-- Each table carries account_id; row-level security shows a transaction the rows of lockstep.account_id only.

-- The form in which strings that are not case exact are equal (RFC 7643 section 2.2): NFC, lower case, both Greek small sigmas
-- alike, as foldCase() of @lockstep/scim does it. ICU folds so whatever the locale of the database; a server built without
-- ICU falls back to the lower() of its own locale.
do $$
declare
  body constant text := $body$
    create function fold_case(value text) returns text language sql immutable parallel safe
    return replace(lower(normalize(value, nfc) %s), U&'\03C2', U&'\03C3') $body$;
begin
  execute format(body, 'collate "und-x-icu"');
exception when undefined_object then
  execute format(body, '');
end
$$;

-- The instant of an xsd:dateTime (RFC 7643 section 2.3.5), to the microsecond; UTC when it names no zone; null when it is none.
create function to_instant(value text) returns timestamptz
  language plpgsql immutable parallel safe
as $$
begin
  if value !~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$' then
    return null;
  end if;
  return (regexp_replace(value, '(\.\d{6})\d+', '\1') || case when value ~ '(Z|[+-]\d\d:\d\d)$' then '' else 'Z' end)::timestamptz;
exception when datetime_field_overflow or invalid_datetime_format then
  return null;
end
$$;

-- How a resource is called where it is shown as a member.
create function display_name(doc jsonb) returns text
  language sql immutable parallel safe
  return coalesce(doc->>'displayName', doc->'name'->>'formatted', doc->>'userName');

-- The account of the transaction, or null: then no row is visible.
create function current_account() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('lockstep.account_id', true), '')::uuid;

create table resource (
  account_id uuid not null,
  id uuid not null,
  type text not null,
  doc jsonb not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  -- Copies for look-up: row-level security keeps expressions over doc from using an index, plain columns may.
  user_name_key text collate "C",
  external_id text collate "C",
  display_name_key text collate "C",
  member_count integer not null default 0,
  primary key (account_id, id),
  constraint resource_doc_is_object check (jsonb_typeof(doc) = 'object')
);
create index resource_in_order on resource (account_id, type, created_at, id);
create index resource_by_user_name on resource (account_id, type, user_name_key) where user_name_key is not null;
create index resource_by_external_id on resource (account_id, type, external_id) where external_id is not null;
create index resource_by_display_name on resource (account_id, type, display_name_key) where display_name_key is not null;
create index resource_by_modified on resource (account_id, type, modified_at);

-- One row per value that must be unique: the primary key is the only judge, so there is no gap between looking and writing.
create table unique_value (
  account_id uuid not null,
  type text not null,
  attribute text not null,
  value_key text collate "C" not null,
  resource_id uuid not null,
  constraint unique_value_taken primary key (account_id, type, attribute, value_key),
  constraint unique_value_resource foreign key (account_id, resource_id)
    references resource (account_id, id) on delete cascade
);
create index unique_value_by_resource on unique_value (account_id, resource_id);

create table membership (
  account_id uuid not null,
  group_id uuid not null,
  member_id uuid not null,
  added_at timestamptz not null,
  primary key (account_id, group_id, member_id),
  constraint membership_group foreign key (account_id, group_id)
    references resource (account_id, id) on delete cascade,
  constraint membership_member foreign key (account_id, member_id)
    references resource (account_id, id) on delete cascade,
  constraint membership_not_of_itself check (group_id <> member_id)
);
create index membership_by_member on membership (account_id, member_id, group_id);

-- How many resources of a type an account has: the sum over the slots. Writers on different connections use different
-- slots, so that creating users side by side does not queue up at one counter row.
create table resource_count (
  account_id uuid not null,
  type text not null,
  slot smallint not null,
  amount bigint not null,
  primary key (account_id, type, slot)
);

-- One row per effective write, written in its transaction. position orders the writes of one resource, and a write after all
-- that it saw; seq is the gapless number of the feed, given after commit by sequence_events().
create table event (
  account_id uuid not null,
  position bigint generated always as identity,
  seq bigint,
  id uuid not null,
  kind text not null,
  type text not null,
  resource_id uuid not null,
  version bigint not null,
  before jsonb,
  after jsonb,
  members_added uuid[] not null default '{}',
  members_removed uuid[] not null default '{}',
  credential_id text not null,
  user_id text not null,
  trace_id text not null,
  occurred_at timestamptz not null,
  primary key (account_id, position),
  constraint event_kind check (kind in ('created', 'replaced', 'removed'))
);
create unique index event_in_sequence on event (account_id, seq) where seq is not null;
create index event_unsequenced on event (account_id, position) where seq is null;
create index event_by_resource on event (account_id, resource_id, position);
create index event_by_trace on event (account_id, trace_id);

create table event_feed (
  account_id uuid primary key,
  last_seq bigint not null
);

do $$
declare
  name text;
begin
  foreach name in array array['resource', 'unique_value', 'membership', 'resource_count', 'event', 'event_feed'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own_account on %I using (account_id = current_account()) with check (account_id = current_account())',
      name);
  end loop;
end
$$;

-- Numbers the committed events of the current account that have no number yet, without gaps, and returns the last number.
-- The feed's row is locked meanwhile, so numbers are given by one transaction at a time. A reader that calls this and then
-- reads by seq can skip nothing: an event that is not committed yet gets a later number.
-- Writers never wait here: taking the number in the write itself would let one account commit one write at a time.
create function sequence_events() returns bigint
  language plpgsql volatile
as $$
declare
  account uuid := current_account();
  last bigint;
  given bigint;
begin
  if exists (select from event where account_id = account and seq is null) then
    insert into event_feed (account_id, last_seq) values (account, 0) on conflict do nothing;
    select f.last_seq into last from event_feed f where f.account_id = account for update;
    -- A statement of its own: its snapshot is taken after the lock is held.
    update event e
       set seq = last + numbered.place
      from (select u.position, row_number() over (order by u.position) as place
              from event u where u.account_id = account and u.seq is null) numbered
     where e.account_id = account and e.position = numbered.position;
    get diagnostics given = row_count;
    update event_feed f set last_seq = last + given where f.account_id = account returning f.last_seq into last;
    return last;
  end if;
  return coalesce((select f.last_seq from event_feed f where f.account_id = account), 0);
end
$$;

-- Perf: one round trip for the hottest read. The account is set for this statement's own transaction, so it also holds behind a
-- pooler that hands out connections per transaction.
create function find_resource(account uuid, wanted_type text, wanted_id uuid)
  returns setof resource
  language plpgsql volatile rows 1
as $$
begin
  perform set_config('lockstep.account_id', account::text, true);
  return query select * from resource r where r.account_id = account and r.id = wanted_id and r.type = wanted_type;
end
$$;
