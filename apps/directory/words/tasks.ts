/** Sentences of tasks: what a person can do about each cause, and what comes next. */
import type { TaskCause } from "../provisioning/outcome-rules.ts";

/** Causes, and `conflict`: refused because another account holds the value. */
type Remedies = Readonly<Record<TaskCause | "conflict", string>>;

/** The words of tasks. */
export interface TaskWords {
  readonly remedies: Remedies;
  readonly done: string;
  readonly cancelled: string;
  readonly waits: string;
  readonly now: string;
  readonly at: (instant: string) => string;
}

export const taskWords: TaskWords = {
  remedies: {
    conflict:
      "Another account in the app holds this value already. Change the person's user name or e-mail, or free the value in the app, then retry.",
    rejected:
      "Correct the person's profile or the attribute mapping that the app's answer names, then retry. Any change of the person retries by itself.",
    unknown:
      "No answer came in time. The next attempt first asks the app what it holds, so nothing is done twice. Check that the app answers.",
    unreachable:
      "Check the base URL and that the app can be reached from here (Provisioning, Integration, Test API Credentials). It is tried again by itself.",
    serverError:
      "The app has a fault of its own. It is tried again by itself; if it stays, hand the app's operator the answer and the trace id.",
    credential:
      "Sign in to the app with the provisioning account. If that fails, reset its password; then enter it under Provisioning, Integration, test and save. What waits is then sent by itself.",
    featureOff:
      "Enable Create Users under Provisioning, To App, or create the account in the app by hand and retry: it is then linked.",
    ambiguousMatch:
      "It is not certain which account belongs to whom, and nothing is linked by guessing. Make the user names in the app, or those of the people, differ, then retry.",
    userNameTaken:
      "Two people cannot have one account. Choose another user name format under Sign On, change one person's profile, or give one of them a user name of the own on the Assignments page. It is tried again by itself.",
    groupNameTaken:
      "Rename one of the two groups and push again, or unlink this push and link the existing group of the app on purpose.",
    groupGone:
      "Nothing is made or linked again by guess. Find out who removed the group in the app. Retry to make it again; or unlink this push, and link the group of your choice.",
    memberMissing:
      "Push Groups names the members that the app refused, and its words. Correct their accounts in the app, then push the group again; a member whose account changes is tried again by itself.",
    rateLimit:
      "The app refuses further requests for now. Resume the app when its limit is free again, or ask its operator for a higher limit.",
    gone: "The account or group was removed in the app. Retry to look it up and, if it is still missing, to create it again.",
    attributeMissing:
      "Fill the attribute in the person's profile, or map it under Provisioning, To App. Any change of the person retries by itself.",
    accountGone:
      "Find out who removed the account in the app. Approve the task to create it again, or cancel it and unassign the person.",
    protectedPerson:
      "Approve the task if it shall be done all the same, once; cancel it to leave the account as it is.",
    passwordExpired:
      "Let the person choose a new password or sign in to the directory again, or set one for the person: it is then delivered by itself. Cancel the task if the account needs none.",
    quarantine:
      "One person or group is tried at a time, at a growing interval, and all goes on by itself when that passes. Hand the app's operator its answer; resume the app when it is repaired.",
    deactivationBudget:
      "Look at the list, then approve exactly that list, or reject it: the work is then dropped until something changes. If such changes are usual, raise the app's budget.",
    membershipBudget:
      "Look at the list, then approve exactly that list, or reject it: the work is then dropped until something changes. If such changes are usual, raise the app's budget.",
    overwriteBudget:
      "Look at the list, then approve exactly that list, or reject it: the work is then dropped until something changes. If such changes are usual, raise the app's budget.",
    importHeld:
      "Look at the accounts that the import lists, and at the app: are they really gone? Then approve the import, or cancel it: nothing is taken away then.",
    mapping:
      "Correct the expression under Provisioning, To App, Attribute mappings, or the user name format under Sign On; saving it retries by itself.",
  },
  done: "Nothing: the work is done.",
  cancelled: "Nothing, until something about it changes.",
  waits: "Nothing by itself: it waits for a retry, or for a change.",
  now: "It is tried again now.",
  at: (instant) => `It is tried again at ${instant}.`,
};
