/**
 * The English sentences of the sources, as patterns: what stands in `${…}` is a numbered hole. Read from the syntax tree, so that what a
 * translation has to cover is known without anybody listing it.
 */
import { readFileSync } from "node:fs";
import { parseSync } from "vite";

/** Where a sentence stands. */
export interface Spoken {
  readonly file: string;
  readonly line: number;
  /** Such as `At most {1} apps`. */
  readonly pattern: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** Two words with a blank between them, one of them in small letters; not a name of one or two words. */
const SENTENCE = /[a-z}] [a-z({"'A-Z0-9]/;
const WORDS = /[a-z]{2}/;
const NAME = /^[a-z-]+( [a-z-]+)?$/;

/** What programs read or write to logs, or what stops a start: nobody's page. */
const SILENT_CALL = /(^|\.)(logger|log)\.(info|warn|error|debug)$|^assert$|^define$/;
const SILENT_ERROR: ReadonlySet<string> = new Set([
  "Error",
  "TypeError",
  "RangeError",
  "StartupError",
  "OauthError",
  "SealError",
  "RunOutdated",
  "RunStopped",
  "DOMException",
]);

/** Every sentence of a source file. */
export function spokenIn(file: string): readonly Spoken[] {
  const text = readFileSync(file, "utf8");
  const found: Spoken[] = [];
  const note = (pattern: string, start: number) => {
    if (!SENTENCE.test(pattern) || !WORDS.test(pattern) || NAME.test(pattern)) return;
    found.push({ file, line: text.slice(0, start).split("\n").length, pattern });
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const part of value) visit(part);
    if (!isNode(value)) return;
    if (value.type === "Literal" && typeof value["value"] === "string") note(value["value"], value.start);
    if (value.type === "TemplateLiteral") note(patternOf(value), value.start);
    for (const part of partsOf(value)) visit(part);
  };
  visit(parseSync(file, text).program.body);
  return found;
}

/** What may hold sentences of its own. */
function partsOf(node: Node): readonly unknown[] {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
      return [node["declaration"]];
    case "TSTypeAliasDeclaration":
    case "TSInterfaceDeclaration":
    case "TSLiteralType":
      return [];
    case "TaggedTemplateExpression":
      return [(node["quasi"] as Node)["expressions"]];
    case "Property":
      return [node["value"]];
    case "TemplateLiteral":
      return [node["expressions"]];
    case "CallExpression":
      return SILENT_CALL.test(nameOf(node["callee"])) ? functionsAmong(node["arguments"]) : Object.values(node);
    case "NewExpression":
      return SILENT_ERROR.has(nameOf(node["callee"])) ? [] : Object.values(node);
    default:
      return Object.values(node);
  }
}

/** A function that is handed to a silent call may speak. */
function functionsAmong(parameters: unknown): readonly unknown[] {
  return Array.isArray(parameters) ? parameters.filter((part) => isNode(part) && /Function/.test(part.type)) : [];
}

function patternOf(template: Node): string {
  const quasis = template["quasis"] as readonly { readonly value: { readonly cooked: string } }[];
  return quasis
    .map(({ value }, index) => (index === quasis.length - 1 ? value.cooked : `${value.cooked}{${index + 1}}`))
    .join("");
}

function nameOf(value: unknown): string {
  if (!isNode(value)) return "";
  if (value.type === "Identifier" || value.type === "PrivateIdentifier") return String(value["name"]);
  return value.type === "MemberExpression" ? `${nameOf(value["object"])}.${nameOf(value["property"])}` : "";
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}
