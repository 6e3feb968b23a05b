/** A client of an app's saved connection: opens its sealed secret and checks its address. */
import assert from "node:assert";
import type { AppId } from "@lockstep/ports";
import {
  type AccessTokens,
  type ConnectionCredential,
  checkTargetUrl,
  createScimClient,
  type ScimClient,
} from "@lockstep/scim-client";
import type { AuthScheme } from "../contract.ts";
import type { Ports } from "../deps.ts";
import { connectionSecretContext, openSecret, SealError } from "../domain/seal.ts";
import type { AuthSettings } from "../domain/tables.ts";
import type { OauthClient } from "./access-tokens.ts";

import { type AppRate, paceClient } from "./pace-requests.ts";

/** An app's connection as it is stored. */
export interface AppTarget {
  readonly id: AppId;
  readonly baseUrl: string | null;
  readonly authScheme: AuthScheme | null;
  readonly authUsername: string | null;
  readonly authSettings: AuthSettings;
  readonly authSecretSealed: Buffer | null;
  /** How many requests it may get; undefined = as many as it takes. */
  readonly rate?: AppRate | undefined;
}

/** A client, or why there is none and what to do. */
export type OpenedClient =
  | { readonly ok: true; readonly client: ScimClient; readonly baseUrl: string }
  | { readonly ok: false; readonly message: string };

type Opened =
  | { readonly ok: true; readonly baseUrl: string; readonly credential: ConnectionCredential }
  | { readonly ok: false; readonly message: string };

/** Perf: people of one app who are loaded together share its target, whose secret is opened and whose address is checked once. */
const openedTargets = new WeakMap<AppTarget, Opened>();

/** Opens the connection for sending. */
export function openClient(deps: Ports, app: AppTarget): OpenedClient {
  const opened = openedTargets.get(app) ?? openTarget(deps, app);
  openedTargets.set(app, opened);
  if (!opened.ok) return opened;
  const { baseUrl, credential } = opened;
  const client = createScimClient({
    baseUrl,
    credential,
    fetch: deps.fetch,
    clock: deps.clock,
    timeout: deps.timers.timeout,
    after: deps.timers.after,
  });
  const paced = app.rate === undefined ? client : paceClient(deps, client, { id: app.id, rate: app.rate });
  return { ok: true, client: paced, baseUrl };
}

function openTarget(deps: Ports, app: AppTarget): Opened {
  let credential: ConnectionCredential | undefined;
  try {
    credential = openCredential(deps, app);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return { ok: false, message: error.message };
  }
  const { baseUrl } = app;
  if (baseUrl === null || credential === undefined) {
    return { ok: false, message: "The app has no connection yet. Enter and test it under Provisioning, Integration." };
  }
  const checked = checkTargetUrl(baseUrl, { reach: deps.targetReach });
  return checked.ok
    ? { ok: true, baseUrl, credential }
    : { ok: false, message: `${checked.message} ${checked.remedy}` };
}

/** The saved credential, opened; undefined when none was saved. Throws `SealError` when the master key is another one. */
function openCredential(deps: Pick<Ports, "masterKey" | "tokens">, app: AppTarget): ConnectionCredential | undefined {
  if (app.authScheme === null || app.authSecretSealed === null) return undefined;
  const secret = openSecret(deps.masterKey, connectionSecretContext(app.id), app.authSecretSealed);
  const stored = { scheme: app.authScheme, username: app.authUsername, settings: app.authSettings, secret };
  return toCredential(stored, (client) => deps.tokens.of(app.id, client));
}

/** What signs in, from its parts as they are stored. `tokensOf` gives the source of access tokens of an OAuth client. */
export function toCredential(
  stored: {
    readonly scheme: AuthScheme;
    readonly username: string | null;
    readonly settings: AuthSettings;
    readonly secret: string;
  },
  tokensOf: (client: OauthClient) => AccessTokens,
): ConnectionCredential {
  const { scheme, username, settings, secret } = stored;
  switch (scheme) {
    case "BASIC":
      return { scheme, username: username ?? "", password: secret };
    case "TOKEN":
      return { scheme, token: secret };
    case "HEADER":
      return { scheme, name: settings.headerName ?? "", value: secret };
    case "OAUTH":
      assert(settings.oauth !== undefined, "An OAuth connection has its client's settings");
      return { scheme, tokens: tokensOf({ ...settings.oauth, clientSecret: secret }) };
  }
}
