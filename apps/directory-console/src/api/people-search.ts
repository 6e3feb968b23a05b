/** The people list's filters, order and columns, as they stand in the URL. */
import type { PersonStatus } from "@lockstep/directory-app/contract";
import type { Query } from "@lockstep/ui";

/** Filters of the people list. */
export interface PeopleFilters {
  readonly q?: string;
  /** One status, everyone, or (when absent) everyone who is not deactivated. */
  readonly status?: PersonStatus | "ALL";
  readonly department?: string;
  readonly sort?: string;
  /** Keys of the columns that are shown, joined by commas; the usual ones when absent. */
  readonly columns?: string;
}

/** The columns that people can be ordered by, and the attribute behind each. */
const ORDERS: Readonly<Record<string, string>> = {
  name: "profile.lastName",
  login: "profile.login",
  email: "profile.email",
  department: "profile.department",
  title: "profile.title",
  organization: "profile.organization",
  city: "profile.city",
  employeeNumber: "profile.employeeNumber",
  status: "status",
  created: "created",
  updated: "lastUpdated",
};

/** The columns that can be chosen, in the order in which they stand. */
export const PEOPLE_COLUMNS = Object.keys(ORDERS);
const COLUMNS_BY_DEFAULT = ["name", "email", "department", "status", "updated"];

/** The columns that are shown; the name always is. */
export function shownColumns(columns: string | undefined): readonly string[] {
  const chosen = columns?.split(",") ?? COLUMNS_BY_DEFAULT;
  return PEOPLE_COLUMNS.filter((key) => key === "name" || chosen.includes(key));
}

/** The choice as it stands in the URL: nothing for the usual one. */
export function columnsParam(chosen: readonly string[]): string | undefined {
  const keys = PEOPLE_COLUMNS.filter((key) => key === "name" || chosen.includes(key));
  return keys.join() === COLUMNS_BY_DEFAULT.join() ? undefined : keys.join();
}

/** Query parameters of the list. By last name when no order is asked for: that one is read from an index. */
export function peopleParameters({ q, status, department, sort }: PeopleFilters): Query {
  const isDescending = sort?.startsWith("-") === true;
  const sortBy = ORDERS[isDescending ? (sort?.slice(1) ?? "") : (sort ?? "")];
  return { q, status, department, sortBy, sortOrder: sortBy !== undefined && isDescending ? "desc" : undefined };
}
