import { createDirectoryClient, type DirectoryClient } from "../../client/directory-client.ts";
import type { DirectoryOptions } from "../../client/directory-options.ts";
import { resolveTarget } from "../../client/resolve-target.ts";
import type { Output } from "../../terminal/output.ts";

/** What a command on a directory works with. */
export interface CommandContext {
  readonly client: DirectoryClient;
  readonly output: Output;
}

/** Exit code of a command that looked and found something that waits to be done. */
export const SOMETHING_TO_DO = 2;

/** The directory that the options name. */
export async function openContext(
  options: DirectoryOptions,
  outside: { readonly output: Output; readonly environment: Readonly<Record<string, string | undefined>> },
): Promise<CommandContext> {
  const target = await resolveTarget({ url: options.url, token: options.token, environment: outside.environment });
  return { client: createDirectoryClient(target), output: outside.output };
}
