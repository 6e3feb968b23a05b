/** The digest by which the service of this house tells whether a group still holds what was confirmed, without its members (`/v1/groups/{id}/digest`). */
import { createTraceparent } from "@lockstep/ports";
import type { ScimClient } from "@lockstep/scim-client";
import { sql } from "kysely";
import { z } from "zod";
import type { Deps } from "../../deps.ts";

const digestSchema = z.object({ displayName: z.string(), memberCount: z.int(), digest: z.string() });

/** What the app tells. */
export type GroupDigest = z.infer<typeof digestSchema>;

/** Asks for it; undefined when the app offers none, or not for this group. `client`: of the address beside the SCIM endpoint. */
export async function readGroupDigest(
  deps: Deps,
  ask: { readonly client: ScimClient; readonly groupId: string; readonly signal: AbortSignal | undefined },
): Promise<GroupDigest | undefined> {
  const { traceparent } = createTraceparent(deps.random);
  const signal = ask.signal === undefined ? {} : { signal: ask.signal };
  const path = `/v1/groups/${encodeURIComponent(ask.groupId)}/digest`;
  const answer = await ask.client.send({ method: "GET", path }, { traceparent, ...signal });
  const read = answer.kind === "answer" && answer.status === 200 ? digestSchema.safeParse(answer.body) : undefined;
  return read?.success === true ? read.data : undefined;
}

/** The same, of what the app was confirmed to hold. */
export async function ownDigest(deps: Deps, pushGroupId: string): Promise<Pick<GroupDigest, "memberCount" | "digest">> {
  const { rows } = await sql<Pick<GroupDigest, "memberCount" | "digest">>`
    select count(*)::int as "memberCount", concat(coalesce(sum(('x' || left(hash, 16))::bit(64)::bigint), 0), ':',
        coalesce(sum(('x' || right(hash, 16))::bit(64)::bigint), 0)) as digest
      from (select md5(lower(external_id)) as hash from push_group_member where push_group_id = ${pushGroupId}) as hashes`.execute(
    deps.database.kysely,
  );
  return rows[0] ?? { memberCount: 0, digest: "0:0" };
}
