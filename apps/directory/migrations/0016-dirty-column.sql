-- What waits is a column of its own. Of `dirty_version > clean_version` the planner knows nothing and takes a third of all rows for dirty;
-- it then reads every app user of an app to find out that none waits, at each look of a worker. Of a column it has counts.
drop index app_user_dirty, app_user_deactivating, app_user_overwriting, push_group_dirty;
alter table app_user add column is_dirty boolean not null generated always as (dirty_version > clean_version) stored;
alter table push_group add column is_dirty boolean not null generated always as (dirty_version > clean_version) stored;
create index app_user_dirty on app_user (app_id, due_at, person_id) where is_dirty;
create index push_group_dirty on push_group (app_id, due_at) where is_dirty;

-- What the budget counts, as in 0008.
create index app_user_deactivating on app_user (app_id)
  where is_dirty and not assigned and external_id is not null and known_active is distinct from false and approved_version < dirty_version;
create index app_user_overwriting on app_user (app_id)
  where is_dirty and assigned and external_id is not null and known is not null
    and approved_version < dirty_version and (effect_version <> dirty_version or effect = 'overwrite');

-- A person is found by the part of the login before the at sign, too.
create index person_short_login on person (split_part(lower(profile->>'login'), '@', 1));
