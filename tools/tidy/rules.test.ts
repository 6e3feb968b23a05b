import { describe, expect, it } from "vitest";
import { importsRunOneWay } from "./layers.ts";
import {
  consolesWriteOneLanguage,
  documentsTellTheTruth,
  namesAreNouns,
  nothingIsLeftOver,
  pagesHaveOneTitle,
  pureStaysPure,
  testsRun,
  worldComesInAsArguments,
} from "./rules.ts";
import type { Rule } from "./tree.ts";

const canaries: readonly {
  readonly name: string;
  readonly rule: Rule;
  readonly bad: [string, string];
  readonly good: [string, string];
}[] = [
  {
    name: "a clock in a pure package",
    rule: worldComesInAsArguments,
    bad: ["packages/scim/x.ts", "const now = Date.now();"],
    good: ["apps/cli/x.ts", "const now = Date.now();"],
  },
  {
    name: "a number in the language of the browser",
    rule: consolesWriteOneLanguage,
    bad: ["apps/service-console/src/x.ts", "const shown = count.toLocaleString();"],
    good: ["apps/service-console/src/x.ts", 'const shown = count.toLocaleString("nl");'],
  },
  {
    name: "a Node module in a pure package",
    rule: pureStaysPure,
    bad: ["packages/engine/x.ts", 'import { join } from "node:path";'],
    good: ["packages/database/x.ts", 'import { join } from "node:path";'],
  },
  {
    name: "an arrow that runs backwards",
    rule: importsRunOneWay,
    bad: ["packages/engine/x.ts", 'import { y } from "@lockstep/scim-server";'],
    good: ["packages/engine/x.ts", 'import { y } from "@lockstep/scim-client";'],
  },
  {
    name: "a deep import",
    rule: importsRunOneWay,
    bad: ["apps/cli/x.ts", `import { y } from "@lockstep/${"scim"}/filter/parse.ts";`],
    good: ["apps/cli/x.ts", 'import type { Y } from "@lockstep/service-app/contract";'],
  },
  {
    name: "a leftover marker",
    rule: nothingIsLeftOver,
    bad: ["packages/scim/x.ts", `// ${"TO"}${"DO"}: later`],
    good: ["packages/scim/x.ts", "// Later rows win."],
  },
  {
    name: "a file named for nothing",
    rule: namesAreNouns,
    bad: ["packages/scim/string-utils.ts", ""],
    good: ["packages/scim/escape.ts", ""],
  },
  {
    name: "a focused test",
    rule: testsRun,
    bad: ["packages/scim/x.test.ts", `it.${"only"}("x", () => {});`],
    good: ["packages/scim/x.test.ts", 'it("x", () => {});'],
  },
  {
    name: "a page with two titles",
    rule: pagesHaveOneTitle,
    bad: ["docs/x.md", "# One\n# Two"],
    good: ["docs/x.md", "# One\n```sh\n# a comment\n```"],
  },
  {
    name: "a link to a file that does not exist",
    rule: documentsTellTheTruth,
    bad: ["README.md", "See [this](docs/nowhere.md)."],
    good: ["README.md", "See [this](package.json) and `tools/tidy.ts`."],
  },
];

describe("each rule of the house speaks when it is broken", () => {
  for (const { name, rule, bad, good } of canaries) {
    it(name, () => {
      expect(rule([{ path: bad[0], text: bad[1] }])).toHaveLength(1);
      expect(rule([{ path: good[0], text: good[1] }])).toEqual([]);
    });
  }
});
