/** Tables around administrators: roles, sessions, invitations, failed sign-ins, saved views. */
import type { Generated } from "kysely";
import type { Instant, InstantByDefault, InstantOrNull, Jsonb, Nullable } from "./column-types.ts";
import type { AdministratorRole } from "./roles/role.ts";

interface AdministratorTable {
  id: string;
  login: string;
  name: string;
  password_hash: Nullable<string>;
  created_at: InstantByDefault;
  role: Generated<AdministratorRole>;
  status: Generated<"ACTIVE" | "INACTIVE">;
  app_limited: Generated<boolean>;
  last_sign_in_at: InstantOrNull;
  last_updated_at: InstantByDefault;
}

interface AdministratorAppTable {
  administrator_id: string;
  app_id: string;
}

interface AdministratorInvitationTable {
  administrator_id: string;
  token_sha256: Buffer;
  expires_at: Instant;
}

interface ConsoleSessionTable {
  token_sha256: Buffer;
  administrator_id: string;
  created_at: InstantByDefault;
  expires_at: Instant;
  id: Generated<string>;
  user_agent: Nullable<string>;
  last_used_at: InstantByDefault;
}

interface SignInFailureTable {
  login_sha256: Buffer;
  count: number;
  started_at: Instant;
}

interface SavedViewTable {
  id: string;
  administrator_id: string;
  page: "systemLog" | "people";
  name: string;
  search: Jsonb<Readonly<Record<string, unknown>>>;
  created_at: InstantByDefault;
}

/** Their names. */
export interface AdministratorTables {
  administrator: AdministratorTable;
  administrator_app: AdministratorAppTable;
  administrator_invitation: AdministratorInvitationTable;
  console_session: ConsoleSessionTable;
  sign_in_failure: SignInFailureTable;
  saved_view: SavedViewTable;
}
