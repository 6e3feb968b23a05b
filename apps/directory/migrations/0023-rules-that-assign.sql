-- Push rules whose groups get the app as well: people first, then the group.
alter table push_rule add column assigns boolean not null default false;
