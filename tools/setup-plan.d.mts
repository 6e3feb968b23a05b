/** Types of setup-plan.mjs, for its tests. */
export interface LockPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
export interface Lockfile {
  readonly packages?: Readonly<Record<string, LockPackage>>;
}
export interface SetupFacts {
  readonly hasModules: boolean;
  readonly looksInstalled: boolean;
  readonly install: string;
  readonly installed: string | undefined;
  readonly build: string;
  readonly built: string | undefined;
  readonly hasBuild: boolean;
  readonly consoles: readonly {
    readonly name: string;
    readonly hash: string;
    readonly built: string | undefined;
    readonly hasBuild: boolean;
  }[];
}
export interface SetupPlan {
  readonly install: boolean;
  readonly build: boolean;
  readonly consoles: readonly string[];
}
export const NODE_MAJOR_MIN: number;
export function hashFiles(root: string, files: readonly string[]): string;
export function installInputs(root: string): string[];
export function buildInputs(root: string): string[];
export function consoleInputs(root: string, name: string): string[];
export function isInstalled(
  lock: Lockfile | undefined,
  hidden: Lockfile | undefined,
  platform: { readonly os: string; readonly cpu: string },
): boolean;
export function planSetup(facts: SetupFacts): SetupPlan;
export function lacksOnlyOptional(output: string, lock: Lockfile | undefined): boolean;
export function explainNpmFailure(output: string): string;
export function chooseNode(facts: {
  readonly hasPackaged: boolean;
  readonly packagedPath: string;
  readonly runningPath: string;
  readonly runningVersion: string;
  readonly platform: string;
}): { readonly path: string; readonly problem?: undefined } | { readonly path?: undefined; readonly problem: string };
