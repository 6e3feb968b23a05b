/**
 * Access tokens of service apps (RFC 6749 §4.4): opaque, kept as SHA-256, looked up by every request, so that a revocation holds at
 * once on every process. A signed assertion (RFC 7523) is good for one token.
 */
import { createLocalJWKSet, decodeJwt, errors, jwtVerify } from "jose";
import { sql } from "kysely";
import type { Deps } from "../deps.ts";
import { randomText } from "./ids.ts";
import { tokenDigest } from "./password.ts";
import { SERVICE_APP_COLUMNS, type ServiceAppRow } from "./service-apps.ts";

/** Okta's fixed life of an access token. */
export const SERVICE_TOKEN_SECONDS = 3600;
/** Most tokens of one app; the oldest gives way. */
const TOKENS_MAX = 100;
const TOKEN_LENGTH = 43;
/** Okta: an assertion ends at most an hour ahead. */
const ASSERTION_SECONDS_MAX = 3600;
/** Clocks of two machines may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 60;
const ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];
const SERVICE_APP_ID = /^0oa[0-9A-Za-z]{17}$/;
/** Use is recorded at most this often. */
const USE_RECORDED_EVERY_MS = 60_000;

/** The client that signed in, or why it did not. */
export type ClientResult =
  | { readonly ok: true; readonly app: ServiceAppRow }
  | { readonly ok: false; readonly problem: string };

/** Checks a client's secret. */
export async function checkSecret(
  deps: Deps,
  client: { readonly id: string; readonly secret: string },
): Promise<ClientResult> {
  if (!SERVICE_APP_ID.test(client.id)) return refuse("The client is unknown.");
  const { rows } = await sql<ServiceAppRow>`
    select ${SERVICE_APP_COLUMNS} from service_app
    where id = ${client.id} and status = 'ACTIVE' and secret_sha256 = ${tokenDigest(client.secret)}`.execute(
    deps.database.kysely,
  );
  const [app] = rows;
  return app === undefined ? refuse("The client is unknown or inactive, or its secret is wrong.") : { ok: true, app };
}

