/** A listening directory with Okta's own Node client in front of it: what the contract tests run against. */
import { Client } from "@okta/okta-sdk-nodejs";
import { startTestDirectory, type TestDirectory } from "./test-directory.ts";

/** The client, and the directory behind it. */
export interface SdkWorld {
  readonly client: Client;
  readonly directory: TestDirectory;
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Starts both. The client keeps no copies: its cache has no end (okta-management-api §12.2). */
export async function startSdkWorld(
  options: Pick<NonNullable<Parameters<typeof startTestDirectory>[0]>, "target" | "rateFactor"> = {},
): Promise<SdkWorld> {
  const directory = await startTestDirectory({ ...options, listens: true });
  const { url } = await directory.directory.listen();
  const client = new Client({ orgUrl: url, token: directory.token, cacheMiddleware: null });
  return {
    client,
    directory,
    baseUrl: url,
    close: async () => {
      await directory.directory.stop();
      await directory.close();
    },
  };
}

/** Everything that a collection yields, over all of its pages. */
export async function all<Item>(
  collection: Promise<AsyncIterable<Item | null>> | AsyncIterable<Item | null>,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of await collection) if (item !== null) items.push(item);
  return items;
}
