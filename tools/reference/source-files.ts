import { globSync } from "node:fs";

/** TypeScript sources below a folder, without tests and what only tests use; paths with slashes, in order. */
export function sourceFiles(folder: string): readonly string[] {
  return globSync(`${folder}/**/*.ts`)
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !/\.test\.ts$|\/testing\/|\/dist\/|\/node_modules\//.test(path))
    .sort();
}
