import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

test("the option that keeps objects young is one that this V8 knows: another one would be passed over in silence", () => {
  const options = execFileSync(process.execPath, ["--v8-options"], { encoding: "utf8" });
  expect(options).toMatch(/^\s*--allocation-site-pretenuring \(/m);
});
