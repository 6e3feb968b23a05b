-- Where an app's icon is not shown, and whether signing in to it is automatic: Okta's `visibility`.
alter table app
  add column hide_web boolean not null default false,
  add column hide_ios boolean not null default false,
  add column auto_submit_toolbar boolean not null default false;
