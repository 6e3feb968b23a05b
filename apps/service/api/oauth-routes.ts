/** OAuth 2.0 for programs: the token endpoint with client credentials (RFC 6749 §4.4) and its metadata (RFC 8414). */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Scope } from "@lockstep/scim-server";
import type { Context } from "hono";
import { ApiFault } from "../api-fault.ts";
import { readBasic } from "../domain/authorization-header.ts";
import { checkClient, issueToken, TOKEN_SECONDS } from "../domain/oauth-token.ts";
import type { Standing } from "../domain/standing.ts";
import { SCOPES } from "./credential-input.ts";
import type { ApiEnv, ApiParts } from "./environment.ts";
import { readBytes } from "./read-input.ts";

const TOKEN_PATH = "/oauth/token";
const METADATA_PATH = "/.well-known/oauth-authorization-server";
const PARAMETER_LENGTH_MAX = 1_024;
/** RFC 6749 §5.1: no cache may keep a token, nor an answer about one. */
const NO_STORE = { "cache-control": "no-store", pragma: "no-cache" };

type ErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "invalid_scope"
  | "temporarily_unavailable";

type OauthParts = Pick<ApiParts, "config" | "baseUrl">;

/** A refusal of the token endpoint (RFC 6749 §5.2). */
class OauthError extends Error {
  override readonly name = "OauthError";
  readonly code: ErrorCode;
  readonly status: 400 | 401 | 429;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly status?: 401 | 429; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.headers = options.headers ?? {};
  }
}

const TokenRequest = z
  .object({
    grant_type: z.literal("client_credentials"),
    scope: z.string().optional().openapi({ example: "users:read groups:read" }),
    client_id: z.string().optional(),
    client_secret: z.string().optional(),
  })
  .openapi("TokenRequest");
const TokenAnswer = z
  .object({ access_token: z.string(), token_type: z.literal("Bearer"), expires_in: z.int(), scope: z.string() })
  .openapi("TokenAnswer");
const TokenFault = z.object({ error: z.string(), error_description: z.string() }).openapi("TokenFault");
const Metadata = z
  .object({
    issuer: z.string(),
    token_endpoint: z.string(),
    grant_types_supported: z.array(z.string()),
    response_types_supported: z.array(z.string()),
    token_endpoint_auth_methods_supported: z.array(z.string()),
    scopes_supported: z.array(z.string()),
  })
  .openapi("AuthorizationServerMetadata");

const fault = (description: string) => ({ description, content: { "application/json": { schema: TokenFault } } });
const tokenRoute = createRoute({
  method: "post",
  path: TOKEN_PATH,
  tags: ["OAuth"],
  summary: "An access token for client credentials",
  description: "The client signs in with HTTP Basic (`client_secret_basic`) or in the form (`client_secret_post`).",
  request: { body: { required: true, content: { "application/x-www-form-urlencoded": { schema: TokenRequest } } } },
  responses: {
    200: {
      description: "An opaque bearer token that holds for an hour",
      content: { "application/json": { schema: TokenAnswer } },
    },
    400: fault("The request is not right"),
    401: fault("The client is unknown, or its secret wrong"),
    429: fault("Too many wrong secrets, or too many tokens"),
  },
});
const metadataRoute = createRoute({
  method: "get",
  path: METADATA_PATH,
  tags: ["OAuth"],
  summary: "Where and how tokens are given",
  responses: { 200: { description: "RFC 8414 metadata", content: { "application/json": { schema: Metadata } } } },
});

/** What the OpenAPI document says of OAuth. */
export const OAUTH_ROUTES = [tokenRoute, metadataRoute] as const;

/** `/oauth/token` and the metadata, with their part of the OpenAPI document. */
export function oauthRoutes(parts: OauthParts): OpenAPIHono<ApiEnv> {
  const routes = new OpenAPIHono<ApiEnv>();
  // Described by its schema but read by hand: a doubled parameter must be seen, and each fault answered as RFC 6749 §5.2 says.
  routes.openAPIRegistry.registerPath(tokenRoute);
  routes.post(TOKEN_PATH, async (context) => {
    try {
      return context.json(await answerToken(parts, context), 200, NO_STORE);
    } catch (error) {
      const refusal = error instanceof ApiFault ? new OauthError("invalid_request", error.message) : error;
      if (!(refusal instanceof OauthError)) throw error;
      const body = { error: refusal.code, error_description: refusal.message };
      return context.json(body, refusal.status, { ...NO_STORE, ...refusal.headers });
    }
  });
  routes.openapi(metadataRoute, (context) => {
    const issuer = parts.baseUrl();
    return context.json(
      {
        issuer,
        token_endpoint: `${issuer}${TOKEN_PATH}`,
        grant_types_supported: ["client_credentials"],
        response_types_supported: [],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        scopes_supported: [...SCOPES],
      },
      200,
    );
  });
  return routes;
}

