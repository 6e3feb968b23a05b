/**
 * Sign-ins are counted per login until one succeeds: after some of them, further ones wait. An attempt is counted before it is made, so that
 * many at the same time are no way around; in the database, so that another process is none either.
 */
import { sql } from "kysely";
import type { Deps } from "../deps.ts";
import { DirectoryError } from "./error.ts";
import { tokenDigest } from "./password.ts";

const FAILURES_MAX = 10;
const WINDOW_MS = 5 * 60_000;

/** What is stored in place of the login: people type passwords into the wrong field. */
function keyOf(login: string): Buffer {
  return tokenDigest(login.toLowerCase());
}

/** Takes the right to one attempt. Throws E0000047 (429) when the login has had too many. */
export async function takeSignIn(deps: Pick<Deps, "clock" | "database">, login: string): Promise<void> {
  const now = new Date(deps.clock.now());
  const endedAt = new Date(now.getTime() - WINDOW_MS);
  const { rows } = await sql<{ count: number; started_at: Date }>`
    insert into sign_in_failure (login_sha256, count, started_at) values (${keyOf(login)}, 1, ${now})
    on conflict (login_sha256) do update set
      count = case when sign_in_failure.started_at <= ${endedAt} then 1 else sign_in_failure.count + 1 end,
      started_at = case when sign_in_failure.started_at <= ${endedAt} then ${now} else sign_in_failure.started_at end
    returning count, started_at`.execute(deps.database.kysely);
  const [row] = rows;
  if (row === undefined || row.count <= FAILURES_MAX) return;
  const seconds = Math.ceil((row.started_at.getTime() + WINDOW_MS - now.getTime()) / 1000);
  throw new DirectoryError("E0000047", {
    causes: [`Too many failed sign-ins. Try again in ${seconds} seconds.`],
  });
}

/** The login is good again; what is too old to count is forgotten with it. */
export async function forgetFailures(deps: Pick<Deps, "clock" | "database">, login: string): Promise<void> {
  await sql`
    delete from sign_in_failure
    where login_sha256 = ${keyOf(login)} or started_at <= ${new Date(deps.clock.now() - WINDOW_MS)}`.execute(
    deps.database.kysely,
  );
}
