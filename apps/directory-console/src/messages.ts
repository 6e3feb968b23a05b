/** The console's words, by page: everything that is read on the screen stands here or in the files beside it. */
import { applicationMessages } from "./messages/application.ts";
import { assignmentMessages } from "./messages/assignments.ts";
import { generalMessages } from "./messages/general.ts";
import { guideMessages } from "./messages/guide.ts";
import { peopleMessages } from "./messages/people.ts";
import { provisioningMessages } from "./messages/provisioning.ts";
import { recordMessages } from "./messages/records.ts";

/** All wording of the directory's console. */
export const messages = {
  ...generalMessages,
  ...peopleMessages,
  ...applicationMessages,
  ...provisioningMessages,
  ...assignmentMessages,
  ...recordMessages,
  ...guideMessages,
} as const;
