/** What a seed's world is made of before anything happens: the app's settings, the cast, and what stands in the target already. */
import type { Profile } from "@lockstep/directory-app/simulation";
import type { AppSetup } from "../directory.ts";
import { CREATE_ONLY, MAPPING_SETS } from "../mappings.ts";
import type { Judge } from "../oracle/judge.ts";
import { drawFaultPlan, type FaultPlan } from "./fault-plan.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { type Target, USER_NAME } from "./target.ts";

/** The scene of one world. */
export interface Scene {
  readonly setup: AppSetup;
  readonly plan: FaultPlan;
  readonly isLax: boolean;
  readonly workers: number;
  readonly perAppMax: number;
  readonly leaseMs: number;
  /** Changes that people make, and over how long. */
  readonly changes: number;
  readonly durationMs: number;
  /** Kinds of change that happen in this world. */
  readonly kinds: {
    readonly features: boolean;
    readonly sharedNames: boolean;
    readonly pauses: boolean;
    readonly choice: boolean;
    /** The app's own administrators add accounts of theirs to pushed groups. */
    readonly foreign: boolean;
  };
}

export const FIRST_PASSWORD = "First-credential-1";

/** Draws a scene without members of others in pushed groups. */
export function drawScene(random: SeededRandom): Scene {
  const drawn = drawFaultPlan(random);
  const features = {
    createUsers: true,
    updateUserAttributes: random.chance(0.9),
    deactivateUsers: random.chance(0.9),
    syncPassword: random.chance(0.5),
  };
  const firstSet = (MAPPING_SETS[0] ?? []).map(({ mapping }) => mapping);
  const kinds = {
    features: random.chance(0.15),
    sharedNames: random.chance(0.2),
    pauses: random.chance(0.2),
    choice: random.chance(0.2),
    foreign: false,
  };
  // Where updates are off nobody ever looks at an account again, and one that vanished there is nobody's fault.
  const mayVanish = features.updateUserAttributes && !kinds.features;
  const plan = mayVanish ? drawn : { ...drawn, mishaps: { ...drawn.mishaps, accountRemoved: 0 } };
  return {
    setup: {
      dialect: random.pick(["rfc", "rfc", "okta-catalogue", "okta-wizard"] as const),
      baseUrl: "https://target.example/SCIM/v2/",
      userName: USER_NAME,
      password: FIRST_PASSWORD,
      features,
      passwordSeed: random.pick(["OKTA", "OKTA", "RANDOM"] as const),
      passwordChange: random.pick(["CHANGE", "KEEP_EXISTING"] as const),
      mappings: random.chance(0.2) ? [...firstSet, CREATE_ONLY] : firstSet,
      foreignMembers: "KEEP",
    },
    plan,
    isLax: random.chance(0.4),
    workers: random.chance(0.5) ? 2 : 1,
    perAppMax: random.pick([1, 2, 8]),
    leaseMs: 15_000,
    changes: random.between(6, 22),
    durationMs: random.between(20, 240) * 1000,
    kinds,
  };
}

/** Draws what concerns members that the directory does not know. `random` is one of its own, so that all else of a seed stays as it was. */
export function withForeignMembers(scene: Scene, random: SeededRandom): Scene {
  return {
    ...scene,
    setup: { ...scene.setup, foreignMembers: random.pick(["KEEP", "KEEP", "REMOVE"] as const) },
    kinds: { ...scene.kinds, foreign: random.chance(0.4), choice: scene.kinds.choice || random.chance(0.3) },
  };
}

const FIRST_NAMES = ["Ada", "Bo", "Cy", "Di", "Ed", "Fay", "Gus", "Hal", "Ivy", "Jo"];
export const TITLES = ["Clerk", "Chief", "Cook", "Coach"];
export const DEPARTMENTS = ["Sales", "Finance", "Care"];
export const GROUP_NAMES = ["Sales", "Finance", "Board", "Crew"];

/** The `index`-th address that a person may have. */
export function emailOf(index: number): string {
  return `p${index}@example.com`;
}

/** A new person's profile. */
export function drawProfile(
  random: SeededRandom,
  numbers: { readonly person: number; readonly email: number },
): Profile {
  return {
    login: `login${numbers.person}@example.com`,
    email: emailOf(numbers.email),
    firstName: random.pick(FIRST_NAMES),
    lastName: `Nr${numbers.person}`,
    ...(random.chance(0.5) ? { title: random.pick(TITLES) } : {}),
    ...(random.chance(0.5) ? { department: random.pick(DEPARTMENTS) } : {}),
  };
}

/** What stands in the target before the directory comes. */
export interface Standing {
  /** A group that an administrator may choose to link. */
  readonly chosenGroup: string;
  readonly strangers: readonly string[];
}

/** Accounts and groups of others, which the judge protects, and accounts that people of the directory have there already. */
export async function furnish(target: Target, random: SeededRandom, judge: Judge): Promise<Standing> {
  const strangers: string[] = [];
  for (const name of ["root", "guest"]) {
    const id = await target.addUser({
      userName: `${name}@target.example`,
      displayName: name,
      active: true,
      externalId: `x-${name}`,
    });
    judge.protect(id);
    strangers.push(id);
  }
  for (let index = 1; index <= 8; index += 1) {
    if (!random.chance(0.15)) continue;
    const isOld = random.chance(0.5);
    await target.addUser({
      userName: random.chance(0.5) ? emailOf(index) : emailOf(index).toUpperCase(),
      active: !isOld,
      nickName: `Old ${index}`,
      ...(isOld ? { title: "Veteran" } : {}),
    });
  }
  judge.protect(await target.addGroup("Guests", strangers));
  for (const name of GROUP_NAMES) {
    if (random.chance(0.1)) judge.protect(await target.addGroup(name, strangers.slice(0, 1)));
  }
  return { chosenGroup: await target.addGroup("Old club", strangers), strangers };
}
