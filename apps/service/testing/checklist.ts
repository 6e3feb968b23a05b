/** What the tests of the protocol checklist share: one account over SCIM, and words to look at answers. */
import type { ToleranceProfileName } from "@lockstep/scim-server";
import { expect } from "vitest";
import { addGroup, addUser } from "./people.ts";
import { type Answer, type Client, OWNER, startTestService, type TestService } from "./test-service.ts";

export const ERROR_URN = "urn:ietf:params:scim:api:messages:2.0:Error";
export const LIST_URN = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
export const ENTERPRISE_URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/** A well-formed id that no resource has. */
export const NOBODY = "00000000-0000-7000-8000-000000000000";

export interface Checklist {
  readonly test: TestService;
  /** SCIM under an API key of the account's provisioning administrator. */
  readonly scim: Client;
  readonly apiKey: string;
  /** SCIM under a key of the owner with a tolerance profile. */
  under(profile: ToleranceProfileName): Promise<Client>;
  /** A name that nothing has yet. */
  name(): string;
  /** Makes a user and gives the answer's body. */
  user(attributes?: Record<string, unknown>): Promise<Resource>;
  /** Makes a group and gives it as it is read afterwards. */
  group(members?: readonly string[], attributes?: Record<string, unknown>): Promise<Resource>;
  /** The resource at a path as it stands now. */
  read(path: string): Promise<Resource>;
  /** A list under query parameters; fails unless it is answered 200. */
  list(endpoint: string, parameters: Record<string, string | number>): Promise<Answer["body"]>;
  /** The ids that a filter selects, in the order of the answer. */
  find(endpoint: string, filter: string): Promise<readonly string[]>;
}

/** The JSON of a resource, looked into as a client in JavaScript would. */
export type Resource = Answer["body"];

export async function startChecklist(): Promise<Checklist> {
  const test = await startTestService();
  const { apiKey } = await test.seed();
  const scim = test.scim(`Bearer ${apiKey}`);
  let names = 0;
  const name = () => {
    names += 1;
    return `name${names}@acme.example`;
  };
  const read = async (path: string) => {
    const answer = await scim.call("GET", path);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.body;
  };
  return {
    test,
    scim,
    apiKey,
    name,
    read,
    under: async (profile) => {
      const owner = await test.signedIn(OWNER.email, OWNER.password);
      const made = await owner.call("POST", "/api/credentials", { kind: "apiKey", name: profile, profile });
      expect([made.text, made.status]).toEqual([made.text, 201]);
      return test.scim(`Bearer ${made.body.secret}`);
    },
    user: async (attributes = {}) => {
      const { userName = name(), ...more } = attributes;
      // A list is in the order of creation, which is known to the millisecond.
      test.clock.advance(1);
      const answer = await addUser(scim, String(userName), more);
      expect([answer.text, answer.status]).toEqual([answer.text, 201]);
      return answer.body;
    },
    group: async (members = [], attributes = {}) => {
      test.clock.advance(1);
      const answer = await addGroup(scim, String(attributes["displayName"] ?? name()), members);
      expect([answer.text, answer.status]).toEqual([answer.text, 201]);
      return read(`/Groups/${answer.body.id}`);
    },
    list: (endpoint, parameters) => read(`${endpoint}?${query(parameters)}`),
    find: async (endpoint, filter) => {
      const body = await read(`${endpoint}?${query({ filter, count: 1_000 })}`);
      return body.Resources.map((resource: Resource) => resource.id);
    },
  };
}

/** Query parameters as a client writes them. */
export function query(parameters: Record<string, string | number>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");
}

/** Expects a whole SCIM error body (RFC 7644 §3.12); without `scimType` there must be none. */
export function expectError(answer: Answer, status: number, scimType?: string): void {
  expect([answer.status, answer.body?.scimType, answer.text]).toEqual([status, scimType, answer.text]);
  expect(answer.headers.get("content-type")).toBe("application/scim+json");
  expect(answer.body).toMatchObject({ schemas: [ERROR_URN], status: String(status) });
  expect(answer.body.detail).toMatch(/\S/);
}
