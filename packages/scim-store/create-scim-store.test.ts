import { describeStoreContract } from "../scim-server/testing/store-contract.ts";
import { createStoreFixture } from "./testing/store-fixture.ts";

describeStoreContract(() => createStoreFixture());
