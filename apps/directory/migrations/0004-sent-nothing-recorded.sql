-- A request may have been carried out whose answer nobody recorded. It used to be concluded from the attempts and the last error, which
-- a change of the person clears: then an account created under an old name was not looked for, and a second one came into being.
alter table app_user add column in_doubt boolean not null default false;
alter table push_group add column in_doubt boolean not null default false;
