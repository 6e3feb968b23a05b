/** Words of the provisioning page and of what its requests show. */
export const provisioningMessages = {
  provisioning: {
    title: "Provisioning",
    description:
      "How a directory such as Okta, Entra ID or Lockstep Directory keeps the users of this account up to date.",
    module: "SCIM module",
    moduleOn: "On",
    moduleOff: "Off",
    switchLabel: "SCIM module enabled",
    onDetail: "Directories with valid credentials can read and change users and groups.",
    offDetail: "Every SCIM call of every directory is refused with status 403 until the module is enabled.",
    noRight: "Only owners and administrators can switch the module.",
    plans: "Pricing and plans",
    enabled: "The SCIM module is enabled",
    disabled: "The SCIM module is disabled",
    disableTitle: (account: string) => `Disable the SCIM module of ${account}?`,
    disableConsequences: [
      "Every SCIM call of every connected directory is answered with 403 from now on.",
      "Users and groups stay as they are; changes in the directory no longer arrive.",
      "Nobody is signed out, and nobody is deactivated.",
    ],
    disable: "Disable the SCIM module",
    values: "Values of this account",
    baseUrl: "SCIM connector base URL",
    baseUrlDetail: "As it stands, with the slash at the end.",
    identifier: "Unique identifier field for users",
    defaultOrganisation: "Where new users land",
    defaultOrganisationDetail:
      "Provisioned users join the default organisation of the administrator whose credentials the directory uses. Use the parent organisation unless you have a reason not to.",
    adviceTitle: "Before you start",
    advice: [
      "Add a separate user with administrative rights that only provisioning uses.",
      "Give that user the organisation that should be the default for provisioned users.",
      "Make sure that group names are unique; a duplicate is refused and not linked.",
    ],
    support: "Contact support",
  },
  traffic: {
    normalisations: "Tolerances that were needed",
    normalisationsDetail:
      "Each way in which a directory strays from the standard and is understood all the same, with its requests.",
    noNormalisations: "No tolerance was needed",
    noNormalisationsDetail: "Every request so far was read as the standard says, or refused.",
    tolerance: "Tolerance",
    credential: "Credential",
    count: "Requests",
    last: "Last needed",
  },
} as const;
