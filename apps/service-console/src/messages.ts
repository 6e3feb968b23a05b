/** The console's words, by page: everything that is read on the screen stands in the files beside this one, in English and in Dutch. */
import { language, type Translated, withTranslation } from "@lockstep/ui/language";
import { accountMessages } from "./messages/account.ts";
import { configurationMessages } from "./messages/configuration.ts";
import { generalMessages } from "./messages/general.ts";
import { provisioningMessages } from "./messages/provisioning.ts";

const english = {
  ...generalMessages,
  ...configurationMessages,
  ...provisioningMessages,
  ...accountMessages,
} as const;

/** All wording of the service's console, in the language of the page. Dutch is a chunk that only its readers load. */
export const messages: Translated<typeof english> =
  language === "nl" ? withTranslation(english, (await import("./messages/dutch.ts")).dutchMessages) : english;
