import type { DirectoryApp } from "@lockstep/directory-app/contract";
import type { DirectoryClient } from "./directory-client.ts";

/** Apps that are looked through at most. */
const APPS_MAX = 200;

/** The app of an id or a label, in any letter case; with no name, the only one there is. Throws a sentence that names those there are. */
export async function findApp(client: DirectoryClient, name: string | undefined): Promise<DirectoryApp> {
  const apps = await client.request<readonly DirectoryApp[]>({ path: `/api/v1/apps?limit=${APPS_MAX}` });
  const wanted = name?.toLowerCase();
  const found = apps.filter(
    ({ id, label }) => wanted === undefined || id.toLowerCase() === wanted || label.toLowerCase() === wanted,
  );
  const [app] = found;
  if (app !== undefined && found.length === 1) return app;
  const labels = apps.map(({ label }) => `"${label}"`).join(", ");
  if (apps.length === 0) throw new Error("The directory has no app yet: add one under Applications.");
  throw new Error(
    wanted === undefined ? `Name one of the apps: ${labels}.` : `No app is called "${name}"; there are ${labels}.`,
  );
}
