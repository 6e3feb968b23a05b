import { randomBytes } from "node:crypto";
import { describeStoreContract } from "../../packages/scim-server/testing/store-contract.ts";
import { createMemoryStore } from "./memory-store.ts";

describeStoreContract(async () => {
  let now = Date.UTC(2026, 0, 1);
  return {
    store: createMemoryStore({ clock: { now: () => now }, random: { bytes: (length) => randomBytes(length) } }),
    advance: (milliseconds) => {
      now += milliseconds;
    },
    close: async () => undefined,
  };
});
