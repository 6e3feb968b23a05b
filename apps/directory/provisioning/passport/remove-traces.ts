/** Removes from targets what measurings made and did not remove: after a crash, and on request. */
import type { AppId } from "@lockstep/ports";
import { cleanUp, type Leftover } from "@lockstep/scim-client";
import type { Deps } from "../../deps.ts";
import { requireApp } from "../../domain/apps.ts";
import { openClient } from "../open-client.ts";
import { toTargetOf } from "./app-target.ts";
import { forgetTrace, loadTraces, type NotedResource } from "./passport-rows.ts";

/** A create without an answer is carried out by then, or never: longer than any request of the client may take. */
const SETTLED_AFTER_MS = 120_000;

/** Removes them in one app, and returns what is left with the reason. Nothing is tried without a connection. */
export async function removeTraces(
  deps: Deps,
  appId: AppId,
  traces: readonly NotedResource[],
): Promise<readonly Leftover[]> {
  if (traces.length === 0) return [];
  const opened = openClient(deps, toTargetOf(await requireApp(deps.database.kysely, appId)));
  if (!opened.ok) return traces.map((resource) => ({ resource, reason: opened.message }));
  const notedAt = new Map(traces.map((trace) => [trace.key, trace.notedAt.getTime()]));
  return await cleanUp(
    {
      client: opened.client,
      random: deps.random,
      journal: { forget: (key) => forgetTrace(deps.database.kysely, key) },
      isSettled: ({ key }) => deps.clock.now() - (notedAt.get(key) ?? 0) >= SETTLED_AFTER_MS,
    },
    traces,
  );
}

/** Removes them everywhere; what one app refuses keeps nobody from the others. */
export async function removeAllTraces(deps: Deps): Promise<void> {
  const traces = await loadTraces(deps.database.kysely);
  for (const [appId, own] of Map.groupBy(traces, (trace) => trace.appId)) {
    try {
      const leftovers = await removeTraces(deps, appId, own);
      const reason = leftovers[0]?.reason;
      deps.logger.info(
        { appId, removed: own.length - leftovers.length, left: leftovers.length, reason },
        "Test resources of a passport were removed",
      );
    } catch (error) {
      deps.logger.warn({ appId, error: String(error) }, "Test resources of a passport could not be removed");
    }
  }
}
