/** What is wrong with a packed package, as sentences: publint, are-the-types-wrong, and what its own files ask for. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { type Manifest, readManifest } from "./pack.ts";

/** Every finding about a tarball and the folder it was unpacked into; none when it may be published. */
export async function inspectPackage(tarball: string, unpacked: string): Promise<readonly string[]> {
  const manifest = readManifest(unpacked);
  const findings = [
    ...(await lint(tarball, manifest)),
    ...(await checkTypes(tarball)),
    ...missing(unpacked, manifest),
    ...undeclared(unpacked, manifest),
  ];
  return findings.map((finding) => `${manifest.name}: ${finding}`);
}

async function lint(tarball: string, manifest: Manifest): Promise<readonly string[]> {
  const bytes = readFileSync(tarball);
  const { messages } = await publint({ pack: { tarball: toArrayBuffer(bytes) }, level: "suggestion", strict: true });
  const pkg = manifest as unknown as Parameters<typeof formatMessage>[1];
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
}

/**
 * The packages are ECMAScript modules and nothing else: what only a resolver without `exports` (Node 10), or a CommonJS
 * module that calls `require`, would see is left aside.
 */
async function checkTypes(tarball: string): Promise<readonly string[]> {
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))));
  if (result.types === false) return ["types: the package has none."];
  return result.problems
    .filter((problem) => !("resolutionKind" in problem) || !/^node10$|^node16-cjs$/.test(problem.resolutionKind))
    .filter((problem) => !("resolutionOption" in problem) || problem.resolutionOption !== "node10")
    .map((problem) => `types: ${JSON.stringify(problem)}`);
}

/** Each condition of each entry names a file that is shipped; publint asks that of the conditions that it knows. */
function missing(unpacked: string, { exports }: Manifest): readonly string[] {
  return Object.entries(exports).flatMap(([path, conditions]) =>
    Object.entries(conditions)
      .filter(([, file]) => !existsSync(join(unpacked, file)))
      .map(([condition, file]) => `exports["${path}"]: "${condition}" names ${file}, which is not shipped.`),
  );
}

/** Each module that shipped code or types import is a dependency; types may come from the package `@types/…`. */
function undeclared(unpacked: string, manifest: Manifest): readonly string[] {
  const declared = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies };
  const findings = new Set<string>();
  for (const file of readdirSync(unpacked, { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|d\.ts)$/.test(file)) continue;
    for (const match of readFileSync(join(unpacked, file), "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)) {
      const named = packageOf(match[1] ?? "");
      if (named === undefined || named === manifest.name) continue;
      const needed = file.endsWith(".d.ts") && !isTyped(named) ? `@types/${named}` : named;
      if (!Object.hasOwn(declared, needed)) findings.add(`${file} needs "${needed}", which is no dependency.`);
    }
  }
  return [...findings];
}

/** Packages that bring no types of their own. */
function isTyped(name: string): boolean {
  return name !== "pg";
}

function packageOf(specifier: string): string | undefined {
  // Relative paths and Node's own modules are no packages, and a text that says "from" is no import.
  if (!/^(?:@[a-z\d-]+\/)?[a-z\d][\w.-]*(?:\/|$)/.test(specifier)) return undefined;
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
