/** The Dutch catalogue. It imports words and nothing else: the page waits for it before it runs any other part of the console. */
import { applicationMessages } from "./dutch/application.ts";
import { assignmentMessages } from "./dutch/assignments.ts";
import { generalMessages } from "./dutch/general.ts";
import { guideMessages } from "./dutch/guide.ts";
import { importMessages } from "./dutch/imports.ts";
import { inboundMessages } from "./dutch/inbound.ts";
import { mappingMessages } from "./dutch/mappings.ts";
import { peopleMessages } from "./dutch/people.ts";
import { planMessages } from "./dutch/plans.ts";
import { provisioningMessages } from "./dutch/provisioning.ts";
import { pushMessages } from "./dutch/push-groups.ts";
import { recordMessages } from "./dutch/records.ts";
import { safeguardMessages } from "./dutch/safeguards.ts";
import { targetMessages } from "./dutch/target.ts";

/** All Dutch wording; what is left out is read in English. */
export const dutchMessages = {
  ...generalMessages,
  ...peopleMessages,
  ...applicationMessages,
  ...provisioningMessages,
  ...mappingMessages,
  ...assignmentMessages,
  ...planMessages,
  ...safeguardMessages,
  ...targetMessages,
  ...pushMessages,
  ...importMessages,
  ...inboundMessages,
  ...recordMessages,
  ...guideMessages,
} as const;
