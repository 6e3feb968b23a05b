-- Apps: attributes of their own, where a mapping's value comes from, values of group assignments, user names that are spoken for.

-- Attributes that an administrator added to the app's user schema, in their order (domain/app-schema.ts). The others come with the template.
alter table app add column custom_attributes jsonb not null default '[]';
-- What user name templates read as ${instance.userSuffix}.
alter table app add column user_name_suffix text;

-- CONSTANT: `expression` is the value itself, the same for all. GROUP: only group assignments and overrides give values.
alter table app_mapping add column source text not null default 'EXPRESSION' check (source in ('EXPRESSION', 'CONSTANT', 'GROUP'));

-- Values that the assignment of a group gives to its people, by SCIM path.
alter table app_group_assignment add column profile jsonb not null default '{}';
alter table app_group_assignment add column last_updated_at timestamptz not null default now();

-- The user name that a run is about to use. Two people of an app can never hold the same one, whatever the target allows.
alter table app_user add column reserved_user_name text;
create unique index app_user_reserved_name_unique on app_user (app_id, lower(reserved_user_name)) where assigned and reserved_user_name is not null;
create index app_user_name on app_user (app_id, lower(user_name)) where assigned and user_name is not null;
