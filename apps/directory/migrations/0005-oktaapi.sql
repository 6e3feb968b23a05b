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

-- Inbound SCIM (/scim/v2). A resource's id is a UUID of its own, so that a person who was removed over SCIM and comes back has another one.
alter table person drop constraint if exists person_source_check;
alter table person
  add constraint person_source_check check (source in ('console', 'api', 'csv', 'import', 'scim')),
  add column scim_id uuid not null default gen_random_uuid(),
  -- The SCIM attributes as a client sent them or as they follow from the profile; stale when the profile has changed since.
  add column scim_doc jsonb,
  add column scim_stale boolean not null default true,
  add column scim_version bigint not null default 1,
  add column scim_created_at timestamptz not null default now(),
  add column scim_modified_at timestamptz not null default now(),
  -- Removed over SCIM: deactivated here, and no longer shown there. The row stays until every app was told.
  add column scim_removed boolean not null default false;
alter table person_group
  add column scim_id uuid not null default gen_random_uuid(),
  add column scim_external_id text,
  add column scim_version bigint not null default 1,
  add column scim_modified_at timestamptz not null default now();

-- The form in which strings that are not case exact are equal, as foldCase() of @lockstep/scim does it.
do $$
declare
  wide constant text := U&'\3000！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～｟｠｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ\FFA0ﾡﾢﾣﾤﾥﾦﾧﾨﾩﾪﾫﾬﾭﾮﾯﾰﾱﾲﾳﾴﾵﾶﾷﾸﾹﾺﾻﾼﾽﾾￂￃￄￅￆￇￊￋￌￍￎￏￒￓￔￕￖￗￚￛￜ￠￡￢￣￤￥￦￨￩￪￫￬￭￮';
  plain constant text := U&' !"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~⦅⦆。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\3099\309A\3164ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ¢£¬¯¦¥₩│←↑→↓■○';
  body constant text := $body$
    create function fold_case(value text) returns text language sql immutable parallel safe
    return case when octet_length(value) = length(value) then (lower(value collate "C")) %3$s
      else replace(lower(normalize(translate(value, %1$L, %2$L), nfc) %3$s), U&'\03C2', U&'\03C3') end $body$;
begin
  execute format(body, wide, plain, 'collate "und-x-icu"');
exception when undefined_object then
  execute format(body, wide, plain, '');
end
$$;

-- The instant of an xsd:dateTime (RFC 7643 section 2.3.5); UTC when it names no zone; null when it is none.
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

create unique index person_scim_id on person (scim_id);
create index person_scim_stale on person (id) where scim_stale;
create index person_scim_user_name on person (fold_case(scim_doc->>'userName') collate "C");
create index person_scim_external_id on person ((scim_doc->>'externalId') collate "C");
create unique index person_group_scim_id on person_group (scim_id);

-- Changes that come another way than over SCIM: the resource has a new version, and its document is made anew before it is read.
create function person_scim_changed() returns trigger language plpgsql as $$
begin
  if new.scim_doc is not distinct from old.scim_doc and (new.profile <> old.profile or new.status <> old.status) then
    new.scim_stale := true;
    new.scim_version := old.scim_version + 1;
    new.scim_modified_at := greatest(now(), old.scim_modified_at);
  end if;
  return new;
end
$$;
create trigger person_scim_changed before update of profile, status on person
  for each row execute function person_scim_changed();

create function group_scim_changed() returns trigger language plpgsql as $$
begin
  if new.scim_version = old.scim_version
    and (new.name <> old.name or new.last_membership_updated_at <> old.last_membership_updated_at) then
    new.scim_version := old.scim_version + 1;
    new.scim_modified_at := greatest(now(), old.scim_modified_at);
  end if;
  return new;
end
$$;
create trigger group_scim_changed before update of name, last_membership_updated_at on person_group
  for each row execute function group_scim_changed();

-- What clients see. Built-in groups and those of apps are not theirs to change.
create view inbound_user as
  select scim_id as id, person.id as key, scim_doc as doc, scim_version as version,
    date_trunc('milliseconds', scim_created_at) as created_at, date_trunc('milliseconds', scim_modified_at) as modified_at
  from person where not scim_removed;
create view inbound_group as
  select scim_id as id, person_group.id as key,
    jsonb_strip_nulls(jsonb_build_object('displayName', name, 'externalId', scim_external_id)) as doc, scim_version as version,
    date_trunc('milliseconds', created_at) as created_at, date_trunc('milliseconds', scim_modified_at) as modified_at
  from person_group where type = 'OKTA_GROUP';
