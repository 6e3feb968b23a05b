/** The org authorization server: `/oauth2/v1/token` and `/revoke` for service apps, and the metadata of RFC 8414 (okta-management-api §2). */
import { type Context, Hono } from "hono";
import { SERVICE_APP_SCOPES } from "../../domain/service-app-scopes.ts";
import {
  type ClientResult,
  checkSecret,
  issueServiceToken,
  redeemAssertion,
  revokeServiceToken,
  SERVICE_TOKEN_SECONDS,
} from "../../domain/service-app-token.ts";
import type { ServiceAppRow } from "../../domain/service-apps.ts";
import type { Env, HttpDeps } from "../env.ts";
import { takeRate, tooManyRequests, UNKNOWN_CALLER } from "../rate-headers.ts";
import { readBytes } from "../read-body.ts";

const TOKEN_PATH = "/oauth2/v1/token";
const REVOKE_PATH = "/oauth2/v1/revoke";
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const FORM_BYTES_MAX = 64 * 1024;
/** RFC 6749 §5.1: no cache may keep a token, nor an answer about one. */
const NO_STORE = { "cache-control": "no-store", pragma: "no-cache" };

/** A refusal of RFC 6749 §5.2. */
class OauthError extends Error {
  override readonly name = "OauthError";
  readonly code: string;
  readonly status: 400 | 401;

  constructor(
    code: "invalid_request" | "invalid_client" | "unsupported_grant_type" | "invalid_scope",
    message: string,
  ) {
    super(message);
    this.code = code;
    this.status = code === "invalid_client" ? 401 : 400;
  }
}

/** The routes, by their full paths. */
export function oauthRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();
  routes.post(TOKEN_PATH, (context) => answering(deps, context, async (app, form) => await token(deps, app, form)));
  routes.post(REVOKE_PATH, (context) =>
    answering(deps, context, async (app, form) => {
      const revoked = form.get("token");
      if (revoked === undefined) throw new OauthError("invalid_request", "The parameter token is missing.");
      await revokeServiceToken(deps, app, revoked);
      return undefined;
    }),
  );
  routes.get("/.well-known/oauth-authorization-server", async (context) => {
    await count(deps, context, UNKNOWN_CALLER);
    return context.json(metadata(deps));
  });
  return routes;
}

/** Checks the client, counts the call, and turns refusals into answers of OAuth. */
async function answering(
  deps: HttpDeps,
  context: Context<Env>,
  work: (app: ServiceAppRow, form: ReadonlyMap<string, string>) => Promise<object | undefined>,
): Promise<Response> {
  try {
    const form = await readForm(context);
    const client = await checkClient(deps, context, form);
    await count(deps, context, client.ok ? client.app.id : UNKNOWN_CALLER);
    if (!client.ok) throw new OauthError("invalid_client", client.problem);
    const body = await work(client.app, form);
    return body === undefined ? context.body(null, 200, NO_STORE) : context.json(body, 200, NO_STORE);
  } catch (error) {
    if (!(error instanceof OauthError)) throw error;
    if (context.get("rate") === undefined) await count(deps, context, UNKNOWN_CALLER);
    const challenge = error.status === 401 ? { "www-authenticate": 'Basic realm="Lockstep", charset="UTF-8"' } : {};
    const body = { error: error.code, error_description: error.message };
    return context.json(body, error.status, { ...NO_STORE, ...challenge });
  }
}

async function count(deps: HttpDeps, context: Context<Env>, credentialId: string): Promise<void> {
  const { rate, isGranted } = await takeRate(deps, { method: "POST", path: context.req.path }, { credentialId });
  context.set("rate", rate);
  if (!isGranted) throw tooManyRequests();
}

async function token(deps: HttpDeps, app: ServiceAppRow, form: ReadonlyMap<string, string>): Promise<object> {
  if (form.get("grant_type") !== "client_credentials") {
    throw new OauthError("unsupported_grant_type", "Only the grant type client_credentials is supported.");
  }
  const wanted = (form.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  const scopes = wanted.length === 0 ? app.scopes : [...new Set(wanted)];
  const refused = scopes.filter((scope) => !app.scopes.includes(scope));
  if (refused.length > 0) {
    throw new OauthError(
      "invalid_scope",
      `The client has no grant for ${refused.join(" ")}; it may have: ${app.scopes.join(" ")}.`,
    );
  }
  const accessToken = await issueServiceToken(deps, app, scopes);
  if (accessToken === undefined)
    throw new OauthError("invalid_client", "The client was changed this moment; try again.");
  return {
    token_type: "Bearer",
    expires_in: SERVICE_TOKEN_SECONDS,
    access_token: accessToken,
    scope: scopes.join(" "),
  };
}

/** RFC 6749 §3.2: a form, no parameter twice, and one without a value counts as left out. */
async function readForm(context: Context): Promise<ReadonlyMap<string, string>> {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(context.req.header("content-type") ?? "")) {
    throw new OauthError("invalid_request", "Send the parameters as application/x-www-form-urlencoded.");
  }
  const bytes = await readBytes(context, FORM_BYTES_MAX);
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(Buffer.from(bytes).toString("utf8"))) {
    if (form.has(name)) throw new OauthError("invalid_request", `The parameter ${name} stands more than once.`);
    if (value !== "") form.set(name, value);
  }
  return form;
}

/** RFC 6749 §2.3: one way to sign in, never two at once. */
async function checkClient(deps: HttpDeps, context: Context, form: ReadonlyMap<string, string>): Promise<ClientResult> {
  const assertion = form.get("client_assertion");
  const basic = readBasic(context.req.header("authorization"));
  const secret = form.get("client_secret");
  if ([assertion, basic, secret].filter((way) => way !== undefined).length !== 1) {
    return { ok: false, problem: "Sign in one way: client_assertion, HTTP Basic, or client_id and client_secret." };
  }
  if (assertion === undefined) {
    return await checkSecret(deps, basic ?? { id: form.get("client_id") ?? "", secret: secret ?? "" });
  }
  if (form.get("client_assertion_type") !== ASSERTION_TYPE) {
    return { ok: false, problem: `client_assertion_type must be ${ASSERTION_TYPE}.` };
  }
  const issuer = deps.publicBaseUrl();
  return await redeemAssertion(deps, assertion, [`${issuer}${TOKEN_PATH}`, issuer]);
}

function readBasic(header: string | undefined): { readonly id: string; readonly secret: string } | undefined {
  const encoded = /^basic +([A-Za-z0-9+/=_-]+)$/i.exec(header?.trim() ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { id: formDecode(id), secret: formDecode(secret.join(":")) };
}

/** Undecodable text stays as it is: then it is no secret of ours. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function metadata(deps: HttpDeps) {
  const issuer = deps.publicBaseUrl();
  const methods = ["private_key_jwt", "client_secret_basic", "client_secret_post"];
  return {
    issuer,
    token_endpoint: `${issuer}${TOKEN_PATH}`,
    revocation_endpoint: `${issuer}${REVOKE_PATH}`,
    grant_types_supported: ["client_credentials"],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_signing_alg_values_supported: ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
    revocation_endpoint_auth_methods_supported: methods,
    scopes_supported: [...SERVICE_APP_SCOPES],
  };
}
