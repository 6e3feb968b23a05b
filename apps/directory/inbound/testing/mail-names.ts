/**
 * Lets the contract's tests, which call people "a" and "Jane", run over a store whose user names are e-mail addresses: a domain is added
 * to what has none on the way in and taken away on the way out. Nothing else is touched.
 */
import type { Filter, JsonObject } from "@lockstep/scim";
import type { ResourceDraft, ResourceQuery, ResourceStore, StoredResource } from "@lockstep/scim-server";

const DOMAIN = "@contract.example";
/** Logins are unique ignoring diacritics (okta-management-api §6.2): "a" and "Ä" must not differ by them alone. */
const OTHER_DOMAIN = "@other.example";

/** The store under names without a domain. */
export function withMailNames(store: ResourceStore): ResourceStore {
  const inward = (draft: ResourceDraft): ResourceDraft => ({
    ...draft,
    attributes: named(draft.attributes, withDomain),
  });
  return {
    create: async (caller, shape, draft, include) => {
      const result = await store.create(caller, shape, inward(draft), include);
      return { ...result, resource: outward(result.resource) };
    },
    find: async (caller, shape, id, include) => {
      const found = await store.find(caller, shape, id, include);
      return found === undefined ? undefined : outward(found);
    },
    query: async (caller, shape, query) => {
      const page = await store.query(caller, shape, withFilter(query));
      return { ...page, resources: page.resources.map(outward) };
    },
    queryAll: async (caller, shapes, query) => {
      const page = await store.queryAll(caller, shapes, withFilter(query));
      return { ...page, resources: page.resources.map((item) => ({ ...item, resource: outward(item.resource) })) };
    },
    change: async (caller, shape, id, edit, options) => {
      const result = await store.change(caller, shape, id, (current) => inward(edit(outward(current))), options);
      return { ...result, resource: outward(result.resource) };
    },
    remove: (caller, shape, id, options) => store.remove(caller, shape, id, options),
  };
}

function withDomain(name: string): string {
  if (name.includes("@")) return name;
  return /^[\x20-\x7e]*$/.test(name) ? `${name}${DOMAIN}` : `${name}${OTHER_DOMAIN}`;
}

function named(attributes: JsonObject, change: (name: string) => string): JsonObject {
  const { userName } = attributes;
  return typeof userName === "string" ? { ...attributes, userName: change(userName) } : attributes;
}

function outward(resource: StoredResource): StoredResource {
  return {
    ...resource,
    attributes: named(resource.attributes, (name) => name.replace(DOMAIN, "").replace(OTHER_DOMAIN, "")),
  };
}

function withFilter(query: ResourceQuery): ResourceQuery {
  return query.filter === undefined ? query : { ...query, filter: mapFilter(query.filter) };
}

function mapFilter(filter: Filter): Filter {
  switch (filter.kind) {
    case "compare":
      return filter.path.name === "userName" &&
        ["eq", "ne"].includes(filter.operator) &&
        typeof filter.value === "string"
        ? { ...filter, value: withDomain(filter.value) }
        : filter;
    case "and":
    case "or":
      return { ...filter, left: mapFilter(filter.left), right: mapFilter(filter.right) };
    case "not":
      return { ...filter, filter: mapFilter(filter.filter) };
    case "present":
    case "valuePath":
      return filter;
  }
}
