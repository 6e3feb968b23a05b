-- Attempts to sign in are counted per login, whatever the account. A right password gives its own attempt back and leaves those of others:
-- whoever makes users in one account may not undo what was counted against the same login of another.

select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

drop function clear_attempts(text, bytea);
drop function reserve_attempt(text, bytea, timestamptz, interval);

-- Counts an attempt before its password is looked at, so that parallel guesses are counted too. One that is refused does not count: nothing
-- would ever give it back.
create function reserve_attempt(
  attempt_kind text, attempt_key bytea, instant timestamptz, attempt_window interval, attempts_max integer)
returns table (is_allowed boolean, window_ends_at timestamptz)
language plpgsql volatile security definer set search_path from current
as $$
#variable_conflict use_column
begin
  delete from sign_in_attempt where (kind, key) in (
    select old.kind, old.key from sign_in_attempt old where old.window_ends_at <= instant
    order by old.window_ends_at limit 10 for update skip locked);
  return query
    insert into sign_in_attempt as a (kind, key, attempts, window_ends_at)
    values (attempt_kind, attempt_key, 1, instant + attempt_window)
    on conflict (kind, key) do update set
      attempts = case when a.window_ends_at <= instant then 1 else a.attempts + 1 end,
      window_ends_at = case when a.window_ends_at <= instant then excluded.window_ends_at else a.window_ends_at end
      where a.window_ends_at <= instant or a.attempts < attempts_max
    returning true, a.window_ends_at;
  if not found then
    return query select false, a.window_ends_at from sign_in_attempt a where a.kind = attempt_kind and a.key = attempt_key;
  end if;
end
$$;

-- Takes one attempt off the count it was part of; a window that began since is another count.
create function give_back_attempt(attempt_kind text, attempt_key bytea, reserved_window_end timestamptz)
returns void
language sql volatile security definer set search_path from current
as $$
  update sign_in_attempt set attempts = greatest(attempts - 1, 0)
  where kind = attempt_kind and key = attempt_key and window_ends_at = reserved_window_end
$$;
