import type { Finding, Rule, TreeFile } from "./tree.ts";

/** Which packages each package may import (STYLE 1.2): the arrows run one way. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  ports: [],
  pace: ["ports"],
  scim: ["ports"],
  expression: ["ports"],
  "scim-sql": ["scim", "ports"],
  "scim-client": ["scim", "ports"],
  "scim-server": ["scim", "ports"],
  engine: ["scim", "scim-client", "expression", "pace", "ports"],
  database: ["ports"],
  "scim-store": ["scim", "scim-sql", "scim-server", "database", "ports"],
  ui: [],
};

/** What a package offers beside its index. */
function isOffered(name: string, path: string): boolean {
  return (
    (name.endsWith("-app") && path === "contract") ||
    (name === "scim-client" && path === "node") ||
    (name === "ui" && path === "language") ||
    (name === "directory-app" && path === "simulation") ||
    (name === "scim-server" && (path === "node" || path === "testing"))
  );
}

/** Imports between packages run one way, and nobody reaches into a package past its index. */
export const importsRunOneWay: Rule = (tree) =>
  tree.filter((file) => /\.(ts|tsx)$/.test(file.path)).flatMap((file) => breachesOf(file));

function breachesOf(file: TreeFile): Finding[] {
  const owner = /^packages\/([^/]+)\//.exec(file.path)?.[1];
  const isTest = /\.test\.tsx?$|\/testing\//.test(file.path);
  const allowed = owner === undefined || isTest ? undefined : MAY_IMPORT[owner];
  const findings: Finding[] = [];
  file.text.split("\n").forEach((line, index) => {
    const imported = /from "@lockstep\/([^"]+)"/.exec(line)?.[1];
    if (imported === undefined) return;
    const [name = "", ...rest] = imported.split("/");
    if (rest.length > 0 && !isOffered(name, rest.join("/"))) {
      findings.push({
        file: file.path,
        line: index + 1,
        sentence: `@lockstep/${imported} reaches into a package: import from @lockstep/${name}.`,
      });
    }
    if (allowed !== undefined && name !== owner && !allowed.includes(name)) {
      findings.push({
        file: file.path,
        line: index + 1,
        sentence: `${owner} must not see ${name}: the arrows of import run one way (STYLE 1.2).`,
      });
    }
  });
  return findings;
}
