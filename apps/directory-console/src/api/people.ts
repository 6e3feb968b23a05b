import type {
  CsvReport,
  DirectoryGroup,
  DirectoryUser,
  PeoplePage,
  ProfileValue,
} from "@lockstep/directory-app/contract";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, failureExtra, LOCKSTEP, OKTA } from "./client.ts";
import { type PeopleFilters, peopleParameters } from "./people-search.ts";

const PAGE_SIZE = 100;
const CHOICES_MAX = 10;
const PEOPLE = `${LOCKSTEP}/people`;

/** The people of the list, page after page. */
export function peopleQuery(filters: PeopleFilters) {
  const parameters = peopleParameters(filters);
  return infiniteQueryOptions({
    queryKey: ["people", parameters],
    queryFn: ({ signal, pageParam }) =>
      api.get<PeoplePage>(PEOPLE, { ...parameters, after: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** People to choose from while a name is typed. */
export function peopleChoicesQuery(text: string) {
  return queryOptions({
    queryKey: ["people", "choices", text],
    queryFn: ({ signal }) => api.get<PeoplePage>(PEOPLE, { q: text, limit: CHOICES_MAX }, signal),
    placeholderData: keepPreviousData,
  });
}

/** One person by id. */
export function personQuery(id: string) {
  return queryOptions({
    queryKey: ["person", id],
    queryFn: ({ signal }) => api.get<DirectoryUser>(`${OKTA}/users/${encodeURIComponent(id)}`, undefined, signal),
  });
}

/** Groups of a person. */
export function personGroupsQuery(id: string) {
  return queryOptions({
    queryKey: ["person", id, "groups"],
    queryFn: ({ signal }) =>
      api.get<readonly DirectoryGroup[]>(`${OKTA}/users/${encodeURIComponent(id)}/groups`, undefined, signal),
  });
}

/** Profile as it is written; null clears an attribute. */
export type ProfileInput = Readonly<Record<string, ProfileValue | null>>;

/** Creates a person. Without a password they are provisioned but cannot sign in yet. */
export function createPerson(input: {
  profile: ProfileInput;
  password: string | undefined;
  activate: boolean;
}): Promise<DirectoryUser> {
  const credentials = input.password === undefined ? {} : { credentials: { password: { value: input.password } } };
  return api.post<DirectoryUser>(
    `${OKTA}/users`,
    { profile: input.profile, ...credentials },
    { activate: input.activate },
  );
}

/** Changes the given attributes of a person; the others stay. */
export function updatePerson(id: string, profile: ProfileInput): Promise<DirectoryUser> {
  return api.post<DirectoryUser>(`${OKTA}/users/${encodeURIComponent(id)}`, { profile });
}

/** Sets a person's directory password. */
export function setPassword(id: string, password: string): Promise<DirectoryUser> {
  return api.post<DirectoryUser>(`${OKTA}/users/${encodeURIComponent(id)}`, {
    credentials: { password: { value: password } },
  });
}

/** Moves of a person's status that reach apps. */
type Lifecycle = "activate" | "deactivate" | "suspend" | "unsuspend";

/** Runs a lifecycle operation on a person. */
export function changeStatus(id: string, operation: Lifecycle): Promise<void> {
  const query = operation === "activate" ? { sendEmail: false } : {};
  return api.post(`${OKTA}/users/${encodeURIComponent(id)}/lifecycle/${operation}`, undefined, query);
}

/** Lets a locked-out person in again. */
export function unlockPerson(id: string): Promise<void> {
  return api.post(`${OKTA}/users/${encodeURIComponent(id)}/lifecycle/unlock`);
}

/** Ends a person's password; gives the link by which another one is chosen. */
export function resetPassword(id: string): Promise<{ resetPasswordUrl: string }> {
  return api.post(`${OKTA}/users/${encodeURIComponent(id)}/lifecycle/reset_password`, undefined, { sendEmail: false });
}

/** Deletes a deactivated person for good. */
export function deletePerson(id: string): Promise<void> {
  return api.remove(`${OKTA}/users/${encodeURIComponent(id)}`);
}

/** Checks a CSV file, or imports it. Refused rows are a report too; other failures are thrown. */
export async function importPeople(file: Blob, options: { dryRun: boolean }): Promise<CsvReport> {
  try {
    return await api.upload<CsvReport>(`${LOCKSTEP}/people/import`, file, {
      contentType: "text/csv; charset=utf-8",
      query: { dryRun: options.dryRun },
    });
  } catch (error) {
    const report = failureExtra<CsvReport>(error, "report");
    if (report === undefined) throw error;
    return report;
  }
}

/** The columns that the CSV import knows. */
export const csvColumnsQuery = queryOptions({
  queryKey: ["csv-columns"],
  queryFn: ({ signal }) =>
    api.get<{ columns: readonly (string | CsvColumn)[] }>(`${LOCKSTEP}/people/schema`, undefined, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** A column of the CSV. */
export interface CsvColumn {
  readonly name: string;
  readonly required?: boolean;
  readonly description?: string;
}

/** A person's name for lists: display name, else first and last name, else login. */
export function personName(person: DirectoryUser): string {
  const [displayName, firstName, lastName, login] = ["displayName", "firstName", "lastName", "login"].map((name) =>
    profileText(person, name),
  );
  return displayName || [firstName, lastName].filter(Boolean).join(" ") || login || person.id;
}

/** The text of an attribute, several values separated by commas; "" when it is unset. */
export function profileText(person: DirectoryUser | undefined, name: string): string {
  const value = person?.profile[name];
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.join(", ") : String(value);
}
