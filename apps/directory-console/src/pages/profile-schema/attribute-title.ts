import type { SchemaAttribute } from "../../api/profile-schema.ts";
import { messages } from "../../messages.ts";

/** What an attribute is called on the page: base attributes in its language, own ones as the administrator named them. */
export function attributeTitle({ name, title }: Pick<SchemaAttribute, "name" | "title">): string {
  return messages.baseAttributes[name] ?? title;
}
