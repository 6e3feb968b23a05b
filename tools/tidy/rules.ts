/** The rules, in the order of STYLE 1.10. Each has a canary in rules.test.ts that must make it speak. */
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { importsRunOneWay } from "./layers.ts";
import { type Finding, findLines, type Rule, type TreeFile } from "./tree.ts";

const isTest = (path: string) => /\.test\.tsx?$|^test\/|\/testing\//.test(path);
const isSource = (file: TreeFile) => /\.(ts|tsx)$/.test(file.path);
/** Where clock, randomness, environment and console may be touched. */
const MAY_TOUCH_THE_WORLD = /^(apps|tools|test|examples)\/|^packages\/(database|scim-store|ui)\//;

/** No clock, randomness, environment or console below the apps, the store and the database. */
export const worldComesInAsArguments: Rule = (tree) =>
  findLines(
    tree.filter((file) => isSource(file) && !isTest(file.path) && !MAY_TOUCH_THE_WORLD.test(file.path)),
    /\b(Date\.now|new Date\(\)|Math\.random|process\.env|console\.(log|warn|error|info)|setTimeout|setInterval)\b/,
    (match) => `${match[1]} belongs to the apps: take it as an argument (Clock, Random, Logger).`,
  );

/** The entry of a pure package that brings its port's implementation for Node, imported by composition roots only (ADR 0025). */
const NODE_ENTRY = "packages/scim-client/node.ts";

/** The pure packages import nothing from Node. */
export const pureStaysPure: Rule = (tree) =>
  findLines(
    tree.filter(
      (file) =>
        isSource(file) &&
        !isTest(file.path) &&
        file.path !== NODE_ENTRY &&
        /^packages\/(scim|scim-sql|scim-client|scim-server|expression|engine|ports|pace)\//.test(file.path),
    ),
    /from "(node:[a-z/]+)"/,
    (match) => `${match[1]} is not for a pure package: hand it in through a port.`,
  );

const MARKERS = new RegExp(`\\b(${["TO", "DO"].join("")}|${["FIX", "ME"].join("")}|${["XX", "X"].join("")})\\b`);

/** No leftover markers. */
export const nothingIsLeftOver: Rule = (tree) =>
  findLines(
    tree.filter((file) => isSource(file) || file.path.endsWith(".sql") || file.path.endsWith(".mjs")),
    MARKERS,
    (match) => `${match[1]} is a promise nobody keeps: do it, or say why it is so.`,
  );

const BANNED_NAMES = /(^|[-/])(utils?|helpers?|common|misc|manager|base|types-dump)\.(ts|tsx)$/;

/** No file is named for nothing. */
export const namesAreNouns: Rule = (tree) =>
  tree
    .filter((file) => isSource(file) && BANNED_NAMES.test(file.path))
    .map((file) => ({
      file: file.path,
      line: 1,
      sentence: "The name says nothing: call the file by the one thing it exports.",
    }));

/** No skipped or focused test without a written reason. */
export const testsRun: Rule = (tree) =>
  findLines(
    tree.filter((file) => isTest(file.path)),
    /\b(it|test|describe)\.(only|skip|todo)\b/,
    (match) => `${match[0]} keeps tests from running: mend it, or delete it.`,
  );

/** Numbers and dates of the consoles are written in the language of the page, whatever the browser's is. */
export const consolesWriteOneLanguage: Rule = (tree) =>
  findLines(
    tree.filter(
      (file) => isSource(file) && !isTest(file.path) && /^(apps\/[a-z]+-console|packages\/ui)\//.test(file.path),
    ),
    /(toLocale\w*String\(\)|Format\(undefined)/,
    (match) =>
      `${match[1]} writes in the language of the browser: use formatNumber or locale of @lockstep/ui, in a catalogue toLocaleString with its language.`,
  );

/** Every Markdown page has exactly one title. */
export const pagesHaveOneTitle: Rule = (tree) =>
  tree
    .filter((file) => file.path.endsWith(".md"))
    .flatMap((file) => {
      const titles = withoutCode(file.text)
        .split("\n")
        .filter((line) => line.startsWith("# ")).length;
      return titles === 1
        ? []
        : [{ file: file.path, line: 1, sentence: `A page has exactly one title; this one has ${titles}.` }];
    });

/** Documents name only files that exist: relative links, and paths in code marks that start at a top folder. */
export const documentsTellTheTruth: Rule = (tree) =>
  tree
    .filter((file) => file.path.endsWith(".md"))
    .flatMap((file) => [
      ...missing(file, /\]\((?!https?:|mailto:|#)([^)#\s]+)/g, (target) => normalize(join(dirname(file.path), target))),
      ...missing(file, /`((?:apps|packages|test|tools|docs|samples|examples)\/[\w./@-]+)`/g, (target) => target),
    ]);

function missing(file: TreeFile, pattern: RegExp, resolve: (target: string) => string): Finding[] {
  const findings: Finding[] = [];
  file.text.split("\n").forEach((line, index) => {
    for (const match of line.matchAll(pattern)) {
      const target = match[1] ?? "";
      if (!existsSync(resolve(target))) {
        findings.push({ file: file.path, line: index + 1, sentence: `${target} does not exist: mend the name.` });
      }
    }
  });
  return findings;
}

function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```/g, "");
}

/** Every rule. */
export const RULES: readonly Rule[] = [
  worldComesInAsArguments,
  pureStaysPure,
  importsRunOneWay,
  nothingIsLeftOver,
  namesAreNouns,
  testsRun,
  consolesWriteOneLanguage,
  pagesHaveOneTitle,
  documentsTellTheTruth,
];
