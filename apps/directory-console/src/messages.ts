/** The console's words, by page: everything that is read on the screen stands in the files beside this one, in English and in Dutch. */
import { language, type Translated } from "@lockstep/ui/language";
import { administrationMessages } from "./messages/administration.ts";
import { applicationMessages } from "./messages/application.ts";
import { assignmentMessages } from "./messages/assignments.ts";
import { dashboardMessages } from "./messages/dashboard.ts";
import { driftMessages } from "./messages/drift.ts";
import { generalMessages } from "./messages/general.ts";
import { guideMessages } from "./messages/guide.ts";
import { importMessages } from "./messages/imports.ts";
import { inboundMessages } from "./messages/inbound.ts";
import { mappingMessages } from "./messages/mappings.ts";
import { peopleMessages } from "./messages/people.ts";
import { planMessages } from "./messages/plans.ts";
import { provisioningMessages } from "./messages/provisioning.ts";
import { pushMessages } from "./messages/push-groups.ts";
import { recordMessages } from "./messages/records.ts";
import { ruleMessages } from "./messages/rules.ts";
import { safeguardMessages } from "./messages/safeguards.ts";
import { sourceMessages } from "./messages/sources.ts";
import { targetMessages } from "./messages/target.ts";
import { taskMessages } from "./messages/tasks.ts";
import { timelineMessages } from "./messages/timeline.ts";

const english = {
  ...generalMessages,
  ...peopleMessages,
  ...applicationMessages,
  ...provisioningMessages,
  ...mappingMessages,
  ...inboundMessages,
  ...importMessages,
  ...planMessages,
  ...safeguardMessages,
  ...targetMessages,
  ...assignmentMessages,
  ...pushMessages,
  ...driftMessages,
  ...recordMessages,
  ...taskMessages,
  ...guideMessages,
  ...timelineMessages,
  ...administrationMessages,
  ...ruleMessages,
  ...sourceMessages,
  ...dashboardMessages,
} as const;

/** All wording of the directory's console, in the language of the page. Dutch is a chunk that only its readers load. */
export const messages: Translated<typeof english> =
  language === "nl" ? (await import("./messages/dutch.ts")).dutchMessages : english;
