import { describe } from "vitest";
import { describeStoreContract } from "../scim-server/testing/store-contract.ts";
import { createStoreFixture } from "./testing/store-fixture.ts";

describe("with a hook of several steps", () => describeStoreContract(() => createStoreFixture()));
describe("with writes in one statement", () =>
  describeStoreContract(() => createStoreFixture({ asCall: () => "nothing" })));
