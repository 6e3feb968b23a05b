/** The password policy's settings, and what they say of a new password. Pure. */

/** Okta's settings object of a policy of type PASSWORD, as far as it is kept. */
export interface PasswordPolicySettings {
  readonly password: {
    readonly complexity: {
      readonly minLength: number;
      readonly minLowerCase: number;
      readonly minUpperCase: number;
      readonly minNumber: number;
      readonly minSymbol: number;
      readonly excludeUsername: boolean;
      readonly excludeAttributes: readonly ("firstName" | "lastName")[];
    };
    /** 0 = off. */
    readonly age: { readonly maxAgeDays: number; readonly minAgeMinutes: number; readonly historyCount: number };
    /** 0 = never. */
    readonly lockout: { readonly maxAttempts: number; readonly autoUnlockMinutes: number };
  };
}

/** Longest password: what Okta takes. */
export const PASSWORD_LENGTH_MAX = 72;
/** Shorter parts of a login or name are too common to be refused. */
const PART_LENGTH_MIN = 4;

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
}

interface Requirement {
  readonly words: string;
  readonly isMet: boolean;
}

/** What is wrong with a new password, in Okta's words with the unmet ones named; undefined when it can be used. */
export function passwordProblem(
  settings: PasswordPolicySettings,
  password: string,
  owner: PasswordOwner,
): string | undefined {
  if (password.length > PASSWORD_LENGTH_MAX)
    return `Password requirements were not met. A password has at most ${PASSWORD_LENGTH_MAX} characters.`;
  const requirements = requirementsOf(settings, password, owner);
  const unmet = requirements.filter((requirement) => !requirement.isMet);
  if (unmet.length === 0) return undefined;
  const list = (chosen: readonly Requirement[]) => chosen.map((requirement) => requirement.words).join(", ");
  return `Password requirements were not met. Password requirements: ${list(requirements)}. Not met: ${list(unmet)}.`;
}

function requirementsOf(
  { password: { complexity } }: PasswordPolicySettings,
  password: string,
  owner: PasswordOwner,
): readonly Requirement[] {
  const count = (pattern: RegExp) => password.match(pattern)?.length ?? 0;
  const classes: readonly (readonly [number, string, RegExp])[] = [
    [complexity.minLowerCase, "lowercase letter", /\p{Ll}/gu],
    [complexity.minUpperCase, "uppercase letter", /\p{Lu}/gu],
    [complexity.minNumber, "number", /\p{Nd}/gu],
    [complexity.minSymbol, "symbol", /[^\p{L}\p{Nd}\s]/gu],
  ];
  const { minLength, excludeUsername, excludeAttributes } = complexity;
  return [
    { words: `at least ${minLength} characters`, isMet: password.length >= minLength },
    ...classes.flatMap(([wanted, name, pattern]) =>
      wanted === 0 ? [] : [{ words: wordsFor(wanted, name), isMet: count(pattern) >= wanted }],
    ),
    ...(excludeUsername
      ? [{ words: "no parts of your username", isMet: !partsOf(owner.login).some((part) => holds(password, part)) }]
      : []),
    ...excludeAttributes.map((name) => ({
      words: `does not include your ${name === "firstName" ? "first" : "last"} name`,
      isMet: owner[name] === "" || !holds(password, owner[name]),
    })),
  ];
}

function wordsFor(wanted: number, name: string): string {
  if (wanted > 1) return `${wanted} ${name}s`;
  return name.startsWith("u") ? `an ${name}` : `a ${name}`;
}

function partsOf(login: string): readonly string[] {
  const withoutTopDomain = login.replace(/\.[^.@]+$/, "");
  return withoutTopDomain.split(/[,._#@-]/).filter((part) => part.length >= PART_LENGTH_MIN);
}

function holds(password: string, part: string): boolean {
  return password.toLowerCase().includes(part.toLowerCase());
}
