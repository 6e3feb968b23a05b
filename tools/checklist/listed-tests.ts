/** Which tests there are, by Vitest's own list: what it does not collect holds nothing. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

/** A test: its file relative to the root, and its whole title, with the places of an `it.each` still open. */
export interface ListedTest {
  readonly file: string;
  readonly title: string;
}

/** A row's id as titles carry it. */
export const ROW_IN_TITLE = /\[([A-Z]-\d{2})\]/g;

/** Every test below `root` whose title names a row. Rejects when Vitest cannot list a file that seems to have some. */
export async function listTests(root: string): Promise<readonly ListedTest[]> {
  const files = await filesThatNameRows(root);
  if (files.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), "lockstep-checklist-"));
  try {
    const output = join(folder, "tests.json");
    await runVitest(root, ["list", `--json=${output}`, ...files]);
    const listed = JSON.parse(await readFile(output, "utf8")) as { readonly name: string; readonly file: string }[];
    return listed
      .map(({ name, file }) => ({ file: relative(root, file).replaceAll("\\", "/"), title: name }))
      .filter(({ title }) => [...title.matchAll(ROW_IN_TITLE)].length > 0)
      .sort((left, right) => (left.file < right.file ? -1 : left.file > right.file ? 1 : 0));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function filesThatNameRows(root: string): Promise<readonly string[]> {
  const words = ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", "*.test.ts"];
  const files = execFileSync("git", words, { cwd: root, encoding: "utf8" }).split("\0");
  const named: string[] = [];
  for (const file of files) {
    if (file === "") continue;
    // A file that is deleted but not committed yet is still listed.
    const text = await readFile(join(root, file), "utf8").catch(() => "");
    if ([...text.matchAll(ROW_IN_TITLE)].length > 0) named.push(file);
  }
  return named;
}

/** A list asked for by a test must not take itself for a worker of the run around it. */
function outerEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|VITE_|NODE_ENV$|TEST$)/.test(name)),
  );
}

function runVitest(root: string, words: readonly string[]): Promise<void> {
  const program = join(root, "node_modules", ".bin", "vitest");
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: root, env: outerEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        said += chunk.toString("utf8");
      });
    }
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`vitest list ended with ${code}: ${said}`)),
    );
  });
}
