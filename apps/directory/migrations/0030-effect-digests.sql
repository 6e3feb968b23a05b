-- What an account is to become by the version whose effect was found, as a digest: a sweep that comes to something else makes another version of
-- it, so that what a person let pass is what was asked about and nothing that was set later.
alter table app_user add column effect_digest text;
-- The same of each person in a plan: applying it lets exactly that pass. Null for push groups.
alter table plan_subject add column effect_digest text;
