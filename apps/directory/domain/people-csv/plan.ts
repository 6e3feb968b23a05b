/** What an import of people would change, computed from the file and the directory as it is. Pure. */
import type { GroupId, PersonId } from "@lockstep/ports";
import type { CsvRowError, PersonStatus } from "../../contract.ts";
import { changedAttributes, displayNameOf, profileText } from "../profile.ts";
import type { Profile } from "../tables.ts";
import type { CsvContent, CsvPerson } from "./read-rows.ts";

/** A person of the directory, as far as an import needs to know. */
export interface KnownPerson {
  readonly id: PersonId;
  readonly status: PersonStatus;
  readonly profile: Profile;
  readonly groupIds: readonly GroupId[];
  /** Attributes that an app masters, with its label. */
  readonly sources: readonly { readonly attribute: string; readonly label: string }[];
}

/** A group of the directory. */
export interface KnownGroup {
  readonly id: GroupId;
  readonly type: "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN";
}

/** The directory, looked up by folded logins and group names. */
export interface KnownDirectory {
  readonly people: ReadonlyMap<string, KnownPerson>;
  readonly groups: ReadonlyMap<string, KnownGroup>;
}

/** A person to be written. */
export interface PlannedPerson {
  readonly id: PersonId;
  readonly profile: Profile;
  /** The person's profile before; undefined for a new person. */
  readonly before: Profile | undefined;
  readonly password: string | undefined;
  /** Groups that the person joins. */
  readonly joins: readonly GroupId[];
}

/** The whole import. */
export interface ImportPlan {
  readonly created: readonly PlannedPerson[];
  readonly updated: readonly PlannedPerson[];
  readonly unchanged: number;
  readonly newGroups: readonly { readonly id: GroupId; readonly name: string }[];
  readonly errors: readonly CsvRowError[];
}

/** Makes ids for what is new. */
export interface NewIds {
  readonly person: () => PersonId;
  readonly group: () => GroupId;
}

/** Letter case does not count in logins and group names. */
export function fold(text: string): string {
  return text.toLowerCase();
}

/** Plans the import of a file's rows. People who are not in the file are left alone; memberships are only added. */
export function planImport(content: CsvContent, directory: KnownDirectory, ids: NewIds): ImportPlan {
  const planner = new Planner(content, directory, ids);
  return planner.plan();
}

class Planner {
  readonly #content: CsvContent;
  readonly #directory: KnownDirectory;
  readonly #ids: NewIds;
  readonly #errors: CsvRowError[] = [];
  readonly #newGroups = new Map<string, { id: GroupId; name: string }>();
  /** Everybody whom the file names, with the id that they have or will have. */
  readonly #fileIds: ReadonlyMap<string, { readonly id: PersonId; readonly profile: Profile }>;

  constructor(content: CsvContent, directory: KnownDirectory, ids: NewIds) {
    this.#content = content;
    this.#directory = directory;
    this.#ids = ids;
    this.#fileIds = new Map(
      content.people.map((person) => {
        const login = fold(profileText(person.profile, "login"));
        return [login, { id: directory.people.get(login)?.id ?? ids.person(), profile: person.profile }];
      }),
    );
  }

  plan(): ImportPlan {
    const created: PlannedPerson[] = [];
    const updated: PlannedPerson[] = [];
    let unchanged = 0;
    for (const person of this.#content.people) {
      const known = this.#directory.people.get(fold(profileText(person.profile, "login")));
      const planned = this.#planPerson(person, known);
      if (planned === undefined) unchanged += 1;
      else if (known === undefined) created.push(planned);
      else updated.push(planned);
    }
    return { created, updated, unchanged, newGroups: [...this.#newGroups.values()], errors: this.#errors };
  }

  /** Undefined when nothing changes. */
  #planPerson(person: CsvPerson, known: KnownPerson | undefined): PlannedPerson | undefined {
    const login = fold(profileText(person.profile, "login"));
    const id = this.#fileIds.get(login)?.id ?? this.#ids.person();
    const profile = { ...this.#keptOf(known), ...person.profile, ...this.#managerOf(person) };
    const joins = this.#groupsOf(person).filter((groupId) => known?.groupIds.includes(groupId) !== true);
    if (known === undefined) return { id, profile, before: undefined, password: person.password, joins };
    const changed = changedAttributes(known.profile, withoutEmpty(profile));
    if (changed.length === 0 && joins.length === 0) return undefined;
    this.#refuseSourced(person, known, changed);
    if (known.status === "DEPROVISIONED") {
      this.#error(
        person.row,
        "login",
        "The person is deactivated and cannot be changed: activate the person first, or leave the row out",
      );
      return undefined;
    }
    return { id, profile, before: known.profile, password: undefined, joins };
  }

  /** What an app masters is changed there. */
  #refuseSourced(person: CsvPerson, known: KnownPerson, changed: readonly string[]): void {
    for (const { attribute, label } of known.sources.filter((source) => changed.includes(source.attribute))) {
      const remedy = "change it there, or leave the column out";
      this.#error(person.row, attribute, `The value comes from ${label}, which sources this person: ${remedy}`);
    }
  }

  /** Attributes of which the file does not speak. */
  #keptOf(known: KnownPerson | undefined): Profile {
    const spoken = new Set(this.#content.attributes);
    const entries = Object.entries(known?.profile ?? {}).filter(([name]) => !spoken.has(name));
    return Object.fromEntries(entries);
  }

  /** `manager` and `managerId`; cleared by an empty cell, kept without the column. */
  #managerOf(person: CsvPerson): Readonly<Record<string, string>> {
    if (person.managerLogin === undefined) return {};
    if (person.managerLogin === "") return { manager: "", managerId: "" };
    const login = fold(person.managerLogin);
    const manager = this.#fileIds.get(login) ?? this.#directory.people.get(login);
    if (manager === undefined) {
      this.#error(
        person.row,
        "manager",
        `Nobody in the directory or in this file has the login ${person.managerLogin}`,
      );
      return {};
    }
    return { manager: displayNameOf(manager.profile), managerId: manager.id };
  }

  #groupsOf(person: CsvPerson): readonly GroupId[] {
    return person.groups.flatMap((name) => {
      const known = this.#directory.groups.get(fold(name));
      if (known?.type === "BUILT_IN") return [];
      if (known !== undefined) return [known.id];
      const created = this.#newGroups.get(fold(name)) ?? { id: this.#ids.group(), name };
      this.#newGroups.set(fold(name), created);
      return [created.id];
    });
  }

  #error(row: number, column: string, message: string): void {
    this.#errors.push({ row, column, message });
  }
}

/** The profile as it is stored: without empty attributes. */
export function withoutEmpty(profile: Profile): Profile {
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== ""));
}