/** Checks a signed assertion, and takes it: a second time it is refused. `audiences` are the names of the token endpoint. */
export async function redeemAssertion(
  deps: Deps,
  assertion: string,
  audiences: readonly string[],
): Promise<ClientResult> {
  const app = await findSigner(deps, assertion);
  if (app === undefined) return refuse("The assertion names no active client in iss and sub.");
  const now = deps.clock.now();
  try {
    const { payload } = await jwtVerify(assertion, createLocalJWKSet({ keys: app.keys.map((key) => ({ ...key })) }), {
      algorithms: ALGORITHMS,
      issuer: app.id,
      subject: app.id,
      audience: [...audiences],
      requiredClaims: ["exp"],
      currentDate: new Date(now),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    const endsAtMs = (payload.exp ?? 0) * 1000;
    if (endsAtMs > now + (ASSERTION_SECONDS_MAX + CLOCK_TOLERANCE_SECONDS) * 1000) {
      return refuse("The assertion's exp is more than an hour ahead.");
    }
    const isFresh = await takeAssertion(deps, app, { key: identityOf(assertion, payload.jti), endsAtMs });
    return isFresh ? { ok: true, app } : refuse("The assertion was used before (jti).");
  } catch (error) {
    if (error instanceof errors.JOSEError) return refuse(`The assertion does not hold: ${error.message}.`);
    throw error;
  }
}

/** What makes an assertion one: its `jti`, or else what was signed. A signature can be written in several ways and still hold. */
function identityOf(assertion: string, jti: unknown): string {
  return typeof jti === "string" ? jti : assertion.slice(0, assertion.lastIndexOf("."));
}

async function findSigner(deps: Deps, assertion: string): Promise<ServiceAppRow | undefined> {
  let subject: string | undefined;
  try {
    subject = decodeJwt(assertion).sub;
  } catch {
    return undefined;
  }
  if (subject === undefined || !SERVICE_APP_ID.test(subject)) return undefined;
  const { rows } = await sql<ServiceAppRow>`
    select ${SERVICE_APP_COLUMNS} from service_app where id = ${subject} and status = 'ACTIVE'`.execute(
    deps.database.kysely,
  );
  return rows[0];
}

/** False when it was taken before. Those that have ended are forgotten. */
async function takeAssertion(
  deps: Deps,
  app: ServiceAppRow,
  assertion: { readonly key: string; readonly endsAtMs: number },
): Promise<boolean> {
  const keptUntil = new Date(assertion.endsAtMs + CLOCK_TOLERANCE_SECONDS * 1000);
  return await deps.database.transaction(async (trx) => {
    await sql`delete from service_app_assertion where expires_at < ${new Date(deps.clock.now())}`.execute(trx);
    const { numAffectedRows } = await sql`
      insert into service_app_assertion (service_app_id, assertion_sha256, expires_at)
      values (${app.id}, ${tokenDigest(assertion.key)}, ${keptUntil}) on conflict do nothing`.execute(trx);
    return (numAffectedRows ?? 0n) > 0n;
  });
}

/** A new access token; undefined when the app was removed or switched off meanwhile. */
export async function issueServiceToken(
  deps: Deps,
  app: ServiceAppRow,
  scopes: readonly string[],
): Promise<string | undefined> {
  const now = deps.clock.now();
  const token = randomText(deps.random, TOKEN_LENGTH);
  return await deps.database.transaction(async (trx) => {
    // The lock makes a revocation either end this token too or be seen here.
    const { rows } = await sql`
      select 1 from service_app where id = ${app.id} and status = 'ACTIVE' and scopes @> ${scopes}::text[] for update`.execute(
      trx,
    );
    if (rows.length === 0) return undefined;
    await sql`
      delete from service_app_token where token_sha256 in (
        select token_sha256 from service_app_token where service_app_id = ${app.id}
        order by expires_at > ${new Date(now)} desc, created_at desc offset ${TOKENS_MAX - 1})`.execute(trx);
    await sql`
      insert into service_app_token (token_sha256, service_app_id, scopes, created_at, expires_at)
      values (${tokenDigest(token)}, ${app.id}, ${scopes}::text[], ${new Date(now)},
        ${new Date(now + SERVICE_TOKEN_SECONDS * 1000)})`.execute(trx);
    return token;
  });
}

/** Whom an access token belongs to, and what it may do. */
export interface ServiceTokenHolder {
  readonly app: Pick<ServiceAppRow, "id" | "name" | "administrator_id">;
  readonly scopes: readonly string[];
}

/** The holder of a token that works; undefined for any other. */
export async function findServiceTokenHolder(deps: Deps, token: string): Promise<ServiceTokenHolder | undefined> {
  const now = new Date(deps.clock.now());
  const { rows } = await sql<ServiceAppRow & { granted: readonly string[] }>`
    select ${SERVICE_APP_COLUMNS}, service_app_token.scopes as granted
    from service_app_token join service_app on service_app.id = service_app_token.service_app_id
    where service_app_token.token_sha256 = ${tokenDigest(token)} and service_app_token.expires_at > ${now}
      and service_app.status = 'ACTIVE'`.execute(deps.database.kysely);
  const [row] = rows;
  if (row === undefined) return undefined;
  if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > USE_RECORDED_EVERY_MS) {
    await sql`update service_app set last_used_at = ${now} where id = ${row.id}`.execute(deps.database.kysely);
  }
  return { app: row, scopes: row.granted };
}

/** Ends a token of this app (RFC 7009). Unknown ones are passed over. */
export async function revokeServiceToken(deps: Deps, app: ServiceAppRow, token: string): Promise<void> {
  await sql`
    delete from service_app_token where token_sha256 = ${tokenDigest(token)} and service_app_id = ${app.id}`.execute(
    deps.database.kysely,
  );
}

function refuse(problem: string): ClientResult {
  return { ok: false, problem };
}
