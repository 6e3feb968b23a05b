/** Tables around people: their schema, passwords and policy. */
import type { PersonId } from "@lockstep/ports";
import type { ColumnType } from "kysely";
import type { Instant, InstantByDefault, Jsonb } from "./column-types.ts";

interface ProfileAttributeTable {
  name: string;
  kind: "base" | "custom";
  definition: Jsonb<Readonly<Record<string, unknown>>>;
  position: ColumnType<string, never, never>;
  created_at: InstantByDefault;
  last_updated_at: InstantByDefault;
}

interface ProfileUniqueValueTable {
  attribute: string;
  value_sha256: Buffer;
  person_id: PersonId;
}

interface PersonPasswordHistoryTable {
  person_id: PersonId;
  password_hash: string;
  replaced_at: InstantByDefault;
}

interface PersonTokenTable {
  person_id: PersonId;
  token_sha256: Buffer;
  purpose: "ACTIVATION" | "RECOVERY";
  expires_at: Instant;
}

interface PasswordPolicyTable {
  id: string;
  name: string;
  description: string;
  settings: Jsonb<Readonly<Record<string, unknown>>>;
  created_at: InstantByDefault;
  last_updated_at: InstantByDefault;
}

/** Their names. */
export interface PeopleTables {
  profile_attribute: ProfileAttributeTable;
  profile_unique_value: ProfileUniqueValueTable;
  person_password_history: PersonPasswordHistoryTable;
  person_token: PersonTokenTable;
  password_policy: PasswordPolicyTable;
}
