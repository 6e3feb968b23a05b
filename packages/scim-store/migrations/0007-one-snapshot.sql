-- A volatile function takes a snapshot of its own: rows that it finds could be newer than the members that the calling statement reads
-- beside them, and a version of a group could be shown with the members of the version before. A stable one sees what the caller sees.
alter function find_resource(uuid, text, uuid, text) stable;
alter function look_up_resource(uuid, text, text, text, text) stable;
