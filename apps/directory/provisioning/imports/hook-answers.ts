/** What the customer's hook says about the accounts of a page: asked before the page is stored, outside of any transaction. */
import type { ImportedUser } from "@lockstep/engine";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import { openImportHook } from "../../domain/import-hook.ts";
import type { HookAnswers } from "./amend-account.ts";
import { askHook, type HookQuestion } from "./ask-hook.ts";
import type { ImportClaim } from "./claim-import.ts";
import { type ImportSettings, loadImportSettings } from "./import-settings.ts";
import { appUserAttributes } from "./imported-profile.ts";
import { type MatchedAccount, matchAll } from "./matched-account.ts";

/** Asks about each active account that belongs to nobody yet and is not ignored. Never rejects for what the hook does. */
export async function askAbout(deps: Deps, claim: ImportClaim, users: readonly ImportedUser[]): Promise<HookAnswers> {
  const hook = await openImportHook(deps.database.kysely, deps.masterKey, claim.appId);
  if (hook === undefined) return new Map();
  const questions = await deps.database.transaction(async (trx): Promise<readonly HookQuestion[]> => {
    const settings = await loadImportSettings(trx, claim.appId, deps.clock.now());
    const { rows } = await sql<{ id: string }>`
      select external_id as id from app_user where app_id = ${claim.appId} and external_id = any(${users.map(({ id }) => id)}::text[])
      union select external_id from import_row where app_id = ${claim.appId} and state = 'IGNORED'
        and external_id = any(${users.map(({ id }) => id)}::text[])`.execute(trx);
    const left = new Set(rows.map(({ id }) => id));
    const asked = users.filter(({ id, active }) => active && !left.has(id));
    const accounts = await matchAll(trx, { settings, users: asked });
    return accounts.map((account) => questionOf(settings, claim.id, account));
  });
  return await askHook(deps, hook, { questions, source: `/api/v1/apps/${claim.appId}` });
}

/** What is asked about one account: the fields of Okta's `data`. */
export function questionOf(settings: ImportSettings, runId: string, account: MatchedAccount): HookQuestion {
  const { user, mapped, match, person } = account;
  const { mapper } = settings;
  return {
    key: user.id,
    data: {
      context: {
        conflicts: [],
        application: { id: settings.appId, name: mapper.app.name, label: settings.label, status: "ACTIVE" },
        job: { id: runId, type: "import:users" },
        matches: person === undefined ? [] : [{ id: person.id, match }],
        policy: settings.rules.exactMatchCriteria,
      },
      action: { result: person === undefined ? "CREATE_USER" : "LINK_USER" },
      appUser: { id: user.id, profile: appUserAttributes(user, mapper.customAttributes) },
      user: { ...(person === undefined ? {} : { id: person.id }), profile: mapped.profile },
    },
  };
}
