/** The Dutch catalogue. It imports words and nothing else: the page waits for it before it runs any other part of the console. */
import { administrationMessages } from "./dutch/administration.ts";
import { applicationMessages } from "./dutch/application.ts";
import { assignmentMessages } from "./dutch/assignments.ts";
import { dashboardMessages } from "./dutch/dashboard.ts";
import { driftMessages } from "./dutch/drift.ts";
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
import { ruleMessages } from "./dutch/rules.ts";
import { safeguardMessages } from "./dutch/safeguards.ts";
import { sourceMessages } from "./dutch/sources.ts";
import { targetMessages } from "./dutch/target.ts";
import { taskMessages } from "./dutch/tasks.ts";
import { timelineMessages } from "./dutch/timeline.ts";

/** All Dutch wording. */
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
  ...driftMessages,
  ...importMessages,
  ...inboundMessages,
  ...recordMessages,
  ...guideMessages,
  ...administrationMessages,
  ...dashboardMessages,
  ...ruleMessages,
  ...sourceMessages,
  ...taskMessages,
  ...timelineMessages,
} as const;
