/** The rules of OpenAPI 3.1 that can be told from a document alone, and whether a value fits a schema of it. */
import type { OpenApiDocument } from "../openapi/create-document.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document is looked at as the JSON that it is.
type Node = any;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const COMPONENT_KINDS = [
  "schemas",
  "responses",
  "parameters",
  "examples",
  "requestBodies",
  "headers",
  "securitySchemes",
  "links",
  "callbacks",
  "pathItems",
];
const SCHEMA_TYPES = ["null", "boolean", "object", "array", "number", "string", "integer"];

/** Every breach, as a sentence with the place. */
export function findBreaches(document: OpenApiDocument): readonly string[] {
  const root = document as Node;
  const breaches: string[] = [];
  if (!/^3\.1\.\d+$/.test(root.openapi)) breaches.push("openapi: is not 3.1.");
  if (!root.info?.title || !root.info?.version) breaches.push("info: needs a title and a version.");
  for (const [kind, named] of Object.entries<Node>(root.components ?? {})) {
    if (!COMPONENT_KINDS.includes(kind)) breaches.push(`components: there is no kind "${kind}".`);
    for (const name of Object.keys(named))
      if (!/^[\w.-]+$/.test(name)) breaches.push(`components.${kind}: "${name}" is no name.`);
  }
  breaches.push(...pathBreaches(root), ...referenceBreaches(root));
  return breaches;
}

function pathBreaches(root: Node): string[] {
  const breaches: string[] = [];
  const ids = new Set<string>();
  const templates = new Set<string>();
  for (const [path, item] of Object.entries<Node>(root.paths)) {
    const template = path.replaceAll(/\{[^}]*\}/g, "{}");
    if (!path.startsWith("/")) breaches.push(`${path}: does not start with a slash.`);
    if (templates.has(template)) breaches.push(`${path}: another path is the same but for its parameters' names.`);
    templates.add(template);
    for (const key of Object.keys(item)) {
      if (![...METHODS, "parameters", "summary", "description", "servers"].includes(key))
        breaches.push(`${path}: "${key}" is no method.`);
    }
    for (const method of METHODS.filter((name) => item[name] !== undefined)) {
      const where = `${method.toUpperCase()} ${path}`;
      breaches.push(...operationBreaches(root, item[method], { where, path, shared: item.parameters ?? [] }));
      const id = item[method].operationId;
      if (typeof id !== "string" || id === "") breaches.push(`${where}: has no operationId.`);
      else if (ids.has(id)) breaches.push(`${where}: "${id}" is the id of another operation too.`);
      ids.add(id);
    }
  }
  return breaches;
}

function operationBreaches(root: Node, operation: Node, at: { where: string; path: string; shared: Node[] }): string[] {
  const breaches: string[] = [];
  const say = (sentence: string) => breaches.push(`${at.where}: ${sentence}`);
  const responses = Object.entries<Node>(operation.responses ?? {});
  if (responses.length === 0) say("has no responses.");
  for (const [status, response] of responses) {
    if (!/^([1-5](\d\d|XX)|default)$/.test(status)) say(`"${status}" is no status.`);
    if (typeof resolve(root, response)?.description !== "string") say(`the response ${status} has no description.`);
    for (const [type, media] of Object.entries<Node>(resolve(root, response)?.content ?? {})) {
      if (!/^[\w.+-]+\/[\w.+-]+$/.test(type) || media.schema === undefined)
        say(`the response ${status} has no schema for ${type}.`);
    }
  }
  const parameters = [...at.shared, ...(operation.parameters ?? [])].map((parameter) => resolve(root, parameter));
  const keys = parameters.map((parameter) => `${parameter?.in} ${parameter?.name}`);
  if (new Set(keys).size !== keys.length) say("has a parameter twice.");
  for (const parameter of parameters) {
    if (
      !["query", "path", "header", "cookie"].includes(parameter?.in) ||
      !parameter.name ||
      parameter.schema === undefined
    ) {
      say(`the parameter "${parameter?.name}" needs a name, a place and a schema.`);
    }
    if (parameter?.in === "path" && parameter.required !== true)
      say(`the path parameter "${parameter.name}" must be required.`);
  }
  const named = [...at.path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]).sort();
  const given = parameters
    .filter((parameter) => parameter?.in === "path")
    .map((parameter) => parameter.name)
    .sort();
  if (named.join() !== given.join()) say(`the path names {${named}}, the parameters {${given}}.`);
  for (const need of operation.security ?? root.security ?? []) {
    for (const scheme of Object.keys(need))
      if (root.components?.securitySchemes?.[scheme] === undefined) say(`"${scheme}" is no security scheme.`);
  }
  if (
    operation.requestBody !== undefined &&
    Object.keys(resolve(root, operation.requestBody)?.content ?? {}).length === 0
  )
    say("the body has no content.");
  return breaches;
}

