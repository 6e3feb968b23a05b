/** The shipped contract of resource stores, over the directory's own people and groups; each account is a directory of its own. */
import type { Caller, ResourceStore } from "@lockstep/scim-server";
import { describeStoreContract } from "@lockstep/scim-server/testing";
import { startTestDirectory, type TestDirectory } from "../http/testing/test-directory.ts";
import { createInboundStore } from "./create-inbound-store.ts";
import { httpDepsOf } from "./testing/inbound-world.ts";
import { withMailNames } from "./testing/mail-names.ts";

const EXCLUSIONS: Readonly<Record<string, string>> = {
  "refuses a unique value that is too long to be unique":
    "A login has at most 100 characters (okta-management-api §6.2): longer ones are refused by that rule.",
  "refuses a group as a member of itself, and takes another group":
    "Groups of the directory hold people, not groups (as at Okta); the refusal of a group as its own member is tested over HTTP.",
};

/** Directories that are open at once; a test works in two accounts at most. */
const OPEN_MAX = 3;

const opened = new Map<string, Promise<{ readonly directory: TestDirectory; readonly store: ResourceStore }>>();

async function storeOf({ accountId }: Caller): Promise<ResourceStore> {
  const known = opened.get(accountId);
  if (known !== undefined) return (await known).store;
  const opening = startTestDirectory().then((directory) => ({
    directory,
    store: withMailNames(createInboundStore(httpDepsOf(directory))),
  }));
  opened.set(accountId, opening);
  if (opened.size > OPEN_MAX) {
    const [oldest] = opened.keys();
    if (oldest !== undefined) await close(oldest);
  }
  return (await opening).store;
}

async function close(accountId: string): Promise<void> {
  const made = await opened.get(accountId);
  opened.delete(accountId);
  await made?.directory.close();
}

const store: ResourceStore = {
  create: async (caller, ...rest) => await (await storeOf(caller)).create(caller, ...rest),
  find: async (caller, ...rest) => await (await storeOf(caller)).find(caller, ...rest),
  query: async (caller, ...rest) => await (await storeOf(caller)).query(caller, ...rest),
  queryAll: async (caller, ...rest) => await (await storeOf(caller)).queryAll(caller, ...rest),
  change: async (caller, ...rest) => await (await storeOf(caller)).change(caller, ...rest),
  remove: async (caller, ...rest) => await (await storeOf(caller)).remove(caller, ...rest),
};

describeStoreContract(
  async () => ({
    store,
    // The directory's instants are the database's: each write is later than the one before.
    advance: () => undefined,
    close: async () => {
      for (const accountId of [...opened.keys()]) await close(accountId);
    },
  }),
  EXCLUSIONS,
);
