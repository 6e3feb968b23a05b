/** Application username format (okta-client §3.6): Okta's built-in templates, a custom expression, or none. */
import { parseTemplate } from "@lockstep/expression";
import { invalidField } from "./error.ts";

/** Okta's built-in templates with the labels of its page. */
export const BUILT_IN_FORMATS: readonly { readonly label: string; readonly template: string }[] = [
  { label: "Directory username", template: `\${source.login}` },
  { label: "Directory username prefix", template: `\${fn:substringBefore(source.login, "@")}` },
  { label: "Email", template: `\${source.email}` },
  { label: "Email (lowercase)", template: `\${fn:toLowerCase(source.email)}` },
  { label: "Email prefix", template: `\${fn:substringBefore(source.email, "@")}` },
  { label: "AD Employee ID", template: `\${source.employeeID}` },
  { label: "AD SAM Account Name", template: `\${source.samAccountName}` },
  { label: "AD SAM Account Name (lowercase)", template: `\${fn:toLowerCase(source.samAccountName)}` },
  { label: "AD User Principal Name", template: `\${source.userName}` },
  { label: "AD User Principal Name prefix", template: `\${fn:substringBefore(source.userName, "@")}` },
  { label: "LDAP UID and custom suffix", template: `\${source.userName}\${instance.userSuffix}` },
];

const TEMPLATE_LENGTH_MAX = 1024;

/** How user names of an app are made, as it is stored. */
export interface UserNameFormat {
  readonly type: "BUILT_IN" | "CUSTOM" | "NONE";
  readonly template: string;
}

/**
 * Checks a format; E0000001 names the position of a fault. A custom format is a template with `${…}`, or a bare
 * expression, which is stored as the template that holds it.
 */
export function requireUserNameFormat(format: UserNameFormat): UserNameFormat {
  if (format.type === "NONE") return { type: "NONE", template: "" };
  if (format.template.length > TEMPLATE_LENGTH_MAX) {
    throw invalidField("template", `The template has at most ${TEMPLATE_LENGTH_MAX} characters`);
  }
  if (format.type === "BUILT_IN") {
    const known = BUILT_IN_FORMATS.find((candidate) => sameText(candidate.template, format.template));
    if (known === undefined) {
      throw invalidField(
        "template",
        `'${format.template}' is not a built-in template; use type CUSTOM for an expression of your own`,
      );
    }
    return { type: "BUILT_IN", template: known.template };
  }
  if (format.template.trim() === "") throw invalidField("template", "A custom format needs an expression");
  const isTemplate = format.template.includes("${");
  const template = isTemplate ? format.template : `\${${format.template}}`;
  const parsed = parseTemplate(template);
  if (!parsed.ok) {
    const position = isTemplate ? parsed.position : Math.max(0, parsed.position - "${".length);
    throw invalidField("template", `${parsed.message} (position ${position})`);
  }
  return { type: "CUSTOM", template };
}

/** Okta's samples differ in blanks after commas. */
function sameText(left: string, right: string): boolean {
  return left.replaceAll(" ", "") === right.replaceAll(" ", "");
}
