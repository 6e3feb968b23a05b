-- Whether an account's deleted resources come back with their ids: off, unless it asks for it. The views of standings tell it, so that
-- whoever is authenticated brings it along.

alter table account add column restores_ids boolean not null default false;

create or replace view provisioner_standing with (security_invoker = true) as
select s.account_id, s.user_id, s.credential_version as user_version, a.config_version, s.is_active,
  'scim' = any (a.modules) as scim_enabled,
  exists (
    select from role_grant r
    where r.account_id = s.account_id and r.user_id = s.user_id and r.role in ('owner', 'administrator'))
    as may_provision,
  a.restores_ids
from sign_in s join account a on a.id = s.account_id;

create or replace view credential_standing with (security_invoker = true) as
select p.account_id, p.user_id, p.user_version, p.config_version, p.is_active, p.scim_enabled, p.may_provision,
  c.id as credential_id, c.kind, c.version, c.scopes, c.profile, c.overrides, c.rate_per_second, c.rate_burst,
  p.restores_ids
from credential c join provisioner_standing p on p.account_id = c.account_id and p.user_id = c.user_id;
