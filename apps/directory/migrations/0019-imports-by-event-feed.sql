-- Incremental imports by the event feed of the service of this house: read after `feed_after`; the next one reads after `feed_end`.
alter table import_run add column feed_after text, add column feed_end text;
-- The feed says that the account was removed; it is looked at like one that a whole list did not show.
alter table import_seen add column gone boolean not null default false;
