/** A directory with its SCIM endpoint, called as a function; what had to be tolerated is kept. */
import type { ScimExchange, ScimServer } from "@lockstep/scim-server";
import { INBOUND_SCOPES, type InboundScope } from "../../domain/inbound-scope.ts";
import { createRequestPace } from "../../domain/request-pace.ts";
import type { HttpDeps } from "../../http/env.ts";
import { startTestDirectory, type TestDirectory } from "../../http/testing/test-directory.ts";
import { createAccessTokenCache } from "../../provisioning/access-tokens.ts";
import { systemTimers } from "../../system-timers.ts";
import { createInbound } from "../create-inbound.ts";

/** The directory, its endpoint and a token for it. */
export interface InboundWorld {
  readonly directory: TestDirectory;
  readonly scim: ScimServer;
  readonly token: string;
  readonly exchanges: readonly ScimExchange[];
}

/** What the routes of a test directory are given. */
export function httpDepsOf(directory: TestDirectory): HttpDeps {
  const { config } = directory;
  return {
    ...config,
    timers: systemTimers,
    tokens: createAccessTokenCache({ ...config, timers: systemTimers }),
    publicBaseUrl: () => "http://directory.test",
    rateFactor: 1000,
    pace: createRequestPace(config),
  };
}

/** Starts one; the token's client may deviate by the profile. */
export async function startInbound(
  tolerance = "generic",
  scopes: readonly InboundScope[] = INBOUND_SCOPES,
): Promise<InboundWorld> {
  const directory = await startTestDirectory();
  const exchanges: ScimExchange[] = [];
  const scim = createInbound(httpDepsOf(directory), (exchange) => exchanges.push(exchange));
  const { token } = await directory.ok<{ token: string }>("POST", "/api/lockstep/v1/api-tokens", {
    name: "inbound",
    kind: "inbound",
    tolerance,
    scopes,
  });
  return { directory, scim, token, exchanges };
}
