import { randomBytes } from "node:crypto";
import { describeStoreContract } from "@lockstep/scim-server/testing";
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
