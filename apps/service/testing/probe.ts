/** The type with every attribute type and characteristic, as a file and as what is sent to the API. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createShape, type ResourceShape, readResourceTypeDefinition, readSchemaDefinition } from "@lockstep/scim";
import type { ResourceTypeResource, SchemaResource } from "../contract.ts";
import { OWNER, type TestService } from "./test-service.ts";

/** Folder with the file alone. */
export const PROBE_DIRECTORY = fileURLToPath(new URL("./definitions/", import.meta.url));
export const PROBE_URN = "urn:lockstep:test:scim:schemas:core:2.0:Probe";
export const PROBE_EXTENSION_URN = "urn:lockstep:test:scim:schemas:extension:probe:2.0:Probe";

/** Core schema, extension and resource type, as they are written. */
export const [PROBE_CORE, PROBE_EXTENSION, PROBE_TYPE] = JSON.parse(
  readFileSync(`${PROBE_DIRECTORY}probe.json`, "utf8"),
) as [SchemaResource, SchemaResource, ResourceTypeResource];

/** The shape that the file means. */
export const PROBE_SHAPE: ResourceShape = createShape(
  required(readResourceTypeDefinition(PROBE_TYPE)),
  [PROBE_CORE, PROBE_EXTENSION].map((schema) => required(readSchemaDefinition(schema))),
);

function required<Value>(result: { ok: true; value: Value } | { ok: false; message: string }): Value {
  if (result.ok) return result.value;
  throw new Error(result.message);
}

/** Defines the type in the account of `OWNER` through the API. */
export async function defineProbe(service: TestService): Promise<void> {
  const owner = await service.signedIn(OWNER.email, OWNER.password);
  for (const schema of [PROBE_CORE, PROBE_EXTENSION]) {
    const answer = await owner.call("POST", "/api/schemas", schema);
    if (answer.status !== 201) throw new Error(answer.text);
  }
  const answer = await owner.call("POST", "/api/resource-types", PROBE_TYPE);
  if (answer.status !== 201) throw new Error(answer.text);
}

/** The least that a probe must have. */
export function probe(attributes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    schemas: [PROBE_URN, PROBE_EXTENSION_URN],
    identifier: `probe-${crypto.randomUUID()}`,
    [PROBE_EXTENSION_URN]: { extRequired: "x" },
    ...attributes,
  };
}
