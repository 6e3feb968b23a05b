-- What a token of inbound SCIM may do. Those of before might do everything.
alter table api_token add column scopes text[];
update api_token set scopes = '{users:read,users:write,groups:read,groups:write}' where kind = 'inbound';
alter table api_token
  add constraint api_token_scopes check ((kind = 'inbound') = (scopes is not null)),
  add constraint api_token_scopes_known check (scopes <@ '{users:read,users:write,groups:read,groups:write}'::text[] and cardinality(scopes) > 0);
