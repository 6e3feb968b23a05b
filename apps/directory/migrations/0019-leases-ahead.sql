-- A worker leases more people of an app than it asks the app for at once, so that those who wait are ready when their turn comes.

-- How many of the leases of one owner in the app may be worked on at once; without it all of them.
alter table app_user add column lease_at_once integer check (lease_at_once > 0);
