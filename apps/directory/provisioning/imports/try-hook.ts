/** Tries a hook out: one question about a made-up account, with what was sent and what came back. Nothing is stored. */
import type { AppId } from "@lockstep/ports";
import type { ImportHookTest } from "../../contract.ts";
import type { Deps } from "../../deps.ts";
import { newSecret, type OpenHook } from "../../domain/import-hook.ts";
import { faultOfResult } from "./amend-account.ts";
import { askOnce, hookBody } from "./ask-hook.ts";
import { questionOf } from "./hook-answers.ts";
import { loadImportSettings } from "./import-settings.ts";
import { mapAccount } from "./imported-profile.ts";

const SAMPLE = {
  id: "sample",
  userName: "sample.person@example.com",
  active: true,
  resource: {
    userName: "sample.person@example.com",
    active: true,
    name: { givenName: "Sample", familyName: "Person" },
    displayName: "Sample Person",
    emails: [{ value: "sample.person@example.com", type: "work", primary: true }],
    title: "Only for a test",
  },
} as const;

/** Asks `hook`, or the address alone with a secret that is made for this once. */
export async function tryHook(
  deps: Deps,
  appId: AppId,
  hook: { readonly url: string; readonly secret: OpenHook["secret"] | undefined },
): Promise<ImportHookTest> {
  const settings = await deps.database.transaction((trx) => loadImportSettings(trx, appId, deps.clock.now()));
  const mapped = mapAccount(settings.mapper, SAMPLE);
  const { data } = questionOf(settings, "test", { user: SAMPLE, mapped, match: "NONE", person: undefined });
  const source = `/api/v1/apps/${appId}`;
  const beganAt = deps.clock.now();
  const result = await askOnce(deps, { url: hook.url, secret: hook.secret ?? newSecret(deps) }, { data, source });
  const milliseconds = Math.max(0, deps.clock.now() - beganAt);
  const problem = faultOfResult(settings.mapper, result);
  return {
    ok: problem === undefined,
    status: result.status,
    milliseconds,
    request: hookBody(deps, { data, source }).body,
    response: result.body,
    problem: problem === undefined ? null : `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`,
  };
}
