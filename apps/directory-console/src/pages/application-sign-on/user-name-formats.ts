/** The built-in application username formats of Okta, in the order of its list. */
import type { SignOnChange } from "@lockstep/directory-app/contract";
import { messages } from "../../messages.ts";

const t = messages.userNameFormats;

/** One choice of the list. */
export interface UserNameFormat {
  readonly label: string;
  readonly template: string;
  readonly type: SignOnChange["type"];
}

/** Choice for an expression of one's own. */
export const CUSTOM_FORMAT = "custom";
/** Choice for names that are entered at each assignment. */
export const NO_FORMAT = "none";

/** All built-in formats. */
export const USER_NAME_FORMATS: readonly UserNameFormat[] = [
  { label: t.login, template: placeholder("source.login"), type: "BUILT_IN" },
  { label: t.loginPrefix, template: placeholder('fn:substringBefore(source.login, "@")'), type: "BUILT_IN" },
  { label: t.email, template: placeholder("source.email"), type: "BUILT_IN" },
  { label: t.emailLower, template: placeholder("fn:toLowerCase(source.email)"), type: "BUILT_IN" },
  { label: t.emailPrefix, template: placeholder('fn:substringBefore(source.email, "@")'), type: "BUILT_IN" },
  { label: t.employeeId, template: placeholder("source.employeeID"), type: "BUILT_IN" },
  { label: t.sam, template: placeholder("source.samAccountName"), type: "BUILT_IN" },
  { label: t.samLower, template: placeholder("fn:toLowerCase(source.samAccountName)"), type: "BUILT_IN" },
  { label: t.upn, template: placeholder("source.userName"), type: "BUILT_IN" },
  { label: t.upnPrefix, template: placeholder('fn:substringBefore(source.userName, "@")'), type: "BUILT_IN" },
  {
    label: t.ldap,
    template: `${placeholder("source.userName")}${placeholder("instance.userSuffix")}`,
    type: "BUILT_IN",
  },
];

/** The format that provisioning guides ask for. */
export const EMAIL_TEMPLATE = placeholder("source.email");

/** The choice of the list that a format is. */
export function choiceOf({ type, template }: SignOnChange): string {
  if (type === "NONE") return NO_FORMAT;
  const isBuiltIn = USER_NAME_FORMATS.some((format) => format.template === template);
  return type === "CUSTOM" || !isBuiltIn ? CUSTOM_FORMAT : template;
}

/** A format after another choice of the list; an expression begins with the e-mail address. */
export function withChoice(format: SignOnChange, choice: string | null): SignOnChange {
  if (choice === NO_FORMAT) return { ...format, template: "", type: "NONE" };
  if (choice === CUSTOM_FORMAT) {
    return { ...format, type: "CUSTOM", template: format.type === "CUSTOM" ? format.template : "user.email" };
  }
  return { ...format, type: "BUILT_IN", template: choice ?? "" };
}

/** Whether the template reads the suffix. */
export function readsSuffix({ type, template }: SignOnChange): boolean {
  return type !== "NONE" && template.includes("userSuffix");
}

/** A value in a template, in Okta's spelling: a dollar sign and braces. */
function placeholder(expression: string): string {
  return `$\{${expression}}`;
}
