/** A connection as it was entered, completed by what is saved of it. */
import { type ConnectionCredential, checkTargetUrl, headerProblem } from "@lockstep/scim-client";
import type { AuthScheme, ConnectionInput, OauthInput } from "../contract.ts";
import type { Deps } from "../deps.ts";
import type { AppRow } from "../domain/apps.ts";
import { invalidField } from "../domain/error.ts";
import { connectionSecretContext, openSecret } from "../domain/seal.ts";
import type { AuthSettings } from "../domain/tables.ts";
import { createAccessTokens } from "./access-tokens.ts";
import { toCredential } from "./open-client.ts";

/** Everything that is needed to sign in; `secret` is the password, the token, the header's value or the client's secret. */
export interface ConnectionDraft {
  readonly baseUrl: string;
  readonly scheme: AuthScheme;
  readonly username: string | null;
  readonly settings: AuthSettings;
  readonly secret: string;
}

/**
 * The connection that is meant. What `input` leaves out is the saved one's; the saved secret only for the scheme, the host and the name that it was
 * entered for: it never travels elsewhere. Throws E0000001 that names the missing field.
 */
export function draftConnection(deps: Deps, app: AppRow, input: ConnectionInput | undefined): ConnectionDraft {
  const baseUrl = (input?.baseUrl ?? app.base_url ?? "").trim();
  if (baseUrl === "") throw invalidField("baseUrl", "Enter the SCIM base URL of the application");
  const scheme = input?.authScheme ?? app.auth_scheme ?? "BASIC";
  const isSame = app.auth_scheme === scheme && isSameOrigin(app.base_url, baseUrl);
  const draft = { baseUrl, scheme, username: null, settings: {} } as const;
  switch (scheme) {
    case "BASIC": {
      const username = given(input?.username) ?? app.auth_username ?? undefined;
      if (username === undefined) throw invalidField("username", "Enter the user name of the provisioning account");
      const saved = isSame && username === app.auth_username ? openSaved(deps, app) : undefined;
      const secret = given(input?.password) ?? saved;
      if (secret === undefined) throw invalidField("password", "Enter the password of the provisioning account");
      return { ...draft, username, secret };
    }
    case "TOKEN": {
      const secret = given(input?.token) ?? (isSame ? openSaved(deps, app) : undefined);
      if (secret === undefined) throw invalidField("token", "Enter the API token");
      return { ...draft, secret };
    }
    case "HEADER":
      return { ...draft, ...draftHeader(deps, app, { input, isSame }) };
    case "OAUTH":
      return { ...draft, ...draftOauth(deps, app, { input, isSame }) };
  }
}

/** The credential of a draft. Access tokens are fetched for it alone: what is tested must not come from a cache. */
export function credentialOf(deps: Deps, draft: ConnectionDraft): ConnectionCredential {
  return toCredential(draft, (client) => createAccessTokens(client, deps));
}

interface Entered {
  readonly input: ConnectionInput | undefined;
  /** Scheme and host are those of the saved connection. */
  readonly isSame: boolean;
}

function draftHeader(deps: Deps, app: AppRow, { input, isSame }: Entered) {
  const savedName = app.auth_settings.headerName;
  const headerName = given(input?.headerName)?.trim() ?? savedName;
  if (headerName === undefined) throw invalidField("headerName", "Enter the name of the header, such as X-Api-Key");
  const problem = headerProblem(headerName);
  if (problem !== undefined) throw invalidField("headerName", problem);
  const isSameName = savedName?.toLowerCase() === headerName.toLowerCase();
  const secret = given(input?.headerValue) ?? (isSame && isSameName ? openSaved(deps, app) : undefined);
  if (secret === undefined) throw invalidField("headerValue", "Enter the value of the header");
  return { settings: { headerName }, secret };
}

function draftOauth(deps: Deps, app: AppRow, { input, isSame }: Entered) {
  const saved = app.auth_settings.oauth;
  const entered: Partial<OauthInput> = input?.oauth ?? {};
  const tokenUrl = (given(entered.tokenUrl) ?? saved?.tokenUrl ?? "").trim();
  const checked = checkTargetUrl(tokenUrl, { reach: deps.targetReach, isWhole: true });
  if (!checked.ok) throw invalidField("oauth.tokenUrl", `${checked.message} ${checked.remedy}`);
  const clientId = given(entered.clientId) ?? saved?.clientId;
  if (clientId === undefined) throw invalidField("oauth.clientId", "Enter the client id");
  const isSameClient = isSame && isSameOrigin(saved?.tokenUrl ?? null, tokenUrl) && saved?.clientId === clientId;
  const secret = given(entered.clientSecret) ?? (isSameClient ? openSaved(deps, app) : undefined);
  if (secret === undefined) throw invalidField("oauth.clientSecret", "Enter the client secret");
  const scope = given(entered.scope ?? saved?.scope);
  const audience = given(entered.audience ?? saved?.audience);
  const oauth = {
    tokenUrl,
    clientId,
    clientAuth: entered.clientAuth ?? saved?.clientAuth ?? ("client_secret_basic" as const),
    ...(scope === undefined ? {} : { scope }),
    ...(audience === undefined ? {} : { audience }),
  };
  return { settings: { oauth }, secret };
}

function openSaved(deps: Deps, app: AppRow): string | undefined {
  if (app.auth_secret_sealed === null) return undefined;
  return openSecret(deps.masterKey, connectionSecretContext(app.id), app.auth_secret_sealed);
}

function isSameOrigin(saved: string | null, entered: string): boolean {
  if (saved === null || !URL.canParse(saved) || !URL.canParse(entered)) return false;
  return new URL(saved).origin === new URL(entered).origin;
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