function referenceBreaches(root: Node, node: Node = root, place = "#"): string[] {
  if (Array.isArray(node)) return node.flatMap((item, index) => referenceBreaches(root, item, `${place}/${index}`));
  if (node === null || typeof node !== "object") return [];
  const breaches = Object.entries<Node>(node).flatMap(([key, item]) =>
    referenceBreaches(root, item, `${place}/${key}`),
  );
  if (typeof node.$ref === "string" && resolve(root, node) === undefined)
    breaches.push(`${place}: ${node.$ref} leads nowhere.`);
  const isSchema =
    /\/(schema|items|schemas\/[^/]+|properties\/[^/]+)$/.test(place) && !/\/(schema|items)\/properties$/.test(place);
  if (isSchema && node.type !== undefined) {
    for (const type of [node.type].flat())
      if (!SCHEMA_TYPES.includes(type)) breaches.push(`${place}: "${type}" is no type.`);
  }
  if (isSchema && node.nullable !== undefined) breaches.push(`${place}: nullable is of OpenAPI 3.0.`);
  return breaches;
}

function resolve(root: Node, node: Node): Node {
  if (typeof node?.$ref !== "string") return node;
  if (!node.$ref.startsWith("#/")) return undefined;
  const keys: string[] = node.$ref
    .slice(2)
    .split("/")
    .map((key: string) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  return keys.reduce((found: Node, key) => found?.[key], root);
}

/** Where a value does not fit a schema of the document, as sentences; what the schema does not name is not looked at. */
export function findMisfits(
  document: OpenApiDocument,
  schema: Node,
  value: unknown,
  place = "body",
): readonly string[] {
  const wanted = resolve(document, schema);
  if (wanted.anyOf !== undefined) {
    const tries = wanted.anyOf.map((option: Node) => findMisfits(document, option, value, place));
    return tries.some((misfits: readonly string[]) => misfits.length === 0) ? [] : (tries[0] ?? []);
  }
  const misfits: string[] = (wanted.allOf ?? []).flatMap((part: Node) => findMisfits(document, part, value, place));
  const types = wanted.type === undefined ? [] : [wanted.type].flat();
  if (types.length > 0 && !types.some((type: string) => isOfType(type, value)))
    return [...misfits, `${place}: is no ${types.join(" or ")}.`];
  if (wanted.enum !== undefined && !wanted.enum.includes(value))
    misfits.push(`${place}: ${JSON.stringify(value)} is not listed.`);
  if (wanted.const !== undefined && wanted.const !== value) misfits.push(`${place}: is not ${wanted.const}.`);
  if (Array.isArray(value) && wanted.items !== undefined) {
    const items: unknown[] = value;
    misfits.push(...items.flatMap((item, index) => findMisfits(document, wanted.items, item, `${place}[${index}]`)));
  }
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    const object = value as Record<string, unknown>;
    for (const name of wanted.required ?? [])
      if (!Object.hasOwn(object, name)) misfits.push(`${place}: lacks "${name}".`);
    for (const [name, part] of Object.entries<Node>(wanted.properties ?? {})) {
      if (Object.hasOwn(object, name)) misfits.push(...findMisfits(document, part, object[name], `${place}.${name}`));
    }
    if (wanted.properties !== undefined) {
      for (const name of Object.keys(object))
        if (!Object.hasOwn(wanted.properties, name)) misfits.push(`${place}: "${name}" is not documented.`);
    }
  }
  return misfits;
}

function isOfType(type: string, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return value !== null && typeof value === "object" && !Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}
