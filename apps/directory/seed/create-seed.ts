/** First filling of an empty database. Each part looks before it acts, so that an interrupted start is completed by the next. */
import { createHmac } from "node:crypto";
import type { AppId } from "@lockstep/ports";
import { sql } from "kysely";
import type { DirectorySeed } from "../config.ts";
import type { Deps } from "../deps.ts";
import { actorOf, ensureAdministrator } from "../domain/access.ts";
import { createApiToken } from "../domain/api-tokens.ts";
import { createApp } from "../domain/apps.ts";
import { SYSTEM_ACTOR } from "../domain/system-log.ts";

/** The seed of one directory. */
export function createSeed(deps: Deps): DirectorySeed {
  return {
    administrator: async (input) => ({ id: (await ensureAdministrator(deps, input)).id }),
    apiToken: (input) => seedToken(deps, input.name),
    app: (input) => seedApp(deps, input),
  };
}

/** The token follows from the master key and its name: a start that was interrupted after storing its hash can still tell it. */
async function seedToken(deps: Deps, name: string): Promise<string> {
  const { rows } = await sql<{ id: string; login: string; name: string }>`
    select id, login, name from administrator order by created_at, id limit 1`.execute(deps.database.kysely);
  const [administrator] = rows;
  if (administrator === undefined)
    throw new Error("An API token belongs to an administrator: seed the administrator first.");
  const secret = createHmac("sha256", deps.masterKey).update(`directory/seeded-api-token/${name}`).digest("base64url");
  const token = `00${secret.replaceAll("-", "x").replaceAll("_", "y")}`;
  await createApiToken({ ...deps, actor: actorOf(administrator) }, administrator.id, { name, token });
  return token;
}

async function seedApp(
  deps: Deps,
  input: { readonly label: string; readonly name?: string; readonly dialect?: string },
): Promise<AppId> {
  const { rows } = await sql<{ id: AppId }>`select id from app where lower(label) = lower(${input.label})`.execute(
    deps.database.kysely,
  );
  if (rows[0] !== undefined) return rows[0].id;
  const app = await createApp({ ...deps, actor: SYSTEM_ACTOR }, input);
  return app.id;
}
