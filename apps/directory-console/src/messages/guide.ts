/** Words of the set-up guide: the configuration guide as a checklist. */
export const guideMessages = {
  guide: {
    title: "Set-up guide",
    description: "The configuration guide as a checklist. Ticks follow the app's settings by themselves.",
    wholeGuide: "Read the whole guide",
    app: "Application",
    failed: "The applications could not be loaded",
    noApp: "There is no application to set up",
    noAppDetail: "Add the application first; the checklist then follows its settings.",
    progress: (done: number, total: number) => `${done} of ${total} steps done`,
    states: { done: "(done)", open: "(to do)", advice: "(for you to check)", unknown: "(not known yet)" } as const,
    chapters: {
      requirements: "Requirements",
      integration: "1. Integration",
      toApp: "2. To App",
      toDirectory: "3. To Directory",
      assignments: "4. Assignments",
      groupPush: "5. Group push",
      signOn: "Tip: Sign On",
    } as const,
    readGuide: "Read the guide",
    open: {
      requirements: "Open the app",
      integration: "Open Integration",
      toApp: "Open To App",
      toDirectory: "Open To Directory",
      assignments: "Open Assignments",
      groupPush: "Open Push Groups",
      signOn: "Open Sign On",
    } as const,
    steps: {
      administrator: {
        title: "A separate user account with administrative privileges",
        detail: "Add it in the app and use it for provisioning only.",
      },
      organisation: {
        title: "The account belongs to the default organisation",
        detail: "With several organisations: the one that should be the default for provisioned users.",
      },
      groupNames: {
        title: "Group names are unique",
        detail: "A group whose name the app already has is not linked before you choose so.",
      },
      enable: { title: "Check the Enable API integration box", detail: "On Provisioning › Integration." },
      credentials: {
        title: "Enter username and password",
        detail: "The credentials of the user account that is used for provisioning.",
      },
      test: {
        title: "Test the API credentials, then save",
        detail: "Saving opens when the test confirms a successful connection.",
      },
      createUsers: { title: "Create Users", detail: "Accounts are created when the app is assigned." },
      updateUserAttributes: { title: "Update User Attributes", detail: "Changed profiles are sent." },
      deactivateUsers: { title: "Deactivate Users", detail: "Accounts are deactivated when the app is unassigned." },
      syncPassword: { title: "Sync Password", detail: "A password is sent for each person." },
      passwordOptions: {
        title: "Recommended: a random password, and a new one whenever the directory password changes",
        detail: "You are free to set your own password options.",
      },
      toDirectory: {
        title: "Import is set to never, or to a schedule",
        detail: "Never, when all people are managed here. This page is called “To Okta” in the guide.",
      },
      assignments: { title: "Add people or groups", detail: "When all settings are saved." },
      groupPush: { title: "Push groups", detail: "Groups then stand in the app with the same people." },
      userName: {
        title: "Application username format is Email",
        detail: "Otherwise people see their directory username where the app displays their e-mail address.",
      },
    },
    troubleshooting: "Troubleshooting and tips",
    tips: [
      "If the API credentials test fails, sign in to the app's website with the provisioning account. If that fails too, reset the password there, enter the new one under Integration and test again. What had failed meanwhile is sent by itself.",
      "The integration is only available to accounts that have the SCIM module enabled. See pricing and plans, or contact support to learn more.",
    ],
  },
} as const;
