/** What is wrong with a mapping table before it is saved: attributes, expressions, types. */
import { checkExpression, type KnownAttributes, parseExpression } from "@lockstep/expression";
import { parsePatchPath } from "@lockstep/scim";
import type { Mapping } from "../contract.ts";
import { attributesOfApp, findAppAttribute, shapeOfApp, typeAt, valueProblem } from "./app-schema.ts";
import { DirectoryError } from "./error.ts";
import type { CustomAttribute } from "./tables.ts";

/** One fault. `position` and `end` are offsets in the expression. */
export interface MappingFault {
  readonly attribute: string;
  readonly message: string;
  readonly position?: number;
  readonly end?: number;
}

const FILLED_BY_DIRECTORY = ["username", "active", "password", "id", "externalid", "groups", "meta", "schemas"];

/** Every fault of every mapping, in the order of the table. */
export function mappingFaults(
  mappings: readonly Mapping[],
  { custom, names }: { readonly custom: readonly CustomAttribute[]; readonly names: KnownAttributes },
): readonly MappingFault[] {
  const seen = new Set<string>();
  return mappings.flatMap((mapping) => {
    const { attribute } = mapping;
    const folded = attribute.toLowerCase();
    const faults = [...attributeFaults(attribute, custom), ...valueFaults(mapping, custom, names)];
    if (seen.has(folded)) faults.push({ attribute, message: "The attribute is mapped twice" });
    seen.add(folded);
    return faults;
  });
}

/** The mappings with their attributes as paths: names of the app's user schema are read too. */
export function byPath(mappings: readonly Mapping[], custom: readonly CustomAttribute[]): readonly Mapping[] {
  return mappings.map((mapping) => ({
    ...mapping,
    attribute: attributesOfApp(custom).find(({ name }) => name === mapping.attribute)?.path ?? mapping.attribute,
  }));
}

/** Throws E0000001 with a cause for each fault, and the faults as data beside them. */
export function refuseFaults(faults: readonly MappingFault[]): void {
  const [first] = faults;
  if (first === undefined) return;
  throw new DirectoryError("E0000001", {
    summary: `Api validation failed: ${first.attribute}`,
    causes: faults.map(({ attribute, message, position }) => {
      return `${attribute}: ${message}${position === undefined ? "" : ` (position ${position})`}`;
    }),
    extra: { problems: faults },
  });
}

function attributeFaults(attribute: string, custom: readonly CustomAttribute[]): readonly MappingFault[] {
  const path = parsePatchPath(attribute);
  if (!path.ok) return [{ attribute, message: `Not an attribute path: ${path.message} (position ${path.position})` }];
  if (FILLED_BY_DIRECTORY.includes(attribute.toLowerCase())) {
    return [{ attribute, message: "The directory itself fills this attribute; it cannot be mapped" }];
  }
  if (typeAt(shapeOfApp(custom), attribute) !== undefined) return [];
  return [
    {
      attribute,
      message:
        "Not an attribute of the app: add it to the app's user schema first, with its external name and namespace",
    },
  ];
}

function valueFaults(
  { attribute, expression, source }: Mapping,
  custom: readonly CustomAttribute[],
  names: KnownAttributes,
): MappingFault[] {
  const declared = findAppAttribute(custom, attribute);
  const type = typeAt(shapeOfApp(custom), attribute) ?? "any";
  if (source === "GROUP") {
    const isPersonal = declared?.scope === "SELF";
    return isPersonal ? [{ attribute, message: "The attribute is personal; a group gives no value for it" }] : [];
  }
  if (source === "CONSTANT") {
    const message = constantFault(expression, type, declared?.isBase === false ? declared : undefined);
    return message === undefined ? [] : [{ attribute, message }];
  }
  const parsed = parseExpression(expression);
  if (!parsed.ok) return [{ attribute, message: parsed.message, position: parsed.position, end: parsed.end }];
  const result = { name: declared?.title ?? attribute, type };
  return checkExpression(parsed.expression, names, { result }).map((problem) => ({ attribute, ...problem }));
}

/** A value that is the same for all is written as text; it must be one that the attribute can hold. */
function constantFault(text: string, type: string, declared: CustomAttribute | undefined): string | undefined {
  switch (type) {
    case "boolean":
      return text === "true" || text === "false" ? undefined : "The value must be true or false";
    case "integer":
    case "number": {
      const number = Number(text);
      if (text.trim() === "" || !Number.isFinite(number)) return "The value must be a number";
      if (type === "integer" && !Number.isInteger(number)) return "The value must be a whole number";
      return declared === undefined ? undefined : valueProblem(declared, number);
    }
    case "array":
      return declared === undefined
        ? undefined
        : valueProblem(
            declared,
            text.split(",").map((item) => item.trim()),
          );
    default:
      return declared === undefined ? undefined : valueProblem(declared, text);
  }
}