async function answerToken(parts: OauthParts, context: Context<ApiEnv>): Promise<z.infer<typeof TokenAnswer>> {
  const form = await readForm(context);
  const client = await authenticateClient(parts, readClient(context, form));
  const grantType = form.get("grant_type");
  if (grantType === undefined)
    throw new OauthError("invalid_request", "grant_type is missing: send client_credentials.");
  if (grantType !== "client_credentials") {
    throw new OauthError("unsupported_grant_type", "Only the grant type client_credentials is supported.");
  }
  if (!client.hasScim || !client.mayProvision) {
    const reason = client.hasScim
      ? "The user of this client is no longer owner or administrator of the account."
      : "The SCIM module of the account is not enabled.";
    throw new OauthError("unauthorized_client", reason);
  }
  const scopes = readScopes(form.get("scope"), client.scopes);
  const token = await issueToken(parts.config, client, scopes);
  if (token === undefined) throw new OauthError("invalid_client", "The client was changed this moment; try again.");
  return { access_token: token, token_type: "Bearer", expires_in: TOKEN_SECONDS, scope: scopes.join(" ") };
}

/** RFC 6749 §3.2: a form in UTF-8, no parameter twice, and one without a value counts as left out. */
async function readForm(context: Context<ApiEnv>): Promise<ReadonlyMap<string, string>> {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(context.req.header("content-type") ?? "")) {
    throw new OauthError("invalid_request", "Send the parameters as application/x-www-form-urlencoded.");
  }
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(Buffer.from(await readBytes(context)).toString("utf8"))) {
    if (form.has(name)) throw new OauthError("invalid_request", "A parameter stands more than once in the request.");
    if (value.length > PARAMETER_LENGTH_MAX) throw new OauthError("invalid_request", "A parameter is too long.");
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === "") form.delete(name);
  return form;
}

interface ClientSecret {
  readonly id: string;
  readonly secret: string;
  readonly isBasic: boolean;
}

/** RFC 6749 §2.3.1: HTTP Basic with both parts form-encoded, or both in the form; never two ways at once. */
function readClient(context: Context<ApiEnv>, form: ReadonlyMap<string, string>): ClientSecret {
  const header = context.req.header("authorization");
  const [id, secret] = [form.get("client_id"), form.get("client_secret")];
  if (header === undefined) {
    if (id === undefined || secret === undefined) throw wrongClient("Send client_id and client_secret.", true);
    return { id, secret, isBasic: false };
  }
  if (secret !== undefined) {
    throw new OauthError("invalid_request", "Send the client's secret in the header or in the form, not in both.");
  }
  const encoded = header.length > PARAMETER_LENGTH_MAX ? undefined : /^basic +(\S+)$/i.exec(header.trim())?.[1];
  const basic = encoded === undefined ? undefined : readBasic(encoded);
  if (basic === undefined)
    throw wrongClient("The Authorization header is not HTTP Basic with client id and secret.", true);
  const client = { id: formDecode(basic.login), secret: formDecode(basic.password), isBasic: true };
  if (id !== undefined && id !== client.id) {
    throw new OauthError("invalid_request", "client_id in the form differs from the one in the header.");
  }
  return client;
}

/** Undecodable text stays as it is: then it is no secret of ours. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

async function authenticateClient(parts: OauthParts, client: ClientSecret): Promise<Standing> {
  const check = await checkClient(parts.config, client.id, client.secret);
  if (check.kind === "right") return check.client;
  if (check.kind === "wrong") throw wrongClient("The client is unknown, or its secret wrong or ended.", client.isBasic);
  const seconds = check.retryAfterSeconds;
  throw new OauthError(
    "temporarily_unavailable",
    `Too many requests for a token; wait ${seconds} s. A token holds for an hour.`,
    {
      status: 429,
      headers: { "Retry-After": String(seconds) },
    },
  );
}

/** RFC 6749 §3.3: a subset of what the client has; left out, all of it. */
function readScopes(text: string | undefined, allowed: readonly Scope[]): readonly Scope[] {
  if (text === undefined) return allowed;
  const wanted = new Set(text.split(" "));
  const granted = allowed.filter((scope) => wanted.has(scope));
  if (granted.length === wanted.size) return granted;
  throw new OauthError("invalid_scope", `This client may have: ${allowed.join(" ")}.`);
}

function wrongClient(message: string, challenges: boolean): OauthError {
  const headers = challenges ? { "WWW-Authenticate": 'Basic realm="Lockstep", charset="UTF-8"' } : {};
  return new OauthError("invalid_client", message, { status: 401, headers });
}
