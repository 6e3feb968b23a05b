/** The columns of the people list, by their keys in the URL. */
import type { DirectoryUser } from "@lockstep/directory-app/contract";
import { Address, type Column, Timestamp } from "@lockstep/ui";
import { personName, profileText } from "../../api/people.ts";
import { messages } from "../../messages.ts";
import { PersonName, PersonStatusBadge } from "../../parts/person-cells.tsx";

const t = { ...messages.people, ...messages.peopleList };

function attribute(key: string, header: string): Column<DirectoryUser> {
  return { key, header, isSortable: true, render: (person) => profileText(person, key) || "–" };
}

const COLUMNS: readonly Column<DirectoryUser>[] = [
  {
    key: "name",
    header: t.name,
    isSortable: true,
    render: (person) => <PersonName id={person.id} name={personName(person)} login={profileText(person, "login")} />,
  },
  {
    key: "login",
    header: t.login,
    isSortable: true,
    render: (person) => <Address value={profileText(person, "login")} />,
  },
  {
    key: "email",
    header: t.email,
    isSortable: true,
    render: (person) => <Address value={profileText(person, "email")} />,
  },
  attribute("department", t.department),
  attribute("title", t.titleColumn),
  attribute("organization", t.organization),
  attribute("city", t.city),
  attribute("employeeNumber", t.employeeNumber),
  {
    key: "status",
    header: t.status,
    isSortable: true,
    width: 150,
    render: (person) => <PersonStatusBadge status={person.status} />,
  },
  {
    key: "created",
    header: t.created,
    isSortable: true,
    width: 190,
    render: (person) => <Timestamp value={person.created} />,
  },
  {
    key: "updated",
    header: t.updated,
    isSortable: true,
    width: 190,
    render: (person) => <Timestamp value={person.lastUpdated} />,
  },
];

/** The columns of these keys, in the order of the keys. */
export function columnsOf(keys: readonly string[]): readonly Column<DirectoryUser>[] {
  return keys.flatMap((key) => COLUMNS.find((column) => column.key === key) ?? []);
}

/** What a column is called. */
export function columnTitle(key: string): string {
  return COLUMNS.find((column) => column.key === key)?.header ?? key;
}
