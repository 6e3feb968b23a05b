/** Bodies of calls that write a user (okta-management-api §6.3, §6.4). */
import { z } from "zod";
import { invalidField } from "../../domain/error.ts";
import type { Provider } from "../../domain/people.ts";
import type { RecoveryQuestion } from "../../domain/person-recovery.ts";
import { USER_TYPE_ID } from "../render/user.ts";

const passwordSchema = z.object({
  value: z.string().optional(),
  hash: z.unknown().optional(),
  hook: z.unknown().optional(),
});

/** A question with its answer. */
export const recoverySchema = z.object({ question: z.string(), answer: z.string() });

/** A user as it is written. Answers are read back by scripts and sent again: what is read-only is passed over. */
export const userSchema = z.object({
  profile: z.record(z.string(), z.unknown()).optional(),
  credentials: z
    .object({
      password: z.union([passwordSchema, z.string()]).nullish(),
      recovery_question: z.object({ question: z.string().optional(), answer: z.string().optional() }).nullish(),
      provider: z.object({ type: z.string(), name: z.string().max(100).nullish() }).nullish(),
    })
    .nullish(),
  groupIds: z.array(z.string()).nullish(),
  type: z.object({ id: z.string() }).nullish(),
});

/** Its type. */
export type UserBody = z.infer<typeof userSchema>;

/** The clear password of a body. Hashes and hooks of other systems are refused rather than dropped. */
export function passwordOf(body: UserBody): string | undefined {
  const password = body.credentials?.password;
  if (password === null || password === undefined) return undefined;
  if (typeof password === "string") return password;
  if (password.hash !== undefined || password.hook !== undefined) {
    throw invalidField(
      "password",
      "Only a clear value can be set; imports of hashes and password hooks are not supported",
    );
  }
  return password.value;
}

/** The recovery question of a body. A question that comes without an answer is one that was read here: it stays. */
export function recoveryOf(body: UserBody): RecoveryQuestion | undefined {
  const recovery = body.credentials?.recovery_question;
  if (recovery === null || recovery === undefined || recovery.answer === undefined) return undefined;
  if (recovery.question === undefined)
    throw invalidField("recovery_question.question", "The field cannot be left blank");
  return { question: recovery.question, answer: recovery.answer };
}

/** The provider of a body: it counts on create, with `provider=true`. */
export function providerOf(body: UserBody): Provider {
  const provider = body.credentials?.provider ?? { type: "OKTA" };
  const { type } = provider;
  if (type !== "OKTA" && type !== "FEDERATION" && type !== "SOCIAL")
    throw invalidField("provider.type", "Must be OKTA, FEDERATION or SOCIAL");
  const isElsewhere = type !== "OKTA";
  for (const [field, value] of Object.entries({ password: passwordOf(body), recovery_question: recoveryOf(body) })) {
    if (isElsewhere && value !== undefined)
      throw invalidField(field, `A user of the provider ${type} has no ${field.replace("_", " ")} here`);
  }
  return { type, name: provider.name ?? type };
}

/** There is one user type: another one is refused. */
export function assertUserType(body: UserBody): void {
  const id = body.type?.id;
  if (id !== undefined && id !== USER_TYPE_ID && id !== "default")
    throw invalidField("type.id", `There is no user type ${id.slice(0, 50)}`);
}
