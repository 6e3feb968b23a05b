/** Schema URNs that mean a schema of today under another name: of SCIM 1.x, of drafts, or with a missing colon. */
import { ENTERPRISE_USER_URN, equalUrn, findExtension, type ResourceShape } from "@lockstep/scim";

const CORE: readonly string[] = ["urn:scim:schemas:core:1.0", "urn:scim:schemas:core:2.0"];
const ENTERPRISE: readonly string[] = [
  "urn:scim:schemas:extension:enterprise:1.0",
  "urn:scim:schemas:extension:enterprise:2.0",
];

const known = new WeakMap<ResourceShape, ReadonlyMap<string, string>>();

/** The URN of the shape that a legacy URN means, or undefined. */
export function currentUrn(shape: ResourceShape, urn: string): string | undefined {
  let legacy = known.get(shape);
  if (legacy === undefined) {
    legacy = new Map(legacyUrns(shape).map(([from, to]) => [from.toLowerCase(), to]));
    known.set(shape, legacy);
  }
  return legacy.get(urn.toLowerCase());
}

/** True when the shape has a schema with this URN. */
export function hasUrn(shape: ResourceShape, urn: string): boolean {
  return equalUrn(urn, shape.core.id) || findExtension(shape, urn) !== undefined;
}

function legacyUrns(shape: ResourceShape): readonly (readonly [string, string])[] {
  const urns = [shape.core.id, ...shape.extensions.map(({ schema }) => schema.id)];
  return [
    ...CORE.flatMap((urn) => [urn, `${urn}:${shape.type.name}`].map((name) => [name, shape.core.id] as const)),
    ...(findExtension(shape, ENTERPRISE_USER_URN) === undefined
      ? []
      : ENTERPRISE.flatMap((urn) => [urn, `${urn}:User`].map((name) => [name, ENTERPRISE_USER_URN] as const))),
    // Interop (Entra): "…:enterprise:2.0User"; pinned by transcripts/entra/create.json.
    ...urns.map((urn) => [withoutLastColon(urn), urn] as const),
  ];
}

function withoutLastColon(urn: string): string {
  const colon = urn.lastIndexOf(":");
  return urn.slice(0, colon) + urn.slice(colon + 1);
}
