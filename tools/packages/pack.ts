/** Makes the tarballs that are published: a built package with the manifest that its users need (ADR 12). */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FROM_ROOT } from "./published.ts";

/** The parts of a manifest that are looked at here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly files: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** The manifest in a package's folder. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/**
 * The manifest as it is published. The condition `source` names files that are not shipped, and bundlers that know it would take
 * them; scripts and development dependencies mean nothing to a user.
 */
export function toPublished(manifest: Manifest, name: string, root: Manifest): Manifest {
  const { scripts: _scripts, devDependencies: _development, ...kept } = manifest;
  const exports = Object.fromEntries(
    Object.entries(manifest.exports).map(([path, { source: _source, ...conditions }]) => [path, conditions]),
  );
  const extra = FROM_ROOT[name];
  if (extra === undefined) return { ...kept, exports };
  const development = root.devDependencies ?? {};
  const dependencies = pick(development, (dependency) => extra.dependencies?.includes(dependency) === true);
  const optional = pick(root.optionalDependencies ?? {}, (dependency) => extra.optional?.test(dependency) === true);
  const peers = extra.peers ?? [];
  return {
    ...kept,
    exports,
    dependencies: { ...kept.dependencies, ...dependencies },
    ...(Object.keys(optional).length === 0 ? {} : { optionalDependencies: optional }),
    ...(peers.length === 0
      ? {}
      : {
          peerDependencies: Object.fromEntries(peers.map((peer) => [peer, `^${development[peer]}`])),
          peerDependenciesMeta: Object.fromEntries(peers.map((peer) => [peer, { optional: true }])),
        }),
  };
}

function pick(versions: Readonly<Record<string, string>>, accept: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(versions).filter(([dependency]) => accept(dependency)));
}

/** Packs one built package into the folder `out` and gives the path of its tarball. Throws when it is not built. */
export function packPackage(
  root: string,
  name: string,
  { scratch, out }: { readonly scratch: string; readonly out: string },
): string {
  const folder = join(root, "packages", name);
  if (!existsSync(join(folder, "dist", "index.js")))
    throw new Error(`packages/${name} is not built: run npm run build.`);
  const stage = join(scratch, "stage", name);
  mkdirSync(stage, { recursive: true });
  const manifest = readManifest(folder);
  for (const entry of [...manifest.files.filter((file) => !file.startsWith("!")), "README.md"]) {
    cpSync(join(folder, entry), join(stage, entry), { recursive: true });
  }
  cpSync(join(root, "LICENSE"), join(stage, "LICENSE"));
  const published = toPublished(manifest, name, readManifest(root));
  writeFileSync(join(stage, "package.json"), `${JSON.stringify(published, undefined, 2)}\n`);
  return npmPack(stage, out);
}

/** Runs `npm pack` on a folder, without its scripts, and gives the path of the tarball. */
export function npmPack(folder: string, into: string): string {
  const words = ["pack", "--json", "--ignore-scripts", "--offline", "--pack-destination", into];
  const [packed] = JSON.parse(execFileSync("npm", words, { cwd: folder, encoding: "utf8" })) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm pack made nothing of ${folder}`);
  return join(into, packed.filename);
}
