/** What the connection's form holds, as the API takes it, and what is missing in it. */
import type { AuthScheme, Connection, ConnectionInput, OauthInput } from "@lockstep/directory-app/contract";
import { messages } from "../../messages.ts";

const t = messages.integration;

/** Ways to sign in, in the order of the form. */
export const AUTH_SCHEMES: readonly AuthScheme[] = ["BASIC", "TOKEN", "HEADER", "OAUTH"];

/** Values of the form. Secrets are empty until they are typed; an empty one keeps the saved one. */
export interface ConnectionValues {
  readonly enabled: boolean;
  readonly baseUrl: string;
  readonly authScheme: AuthScheme;
  readonly username: string;
  readonly password: string;
  readonly token: string;
  readonly headerName: string;
  readonly headerValue: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  readonly audience: string;
  readonly clientAuth: NonNullable<OauthInput["clientAuth"]>;
}

/** The saved connection as the form opens with it: every secret is empty. A new one begins with the scheme of the app's template. */
export function connectionValues(connection: Connection, suggested: AuthScheme = "BASIC"): ConnectionValues {
  const { oauth } = connection;
  return {
    enabled: connection.enabled,
    baseUrl: connection.baseUrl ?? "",
    authScheme: connection.authScheme ?? suggested,
    username: connection.username ?? "",
    password: "",
    token: "",
    headerName: connection.headerName ?? "",
    headerValue: "",
    tokenUrl: oauth?.tokenUrl ?? "",
    clientId: oauth?.clientId ?? "",
    clientSecret: "",
    scope: oauth?.scope ?? "",
    audience: oauth?.audience ?? "",
    clientAuth: oauth?.clientAuth ?? "client_secret_basic",
  };
}

/** The form's values as the API takes them. */
export function connectionInput(values: ConnectionValues): ConnectionInput {
  const { enabled, baseUrl, authScheme } = values;
  return { enabled, baseUrl: baseUrl.trim(), authScheme, ...credentialOf(values) };
}

function credentialOf(values: ConnectionValues): Partial<ConnectionInput> {
  switch (values.authScheme) {
    case "BASIC":
      return { username: values.username.trim(), ...typed("password", values.password) };
    case "TOKEN":
      return typed("token", values.token.trim());
    case "HEADER":
      return { headerName: values.headerName.trim(), ...typed("headerValue", values.headerValue) };
    case "OAUTH":
      return {
        oauth: {
          tokenUrl: values.tokenUrl.trim(),
          clientId: values.clientId.trim(),
          scope: values.scope.trim(),
          audience: values.audience.trim(),
          clientAuth: values.clientAuth,
          ...typed("clientSecret", values.clientSecret),
        },
      };
  }
}

/** A secret only when it was typed: left out, the saved one stays. */
function typed<Name extends string>(name: Name, value: string): { readonly [Key in Name]?: string } {
  return value === "" ? {} : ({ [name]: value } as { readonly [Key in Name]: string });
}

/** What is missing before a test makes sense, by field. */
export function connectionProblems(values: ConnectionValues, saved: Connection): Record<string, string> {
  if (!values.enabled) return {};
  const problems: Record<string, string> = {};
  const isAddress = (text: string) => /^https?:\/\/\S+$/.test(text.trim());
  const demand = (field: keyof ConnectionValues, message: string) => {
    if (String(values[field]).trim() === "") problems[field] = message;
  };
  const demandSecret = (field: keyof ConnectionValues, message: string) => {
    if (!keepsSecret(values, saved)) demand(field, message);
  };
  if (!isAddress(values.baseUrl)) problems.baseUrl = t.baseUrlProblem;
  switch (values.authScheme) {
    case "BASIC":
      demand("username", t.usernameMissing);
      demandSecret("password", t.passwordMissing);
      break;
    case "TOKEN":
      demandSecret("token", t.tokenMissing);
      break;
    case "HEADER":
      demand("headerName", t.headerNameMissing);
      demandSecret("headerValue", t.headerValueMissing);
      break;
    case "OAUTH":
      if (!isAddress(values.tokenUrl)) problems.tokenUrl = t.tokenUrlProblem;
      demand("clientId", t.clientIdMissing);
      demandSecret("clientSecret", t.clientSecretMissing);
  }
  return problems;
}

/**
 * Whether the saved secret may stay: it never travels to another host or under another name, so the API asks for it again then.
 */
export function keepsSecret(values: ConnectionValues, saved: Connection): boolean {
  if (!saved.hasSecret || saved.authScheme !== values.authScheme || !isSameHost(saved.baseUrl, values.baseUrl)) {
    return false;
  }
  switch (values.authScheme) {
    case "BASIC":
      return saved.username === values.username.trim();
    case "TOKEN":
      return true;
    case "HEADER":
      return saved.headerName?.toLowerCase() === values.headerName.trim().toLowerCase();
    case "OAUTH":
      return (
        saved.oauth?.clientId === values.clientId.trim() && isSameHost(saved.oauth.tokenUrl ?? null, values.tokenUrl)
      );
  }
}

function isSameHost(saved: string | null, entered: string): boolean {
  if (saved === null || !URL.canParse(saved) || !URL.canParse(entered.trim())) return false;
  return new URL(saved).origin === new URL(entered.trim()).origin;
}
