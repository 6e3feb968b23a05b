/** Schemas and resource types for all accounts, from the operator's JSON files. A faulty file ends the start. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { StartupError } from "@lockstep/database";
import {
  type Catalogue,
  type DefinitionResult,
  type Definitions,
  extendCatalogue,
  isJsonObject,
  RESOURCE_TYPE_URN,
  type ResourceTypeDefinition,
  readResourceTypeDefinition,
  readSchemaDefinition,
  SCHEMA_URN,
  type SchemaDefinition,
} from "@lockstep/scim";

const FILES_MAX = 100;
const FILE_BYTES_MAX = 1_048_576;
const DEFINITIONS_MAX = 200;

type Fault = Extract<DefinitionResult<unknown>, { ok: false }>;

/** What is read so far, and which file each URN and type name came from. */
interface Reading {
  readonly schemas: SchemaDefinition[];
  readonly types: ResourceTypeDefinition[];
  readonly files: Map<string, string>;
}

/** The base with the definitions of all `*.json` files of the folder. Throws StartupError that names file, place and remedy. */
export async function readDefinitionFiles(directory: string, base: Catalogue): Promise<Catalogue> {
  const reading: Reading = { schemas: [], types: [], files: new Map() };
  for (const file of await listFiles(directory)) readItems(await readJson(file), file, reading);
  if (reading.files.size > DEFINITIONS_MAX) {
    throw new StartupError(`The folder ${directory} defines more than ${DEFINITIONS_MAX} schemas and resource types.`);
  }
  const result = extendCatalogue(base, reading satisfies Definitions);
  if (!result.ok) throw faultIn(reading.files.get(keyOf(result.subject)) ?? directory, result);
  const owed = findOwed(base, result.value);
  if (owed !== undefined) throw faultIn(reading.files.get(keyOf(owed.subject)) ?? directory, owed);
  return result.value;
}

/** The service makes users and groups by itself too, which cannot have what a file demands. */
function findOwed(base: Catalogue, whole: Catalogue): Fault | undefined {
  for (const { type } of base.shapes) {
    const next = whole.shapes.find((shape) => shape.type.name === type.name);
    if (!next?.extensions.some(({ required }) => required)) continue;
    const message = `cannot be required for "${type.name}", which the service also makes by itself: set "required" to false`;
    return { ok: false, subject: type.name, path: "schemaExtensions", message };
  }
  return undefined;
}

async function listFiles(directory: string): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      `The folder of SCIM definitions ${directory} cannot be read (${reason}): make it, or name another one in LOCKSTEP_SCIM_DEFINITIONS.`,
    );
  }
  const files = names.filter((name) => name.endsWith(".json")).sort();
  if (files.length <= FILES_MAX) return files.map((name) => join(directory, name));
  throw new StartupError(
    `The folder ${directory} holds more than ${FILES_MAX} JSON files; put several definitions in one.`,
  );
}

async function readJson(file: string): Promise<unknown> {
  try {
    if ((await stat(file)).size > FILE_BYTES_MAX) {
      throw new Error(`it is larger than ${FILE_BYTES_MAX} bytes`);
    }
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(`The file ${file} is no JSON that can be read (${reason}): mend it or take it away.`);
  }
}

/** A file holds one definition or a list of them; `schemas` tells which kind each is. */
function readItems(json: unknown, file: string, reading: Reading): void {
  for (const [index, item] of (Array.isArray(json) ? json : [json]).entries()) {
    const kind = kindOf(item);
    if (kind === undefined) {
      const place = Array.isArray(json) ? `[${index}].schemas` : "schemas";
      throw new StartupError(
        `The file ${file} cannot be used: ${place} must be ["${SCHEMA_URN}"] or ["${RESOURCE_TYPE_URN}"].`,
      );
    }
    const result = kind === "schema" ? readSchemaDefinition(item) : readResourceTypeDefinition(item);
    if (!result.ok) throw faultIn(file, result);
    if ("attributes" in result.value) reading.schemas.push(result.value);
    else reading.types.push(result.value);
    reading.files.set(keyOf("attributes" in result.value ? result.value.id : result.value.name), file);
  }
}

function kindOf(item: unknown): "schema" | "resourceType" | undefined {
  const schemas = isJsonObject(item) && Array.isArray(item["schemas"]) ? item["schemas"] : [];
  const has = (urn: string) =>
    schemas.some((text) => typeof text === "string" && text.toLowerCase() === urn.toLowerCase());
  return has(SCHEMA_URN) ? "schema" : has(RESOURCE_TYPE_URN) ? "resourceType" : undefined;
}

function keyOf(subject: string | undefined): string {
  return (subject ?? "").toLowerCase();
}

function faultIn(file: string, fault: Fault): StartupError {
  const subject = fault.subject === undefined ? "" : `"${fault.subject}", `;
  const place = fault.path === "" ? "the definition" : fault.path;
  return new StartupError(`The file ${file} cannot be used: ${subject}${place} ${fault.message}.`);
}
