/** The requests of the benches: the same for the service and for the raw limit. */
import type { Load } from "./load.ts";

interface Sent {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly body?: string;
}

/** A user as directories send one. */
export function userBody(name: string): string {
  return JSON.stringify({
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: name,
    externalId: `ext-${name}`,
    name: { givenName: "Jane", familyName: "Doe" },
    displayName: `Jane Doe ${name}`,
    active: true,
    emails: [{ value: name, type: "work", primary: true }],
  });
}

/** The request of one turn. */
export function requestOf(load: Load, turn: number): Sent {
  const base = new URL(load.url).pathname.replace(/\/$/, "");
  const id = load.ids[turn % load.ids.length] ?? "";
  switch (load.kind) {
    case "create":
      return { method: "POST", path: `${base}/Users`, body: userBody(`new${turn}@bench.example`) };
    case "get":
      return { method: "GET", path: `${base}/Users/${id}` };
    case "find":
    case "findExternal": {
      const attribute = load.kind === "find" ? "userName" : "externalId";
      const filter = `${attribute} eq "${load.names[turn % load.names.length] ?? ""}"`;
      return { method: "GET", path: `${base}/Users?filter=${encodeURIComponent(filter)}` };
    }
    case "patch":
      return { method: "PATCH", path: `${base}/Users/${id}`, body: patchBody(`Jane Doe the ${turn}th`) };
  }
}

function patchBody(displayName: string): string {
  return JSON.stringify({
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "replace", value: { displayName } }],
  });
}
