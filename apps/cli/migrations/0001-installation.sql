-- One row about this installation: how far its first filling came, and which master key its secrets were sealed with.
create table installation (
  singleton boolean primary key default true check (singleton),
  id uuid not null default gen_random_uuid(),
  -- A digest that only the right master key gives; the key itself is never stored.
  key_check bytea not null,
  has_sample boolean not null,
  service_seeded_at timestamptz,
  directory_seeded_at timestamptz,
  sample_done_at timestamptz,
  created_at timestamptz not null default now()
);
