/** The console's words, by page: everything that is read on the screen stands in the files beside this one, in English and in Dutch. */
import { language, type Translated } from "@lockstep/ui/language";
import { accountMessages } from "./messages/account.ts";
import { configurationMessages } from "./messages/configuration.ts";
import { connectMessages } from "./messages/connect.ts";
import { credentialMessages } from "./messages/credentials.ts";
import { generalMessages } from "./messages/general.ts";
import { provisioningMessages } from "./messages/provisioning.ts";
import { recordMessages } from "./messages/records.ts";
import { schemaMessages } from "./messages/schemas.ts";
import { webhookMessages } from "./messages/webhooks.ts";

const english = {
  ...generalMessages,
  ...configurationMessages,
  ...provisioningMessages,
  ...accountMessages,
  ...connectMessages,
  ...credentialMessages,
  ...recordMessages,
  ...webhookMessages,
  ...schemaMessages,
} as const;

/** All wording of the service's console, in the language of the page. Dutch is a chunk that only its readers load. */
export const messages: Translated<typeof english> =
  language === "nl" ? (await import("./messages/dutch.ts")).dutchMessages : english;
