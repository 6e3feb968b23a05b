/** What every `ResourceStore` must do, as tests: call from a test file of the implementation. */
import { afterAll, beforeAll, beforeEach, describe, type RunnerTask } from "vitest";
import type { Caller, ResourceStore } from "../ports.ts";
import { describeConcurrency } from "./contract/concurrency.ts";
import type { ContractContext } from "./contract/context.ts";
import { describeAccounts, describeMembership } from "./contract/membership.ts";
import { describeMixedQuery } from "./contract/mixed-query.ts";
import { describePages } from "./contract/pages.ts";
import { describeQuery } from "./contract/query.ts";
import { describeChange, describeCreate, describeRemove } from "./contract/write.ts";
import { newCaller } from "./shapes.ts";

/** A store to be tested. */
export interface StoreUnderTest {
  readonly store: ResourceStore;
  /** Moves the store's clock on, so that the next write happens later. */
  readonly advance: (milliseconds: number) => void;
  readonly close: () => Promise<void>;
}

/**
 * Defines the tests; `makeStore` is called once, and each test works in accounts of its own. `exclusions` are tests that a store cannot
 * pass, by name, each with the reason, which the report shows. One that names no test fails.
 */
export function describeStoreContract(
  makeStore: () => Promise<StoreUnderTest>,
  exclusions: Readonly<Record<string, string>> = {},
): void {
  describe("the contract of a resource store", () => {
    let made: StoreUnderTest | undefined;
    let caller: Caller = newCaller();
    const names = new Set<string>();

    beforeAll(async () => {
      made = await makeStore();
    });
    beforeEach(({ task, skip }) => {
      caller = newCaller();
      // All tests of the file, also those that this run leaves out.
      if (names.size === 0) for (const { name } of task.file.tasks.flatMap(testsIn)) names.add(name);
      const reason = exclusions[task.name];
      if (reason !== undefined) skip(reason);
    });
    afterAll(async () => {
      await made?.close();
      const unknown = Object.keys(exclusions).filter((name) => !names.has(name));
      if (unknown.length > 0) throw new Error(`No test is called: ${unknown.join("; ")}`);
    });

    const context: ContractContext = {
      get store() {
        if (made === undefined) throw new Error("The store is not made yet");
        return made.store;
      },
      get caller() {
        return caller;
      },
      advance: (milliseconds) => made?.advance(milliseconds),
    };
    describe("create and find", () => describeCreate(context));
    describe("change", () => describeChange(context));
    describe("remove", () => describeRemove(context));
    describe("query", () => describeQuery(context));
    describe("pages after a position", () => describePages(context));
    describe("query over several types", () => describeMixedQuery(context));
    describe("membership", () => describeMembership(context));
    describe("accounts", () => describeAccounts(context));
    describe("writers side by side", () => describeConcurrency(context));
  });
}

function testsIn(task: RunnerTask): readonly RunnerTask[] {
  return task.type === "suite" ? task.tasks.flatMap(testsIn) : [task];
}
