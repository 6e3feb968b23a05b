/**
 * What the customer's hook says about the accounts of a page: asked before the page is stored, outside of any transaction. It is asked about
 * accounts of nobody, and under profile sourcing about linked ones whose people the page would change.
 */
import type { ImportedUser } from "@lockstep/engine";
import { sql } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Act, Trx } from "../../domain/act.ts";
import type { OpenHook } from "../../domain/import-hook.ts";
import { SYSTEM_ACTOR } from "../../domain/system-log.ts";
import { amend, type HookAnswers } from "./amend-account.ts";
import { askHook, type HookQuestion } from "./ask-hook.ts";
import type { ImportClaim } from "./claim-import.ts";
import { type ImportSettings, loadImportSettings } from "./import-settings.ts";
import { appUserAttributes, type MappedProfile } from "./imported-profile.ts";
import { keptAsAnswers, loadKeptAnswers } from "./kept-answers.ts";
import { loadLinkedRows } from "./linked-accounts.ts";
import { type MatchedAccount, matchAll } from "./matched-account.ts";
import { applySourced } from "./profile-sourcing.ts";

/** Asks the app's hook, if it has one, about the accounts of a page, and adds what was said of them before. Never rejects for what the hook does. */
export async function askAbout(
  deps: Deps,
  claim: ImportClaim,
  { hook, users }: { readonly hook: OpenHook | undefined; readonly users: readonly ImportedUser[] },
): Promise<HookAnswers> {
  if (hook === undefined) return new Map();
  const { questions, kept } = await deps.database.transaction(async (trx) => {
    const settings = await loadImportSettings(trx, claim.appId, deps.clock.now());
    const active = users.filter((user) => user.active);
    return {
      kept: await loadKeptAnswers(trx, settings, active),
      questions: [
        ...(await questionsAboutUnlinked(trx, settings, { claim, active })),
        ...(await questionsAboutLinked(trx, deps, { settings, claim, active })),
      ],
    };
  });
  const results = await askHook(deps, hook, { questions, source: `/api/v1/apps/${claim.appId}` });
  const ids = new Set([...kept.keys(), ...results.keys()]);
  return new Map([...ids].map((id) => [id, { result: results.get(id), kept: kept.get(id) }]));
}

interface PageOf {
  readonly claim: ImportClaim;
  /** The active accounts of the page. */
  readonly active: readonly ImportedUser[];
}

async function questionsAboutUnlinked(
  trx: Trx,
  settings: ImportSettings,
  { claim, active }: PageOf,
): Promise<readonly HookQuestion[]> {
  const ids = active.map(({ id }) => id);
  const { rows } = await sql<{ id: string }>`
    select external_id as id from app_user where app_id = ${claim.appId} and external_id = any(${ids}::text[])
    union select external_id from import_row where app_id = ${claim.appId} and state = 'IGNORED' and external_id = any(${ids}::text[])`.execute(
    trx,
  );
  const left = new Set(rows.map(({ id }) => id));
  const accounts = await matchAll(trx, { settings, users: active.filter(({ id }) => !left.has(id)) });
  return accounts.map((account) => questionOf(settings, claim.id, account));
}

/** Whose people would be changed by what the app says and the hook said last. */
async function questionsAboutLinked(
  trx: Trx,
  deps: Deps,
  { settings, claim, active }: PageOf & { readonly settings: ImportSettings },
): Promise<readonly HookQuestion[]> {
  if (!settings.isSource) return [];
  const byId = new Map(active.map((user) => [user.id, user]));
  const kept = await keptAsAnswers(trx, settings, active);
  const rows = await loadLinkedRows(trx, { settings, users: active, readAt: new Date(deps.clock.now()) });
  const linked = rows.flatMap(({ externalId, personId, profile }) => {
    const user = byId.get(externalId);
    if (user === undefined) return [];
    const amended = amend(settings.mapper, user, { asked: kept.get(externalId), person: profile ?? {} });
    return [{ user, personId, mapped: amended.mapped }];
  });
  const act: Act = { ...deps, actor: SYSTEM_ACTOR };
  const app = { id: settings.appId, label: settings.label, schema: settings.mapper.schema };
  const changes = await applySourced(trx, act, { app, accounts: linked, isPreview: true });
  return linked
    .filter(({ personId }) => changes.has(personId))
    .map(({ user, mapped, personId }) =>
      questionOf(settings, claim.id, { user, mapped, match: "EXACT", person: { id: personId } }),
    );
}

/** What is asked about one account: the fields of Okta's `data`. */
export function questionOf(
  settings: ImportSettings,
  runId: string,
  account: Pick<MatchedAccount, "user" | "match"> & {
    readonly mapped: MappedProfile;
    readonly person: { readonly id: string } | undefined;
  },
): HookQuestion {
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
