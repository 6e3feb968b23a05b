-- What was answered, kept beside what was sent: for faults always, else while the credential captures.

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Until then all that this credential sends and is answered is kept in the request log.
alter table credential add column capture_ends_at timestamptz;

-- The answer's JSON, secrets masked; cut where it is long.
alter table request_log add column answer text;

create or replace view credential_standing with (security_invoker = true) as
select p.*, c.id as credential_id, c.kind, c.version, c.scopes, c.profile, c.overrides, c.rate_per_second, c.rate_burst,
  c.capture_ends_at
from credential c join provisioner_standing p on p.account_id = c.account_id and p.user_id = c.user_id;
