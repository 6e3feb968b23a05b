-- What the customer's hook said last of an account, as long as it changes something: it holds while the account is as it was asked about.
create table import_hook_answer (
  app_id text not null references import_hook on delete cascade,
  external_id text not null,
  -- Digest of the account's values that were asked about.
  asked text not null,
  answer jsonb not null,
  primary key (app_id, external_id)
);
