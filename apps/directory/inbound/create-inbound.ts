/** `/scim/v2`: the directory as a SCIM 2.0 service provider, so that Okta, Entra ID, OneLogin or JumpCloud can feed it. */
import type { AccountId, ResourceId } from "@lockstep/ports";
import {
  createShape,
  ENTERPRISE_USER_SCHEMA,
  GROUP_RESOURCE_TYPE,
  GROUP_SCHEMA,
  ScimError,
  USER_RESOURCE_TYPE,
  USER_SCHEMA,
} from "@lockstep/scim";
import {
  type Authenticator,
  type Caller,
  createScimServer,
  type ScimExchange,
  type ScimServer,
  TOLERANCE_PROFILES,
} from "@lockstep/scim-server";
import { findTokenHolder } from "../domain/api-tokens.ts";
import { writeEvent } from "../domain/system-log.ts";
import { secretOf } from "../http/authenticate.ts";
import type { HttpDeps } from "../http/env.ts";
import { takeRate, UNKNOWN_CALLER } from "../http/rate-headers.ts";
import { createInboundStore } from "./create-inbound-store.ts";

/** Where it is mounted. */
export const INBOUND_PATH = "/scim/v2";

/** The one company of a directory. */
const COMPANY = "00000000-0000-4000-8000-000000000001" as AccountId;

/** Makes the endpoint. `onExchange` is told of each request. */
export function createInbound(deps: HttpDeps, onExchange?: (exchange: ScimExchange) => void): ScimServer {
  return createScimServer({
    basePath: INBOUND_PATH,
    publicBaseUrl: deps.publicBaseUrl,
    shapes: [
      createShape(USER_RESOURCE_TYPE, [USER_SCHEMA, ENTERPRISE_USER_SCHEMA]),
      createShape(GROUP_RESOURCE_TYPE, [GROUP_SCHEMA]),
    ],
    store: createInboundStore(deps),
    authenticator: createAuthenticator(deps),
    clock: deps.clock,
    random: deps.random,
    logger: deps.logger,
    cursorKey: deps.masterKey,
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "API token",
        description: "A token of the kind 'inbound', made in the directory under API tokens.",
        primary: true,
      },
    ],
    onExchange(exchange) {
      void tellRefusal(deps, exchange);
      onExchange?.(exchange);
    },
  });
}

/** What a token was refused for lack of a right is in the System Log. Never rejects. */
async function tellRefusal(deps: HttpDeps, { method, path, status, detail, caller }: ScimExchange): Promise<void> {
  if (status !== 403 || caller === undefined) return;
  try {
    await writeEvent(deps.database.kysely, {
      eventType: "system.api_token.deny",
      displayMessage: "Deny a request of an API token",
      severity: "WARN",
      outcome: { result: "FAILURE", reason: detail },
      actor: { id: caller.credentialId, type: "Token", displayName: "Inbound SCIM" },
      origin: { via: "inbound", credentialId: caller.credentialId },
      targets: [{ id: caller.credentialId, type: "Token", displayName: "Inbound SCIM" }],
      traceId: caller.traceId,
      debug: { request: `${method} ${path}`, scopes: caller.scopes.join(" ") },
    });
  } catch (error) {
    deps.logger.error({ error: String(error), token: caller.credentialId }, "A refused request could not be logged");
  }
}

/** A bearer token of the kind `inbound`; what its client may deviate by goes with it. */
function createAuthenticator(deps: HttpDeps): Authenticator {
  return {
    async authenticate(request, traceId, options): Promise<Caller> {
      const header = request.headers.get("authorization") ?? "";
      const token = secretOf("Bearer", header);
      const holder = token === undefined ? undefined : await findTokenHolder(deps, token, "inbound");
      if (options?.again !== true) await requireRate(deps, request, holder?.tokenId ?? UNKNOWN_CALLER);
      if (holder === undefined) {
        throw new ScimError("unauthenticated", "Send an API token of the kind 'inbound': Authorization: Bearer …");
      }
      const profile = TOLERANCE_PROFILES.find(({ name }) => name === holder.tolerance)?.name ?? "generic";
      return {
        accountId: COMPANY,
        credentialId: holder.tokenId,
        userId: holder.id as ResourceId,
        scopes: holder.scopes ?? [],
        traceId,
        tolerance: { profile },
      };
    },
  };
}

async function requireRate(deps: HttpDeps, request: Request, credentialId: string): Promise<void> {
  const { method, url } = request;
  const { rate, isGranted } = await takeRate(deps, { method, path: new URL(url).pathname }, { credentialId });
  if (isGranted) return;
  const seconds = Math.max(1, rate.resetAt - Math.floor(deps.clock.now() / 1000));
  throw new ScimError("tooManyRequests", `This token may send ${rate.limit} requests a minute. Wait ${seconds} s.`, {
    headers: { "Retry-After": String(seconds) },
  });
}
