/** The Dutch catalogue. It imports words and nothing else: the page waits for it before it runs any other part of the console. */
import { accountMessages } from "./dutch/account.ts";
import { configurationMessages } from "./dutch/configuration.ts";
import { connectMessages } from "./dutch/connect.ts";
import { credentialMessages } from "./dutch/credentials.ts";
import { generalMessages } from "./dutch/general.ts";
import { provisioningMessages } from "./dutch/provisioning.ts";
import { recordMessages } from "./dutch/records.ts";
import { schemaMessages } from "./dutch/schemas.ts";
import { webhookMessages } from "./dutch/webhooks.ts";

/** All Dutch wording. */
export const dutchMessages = {
  ...generalMessages,
  ...configurationMessages,
  ...provisioningMessages,
  ...accountMessages,
  ...connectMessages,
  ...credentialMessages,
  ...recordMessages,
  ...webhookMessages,
  ...schemaMessages,
};
