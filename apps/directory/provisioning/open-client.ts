/** A client of an app's saved connection: opens its sealed secret and checks its address. */
import type { AppId } from "@lockstep/ports";
import { type ConnectionCredential, checkTargetUrl, createScimClient, type ScimClient } from "@lockstep/scim-client";
import type { Ports } from "../deps.ts";
import { connectionSecretContext, openSecret, SealError } from "../domain/seal.ts";

import { type AppRate, paceClient } from "./pace-requests.ts";

/** An app's connection as it is stored. */
export interface AppTarget {
  readonly id: AppId;
  readonly baseUrl: string | null;
  readonly authScheme: "BASIC" | "TOKEN" | null;
  readonly authUsername: string | null;
  readonly authSecretSealed: Buffer | null;
  /** How many requests it may get; undefined = as many as it takes. */
  readonly rate?: AppRate | undefined;
}

/** A client, or why there is none and what to do. */
export type OpenedClient =
  | { readonly ok: true; readonly client: ScimClient; readonly baseUrl: string }
  | { readonly ok: false; readonly message: string };

/** Opens the connection for sending. */
export function openClient(deps: Ports, app: AppTarget): OpenedClient {
  let credential: ConnectionCredential | undefined;
  try {
    credential = openCredential(deps, app);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return { ok: false, message: error.message };
  }
  if (app.baseUrl === null || credential === undefined) {
    return { ok: false, message: "The app has no connection yet. Enter and test it under Provisioning, Integration." };
  }
  const checked = checkTargetUrl(app.baseUrl, { reach: deps.targetReach });
  if (!checked.ok) return { ok: false, message: `${checked.message} ${checked.remedy}` };
  const client = createScimClient({
    baseUrl: app.baseUrl,
    credential,
    fetch: deps.fetch,
    clock: deps.clock,
    timeout: deps.timers.timeout,
  });
  const paced = app.rate === undefined ? client : paceClient(deps, client, { id: app.id, rate: app.rate });
  return { ok: true, client: paced, baseUrl: app.baseUrl };
}

/** The saved credential, opened; undefined when none was saved. Throws `SealError` when the master key is another one. */
export function openCredential(deps: Pick<Ports, "masterKey">, app: AppTarget): ConnectionCredential | undefined {
  if (app.authScheme === null || app.authSecretSealed === null) return undefined;
  const secret = openSecret(deps.masterKey, connectionSecretContext(app.id), app.authSecretSealed);
  return app.authScheme === "BASIC"
    ? { scheme: "BASIC", username: app.authUsername ?? "", password: secret }
    : { scheme: "TOKEN", token: secret };
}
