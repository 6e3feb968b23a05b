import type { ResourceId } from "@lockstep/ports";
import type { JsonObject, ResourceShape } from "@lockstep/scim";

/** One resource as the memory holds it. */
export interface Entry {
  readonly id: ResourceId;
  readonly shape: ResourceShape;
  readonly createdAt: string;
  version: number;
  lastModifiedAt: string;
  attributes: JsonObject;
  members: Set<ResourceId>;
}

/** All that one account has; accounts never see each other. */
export interface Account {
  /** In order of creation. */
  readonly entries: Map<ResourceId, Entry>;
  /** Who holds a value that must be unique; the keys are those of `uniqueKeys`. */
  readonly unique: Map<string, ResourceId>;
}
