-- A write whose answer got lost is spent until it is known what became of it: whose account it was sent for, and for which version. Null = it was
-- done, or there is nobody left who could tell.
alter table budget_use add column in_doubt text;
alter table budget_use add column version bigint;
create index budget_use_in_doubt on budget_use (in_doubt) where in_doubt is not null;
