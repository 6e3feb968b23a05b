-- Events by whom they are about: a person's timeline reads them, however long the log is.
create index system_log_about on system_log using gin (jsonb_path_query_array(targets, '$[*].id'));
