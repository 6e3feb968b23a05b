/** What a change of a person's status does to an account, in one sentence. */
export const consequenceWords = {
  notTheirs: "The person does not have this app.",
  givenUp: "The account was given up when the person was deactivated.",
  staysMeanwhile: "The account stays as it is; nothing is sent until the suspension ends.",
  changesAreSent: "What changed meanwhile is sent.",
  nothingSent: "Nothing is sent.",
  byHand: "Provisioning is off for this app: switch the account off there by hand.",
  noAccount: "The app has no active account of this person.",
  deactivateOff: "Deactivate Users is off for this app: the account stays active there.",
  protectedPerson: "The person is protected: the account stays until somebody approves the task.",
  deactivated: "The account is deactivated in the app. It is kept there, with its data.",
  assignAgain: "The app was assigned individually: assign it again.",
  returns: "The person has the app through a group: the same account becomes active again.",
  offNothing: "Provisioning is off for this app: nothing is sent.",
};
