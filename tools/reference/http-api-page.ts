import { pageHead, table } from "./markdown.ts";

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document is looked at as the JSON that it is.
type Node = any;

const METHODS = ["get", "post", "put", "patch", "delete"];
const INTRODUCTION = `Every operation for programs. The same as OpenAPI 3.1: \`GET /openapi.json\`, or \`lockstep openapi\`. Requests carry HTTP Basic or a bearer token;
errors of SCIM are SCIM errors, all others have the shape \`Error\`. Resources of SCIM have [a page of their own](schemas.md).`;

/** The page of operations and bodies. */
export function httpApiPage(document: Node): string {
  const sections = document.tags.map(({ name }: Node) => `## ${name}\n\n${operationsOf(document, name).join("\n")}`);
  const bodies = Object.entries<Node>(document.components.schemas)
    .filter(([name, schema]) => !name.startsWith("Scim") && schema.properties !== undefined)
    .map(([name, schema]) => `### ${name}\n\n${fieldTable(schema)}\n`);
  return `${pageHead("HTTP API", INTRODUCTION)}\n${sections.join("\n")}\n## Bodies\n\n${bodies.join("\n")}`;
}

function operationsOf(document: Node, tag: string): string[] {
  return Object.entries<Node>(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]?.tags?.includes(tag)).map((method) =>
      operationPart(document, `${method.toUpperCase()} ${path}`, { ...item[method], shared: item.parameters ?? [] }),
    ),
  );
}

function operationPart(document: Node, heading: string, operation: Node): string {
  const parameters = [...operation.shared, ...(operation.parameters ?? [])].map((parameter) =>
    resolve(document, parameter),
  );
  const body = Object.values<Node>(operation.requestBody?.content ?? {})[0]?.schema;
  const answers = Object.entries<Node>(operation.responses).map(([status, response]) => {
    const found = resolve(document, response);
    return [status, typeName(Object.values<Node>(found.content ?? {})[0]?.schema), found.description];
  });
  return [
    `### ${heading}\n`,
    `${operation.summary}.${operation.description === undefined ? "" : ` ${operation.description}`}\n`,
    ...(parameters.length === 0
      ? []
      : [`${table(["parameter", "in", "type", "meaning"], parameters.map(parameterRow))}\n`]),
    ...(body === undefined ? [] : [`Body: ${typeName(body)}\n`]),
    `${table(["answer", "body", "meaning"], answers)}\n`,
  ].join("\n");
}

function parameterRow(parameter: Node): readonly string[] {
  const description = parameter.description ?? parameter.schema?.description ?? "";
  return [`\`${parameter.name}\``, parameter.in, typeName(parameter.schema), description];
}

function fieldTable(schema: Node): string {
  const rows = Object.entries<Node>(schema.properties).map(([name, field]) => {
    const optional = schema.required?.includes(name) === true ? "" : " (optional)";
    return [`\`${name}\`${optional}`, typeName(field), field.description ?? ""];
  });
  return table(["field", "type", "meaning"], rows);
}

/** A schema in a few words. */
function typeName(schema: Node): string {
  if (schema === undefined) return "";
  if (schema.$ref !== undefined) return `\`${schema.$ref.split("/").at(-1)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value: unknown) => `\`${value}\``).join(", ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeName).join(" or ");
  const types: string[] = [schema.type ?? "any"].flat();
  if (types.includes("array")) return `list of ${typeName(schema.items)}`;
  const bounds = [schema.minimum, schema.maximum].filter((bound) => bound !== undefined).join(" to ");
  const named = types
    .map((type) => (type === "string" && schema.format !== undefined ? schema.format : type))
    .join(" or ");
  return `${named}${bounds === "" ? "" : `, ${bounds}`}${schema.default === undefined ? "" : `, default ${schema.default}`}`;
}

function resolve(document: Node, node: Node): Node {
  if (node.$ref === undefined) return node;
  return node.$ref
    .slice(2)
    .split("/")
    .reduce((found: Node, key: string) => found[key], document);
}
