import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";

/** A text file of the repository, with its path relative to the root. */
export interface TreeFile {
  readonly path: string;
  readonly text: string;
}

/** A breach of a house rule. Lines count from 1. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly sentence: string;
}

/** A rule looks at the whole tree and names each breach. */
export type Rule = (tree: readonly TreeFile[]) => readonly Finding[];

const TEXT = /\.(ts|tsx|mjs|md|json|sql|css|csv|html|yml|yaml)$|(^|\/)(LICENSE|\.npmrc|\.gitignore|run)$/;
const SIZE_MAX = 1_048_576;

/** Every text file that git tracks or would track. */
export function readTree(): readonly TreeFile[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    encoding: "utf8",
    maxBuffer: 64 * SIZE_MAX,
  });
  return listed
    .split("\0")
    .filter((path) => TEXT.test(path) && path !== "package-lock.json" && isSmallFile(path))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

function isSmallFile(path: string): boolean {
  const entry = statSync(path, { throwIfNoEntry: false });
  return entry?.isFile() === true && entry.size <= SIZE_MAX;
}

/** Findings for each line of the chosen files that a pattern matches. */
export function findLines(
  files: readonly TreeFile[],
  pattern: RegExp,
  sentence: (match: RegExpExecArray) => string,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const file of files) {
    file.text.split("\n").forEach((text, index) => {
      const match = pattern.exec(text);
      if (match !== null) findings.push({ file: file.path, line: index + 1, sentence: sentence(match) });
    });
  }
  return findings;
}
