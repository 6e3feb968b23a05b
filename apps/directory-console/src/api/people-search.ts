/** The people list's filters and order as Okta's query parameters. */
import type { PersonStatus } from "@lockstep/directory-app/contract";

const CONTAINS_LENGTH_MIN = 3;

/** Filters of the people list, as they stand in the URL. */
export interface PeopleFilters {
  readonly q?: string;
  /** One status, everyone, or (when absent) everyone who is not deactivated. */
  readonly status?: PersonStatus | "ALL";
  readonly sort?: string;
  readonly after?: string;
}

/** Okta's `search` expression: each word begins or stands in a name, the e-mail or the login. */
export function peopleSearch({ q, status }: PeopleFilters): string {
  const words = (q ?? "").split(/\s+/).filter((word) => word !== "");
  const terms = words.map((word) => {
    const operator = word.length >= CONTAINS_LENGTH_MIN ? "co" : "sw";
    const value = JSON.stringify(word);
    return `(${["firstName", "lastName", "email", "login"]
      .map((attribute) => `profile.${attribute} ${operator} ${value}`)
      .join(" or ")})`;
  });
  if (status === undefined) terms.push('not (status eq "DEPROVISIONED")');
  else terms.push(status === "ALL" ? "status pr" : `status eq "${status}"`);
  return terms.join(" and ");
}

/** The columns that people can be ordered by, and the attribute behind each. */
const ORDERS: Readonly<Record<string, string>> = {
  name: "profile.lastName",
  email: "profile.email",
  department: "profile.department",
  status: "status",
  updated: "lastUpdated",
};

/** Order of the list from the URL: a column's key, with a minus for descending. By last name when there is none. */
export function peopleOrder(sort: string | undefined): { sortBy: string; sortOrder: "asc" | "desc" } {
  const isDescending = sort?.startsWith("-") === true;
  const sortBy = ORDERS[isDescending ? (sort?.slice(1) ?? "") : (sort ?? "")];
  return { sortBy: sortBy ?? "profile.lastName", sortOrder: isDescending ? "desc" : "asc" };
}
