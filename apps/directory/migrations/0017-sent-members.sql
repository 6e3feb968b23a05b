-- Members whose addition is being sent, or was sent without an answer that anybody recorded: found in the app's group they are ours, and not
-- members of others that stay there. Written before the request leaves, taken away with the record of the run that knows who is in the group.
create table push_group_sent (
  push_group_id text not null references push_group on delete cascade,
  external_id text not null,
  primary key (push_group_id, external_id)
);
