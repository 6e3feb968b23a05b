/**
 * What the customer's hook said of accounts, kept for as long as the account is as it was asked about: matching again, linking and sourcing
 * go by it, and so does an import whose question is not answered. It counts while the hook is switched on.
 */
import { hash } from "node:crypto";
import type { ImportedUser } from "@lockstep/engine";
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import type { Trx } from "../../domain/act.ts";
import type { HookAnswers } from "./amend-account.ts";
import type { HookAnswer } from "./ask-hook.ts";
import type { ImportSettings } from "./import-settings.ts";
import { appUserAttributes } from "./imported-profile.ts";
import { isSeen } from "./seen-accounts.ts";

/** Answers of these accounts that hold still, by the accounts' ids. */
export async function loadKeptAnswers(
  trx: Trx,
  settings: ImportSettings,
  users: readonly ImportedUser[],
): Promise<ReadonlyMap<string, HookAnswer>> {
  if (users.length === 0) return new Map();
  const { rows } = await sql<{ externalId: string; asked: string; answer: Partial<HookAnswer> }>`
    select kept.external_id as "externalId", kept.asked, kept.answer from import_hook_answer kept join import_hook hook using (app_id)
     where kept.app_id = ${settings.appId} and hook.enabled and kept.external_id = any(${users.map(({ id }) => id)}::text[])`.execute(
    trx,
  );
  const byId = new Map(users.map((user) => [user.id, user]));
  return new Map(
    rows.flatMap(({ externalId, asked, answer }): readonly [string, HookAnswer][] => {
      const user = byId.get(externalId);
      return user === undefined || digestOf(settings, user) !== asked ? [] : [[externalId, { ...NOTHING, ...answer }]];
    }),
  );
}

/** The answers that hold still, as an import would have got them. */
export async function keptAsAnswers(
  trx: Trx,
  settings: ImportSettings,
  users: readonly ImportedUser[],
): Promise<HookAnswers> {
  const kept = await loadKeptAnswers(trx, settings, users);
  return new Map([...kept].map(([id, answer]) => [id, { result: undefined, kept: answer }]));
}

/** Keeps what was answered anew; an answer that changes nothing ends the one before. */
export async function keepAnswers(
  trx: Trx,
  settings: ImportSettings,
  asked: { readonly users: readonly ImportedUser[]; readonly answers: HookAnswers },
): Promise<void> {
  const { appId } = settings;
  const given = asked.users.flatMap((user) => {
    const result = asked.answers.get(user.id)?.result;
    return result?.ok === true ? [{ user, answer: result.answer }] : [];
  });
  if (given.length === 0) return;
  const rows = given
    .filter(({ answer }) => changesAnything(answer))
    .map(({ user, answer }) => ({ external_id: user.id, asked: digestOf(settings, user), answer }));
  const ended = given.filter(({ answer }) => !changesAnything(answer)).map(({ user }) => user.id);
  await sql`
    with ended as (
      delete from import_hook_answer where app_id = ${appId} and external_id = any(${ended}::text[]))
    insert into import_hook_answer as kept (app_id, external_id, asked, answer)
    select ${appId}, external_id, asked, answer
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (external_id text, asked text, answer jsonb)
     where exists (select from import_hook where app_id = ${appId})
    on conflict (app_id, external_id) do update set asked = excluded.asked, answer = excluded.answer
      where (kept.asked, kept.answer) is distinct from (excluded.asked, excluded.answer)`.execute(trx);
}

/** Forgets answers about accounts that a list of everybody did not show. */
export async function dropAnswersOfUnseen(
  trx: Trx,
  run: { readonly appId: AppId; readonly runId: string },
): Promise<void> {
  await sql`
    delete from import_hook_answer kept where kept.app_id = ${run.appId}
      and not ${isSeen({ id: run.runId, appId: run.appId }, sql`kept.external_id`)}`.execute(trx);
}

const NOTHING: HookAnswer = { appUser: {}, user: {}, action: undefined, personId: undefined, error: undefined };

function changesAnything({ appUser, user, action, personId, error }: HookAnswer): boolean {
  const isProfileChanged = Object.keys(appUser).length > 0 || Object.keys(user).length > 0;
  return isProfileChanged || action !== undefined || personId !== undefined || error !== undefined;
}

function digestOf({ mapper }: ImportSettings, user: ImportedUser): string {
  return hash("sha256", JSON.stringify(appUserAttributes(user, mapper.customAttributes)), "base64url");
}
