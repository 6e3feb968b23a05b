/** `lockstep why PERSON [APP]`: the first condition that fails, and the one change that would help. */
import type { GroupPushMapping, Why } from "@lockstep/directory-app/contract";
import type { DirectoryOptions } from "../../client/directory-options.ts";
import { findApp } from "../../client/find-app.ts";
import type { CommandContext } from "./context.ts";

/** Runs the command: 0 = the person has access (or is in the group), 1 = not. */
export async function runWhy(
  asked: { readonly person: string; readonly app: string | undefined; readonly group: string | undefined },
  options: DirectoryOptions,
  { client, output }: CommandContext,
): Promise<number> {
  const app = await findApp(client, asked.app);
  const person = encodeURIComponent(asked.person);
  const root = `/api/lockstep/v1/apps/${app.id}`;
  const path =
    asked.group === undefined
      ? `${root}/users/${person}/why`
      : `${root}/group-push/mappings/${await findMapping(app.id, asked.group, client)}/members/${person}/why`;
  const why = await client.request<Why>({ path });
  if (options.json === true) output.line(JSON.stringify(why));
  else {
    output.line(why.answer);
    for (const { ok, name, detail, fix } of why.conditions) {
      if (ok === null) continue;
      output.line(`  ${ok ? "yes" : "NO "}  ${name.padEnd(20)} ${detail}${fix === null ? "" : ` ${fix}`}`);
    }
  }
  return why.hasAccess ? 0 : 1;
}

async function findMapping(appId: string, group: string, client: CommandContext["client"]): Promise<string> {
  const mappings = await client.request<readonly GroupPushMapping[]>({
    path: `/api/v1/apps/${appId}/group-push/mappings?limit=1000`,
  });
  const found = mappings.find(
    ({ id, sourceGroupName }) => id === group || sourceGroupName.toLowerCase() === group.toLowerCase(),
  );
  if (found !== undefined) return found.id;
  const names = mappings.map(({ sourceGroupName }) => `"${sourceGroupName}"`).join(", ");
  throw new Error(`No group "${group}" is pushed to the app; there are: ${names === "" ? "none" : names}.`);
}
