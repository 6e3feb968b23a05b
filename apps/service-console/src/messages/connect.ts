/** What a step of a guide may fill in: this account's own values. */
export interface ConnectValues {
  readonly baseUrl: string;
  readonly tokenUrl: string;
}

/** One step: what to do, and values to copy into the directory's own fields, by the names that they have there. */
export interface ConnectStep {
  readonly title: string;
  readonly text: string;
  readonly fields?: readonly { readonly label: string; readonly value: string }[];
  /** This step needs a secret from this service. */
  readonly needs?: "key" | "user";
}

type Steps = (values: ConnectValues) => readonly ConnectStep[];

const lockstep: Steps = ({ baseUrl }) => [
  {
    title: "Open the application's Provisioning tab",
    text: "In the Lockstep Directory, choose Applications, the application of this service, then Provisioning › Integration.",
  },
  {
    title: "Enable API integration",
    text: "Tick Enable API integration, and enter the e-mail and password of a separate administrator of this account.",
    fields: [{ label: "SCIM connector base URL", value: baseUrl }],
    needs: "user",
  },
  {
    title: "Test the API credentials and save",
    text: "Every step of the test shows its cause and remedy when it fails. Save when all are green.",
  },
  {
    title: "Choose what flows To App",
    text: "Enable Create Users, Update User Attributes, Deactivate Users and Sync Password with a randomly generated password.",
  },
  {
    title: "Assign people and push groups",
    text: "Give people the application under Assignments, and mirror groups under Push Groups.",
  },
];

const okta: Steps = ({ baseUrl }) => [
  {
    title: "Switch SCIM provisioning on for the app integration",
    text: "In the Okta Admin Console, open Applications › Applications › your app for this service. On the General tab, edit App Settings, set Provisioning to SCIM, and save. A Provisioning tab appears.",
  },
  {
    title: "Enter the connection",
    text: "On Provisioning › Integration, choose Edit. Enter these values, tick the actions that you want, and choose HTTP Header as the authentication mode.",
    fields: [
      { label: "SCIM connector base URL", value: baseUrl },
      { label: "Unique identifier field for users", value: "userName" },
    ],
  },
  {
    title: "Give Okta an API key",
    text: "Generate an API key for Okta and paste it into Authorization. It is shown once.",
    needs: "key",
  },
  {
    title: "Test the connector",
    text: "Choose Test Connector Configuration. Its requests appear under Requests on this page within seconds. Then save.",
  },
  {
    title: "Enable To App",
    text: "On Provisioning › To App, choose Edit and enable Create Users, Update User Attributes and Deactivate Users. Sync Password with a randomly generated password is fine.",
  },
  {
    title: "Show people's e-mail",
    text: "On the Sign On tab, set the application username format to Email: this service shows the user name as the e-mail.",
  },
  {
    title: "Assign, then push groups",
    text: "Assign people or groups on the Assignments tab. Use Push Groups for the groups themselves; their names must be unique.",
  },
];

const entra: Steps = ({ baseUrl }) => [
  {
    title: "Make an enterprise application",
    text: "In the Microsoft Entra admin center, open Enterprise applications, create your own application that is not in the gallery, and open its Provisioning page. Choose the automatic mode.",
  },
  {
    title: "Enter the admin credentials",
    text: "Generate an API key for Entra ID and enter it as the secret token. With the flag aadOptscim062020 in the URL, Entra ID sends requests that follow the standard more closely.",
    fields: [
      { label: "Tenant URL", value: baseUrl },
      { label: "Tenant URL with the flag", value: `${baseUrl}?aadOptscim062020` },
    ],
    needs: "key",
  },
  {
    title: "Test the connection and save",
    text: "Test Connection looks for a user who does not exist; an empty list is the right answer. Save.",
  },
  {
    title: "Check the mappings",
    text: "Match users by userName with userPrincipalName or mail as its source, and keep objectId as externalId. Groups are matched by displayName. Provisioning of nested groups is not sent by Entra ID.",
  },
  {
    title: "Assign and start",
    text: "Assign users and groups to the application, leave the scope at assigned users and groups, and start provisioning. A cycle takes about 40 minutes; Provision on demand sends one user at once.",
  },
];

const onelogin: Steps = ({ baseUrl }) => [
  {
    title: "Add the SCIM connector",
    text: "In OneLogin, open Applications › Add App and choose SCIM Provisioner with SAML (SCIM v2 Enterprise).",
  },
  {
    title: "Fill in the Configuration tab",
    text: "Generate an API key for OneLogin, enter it as the SCIM bearer token, and enable the API connection.",
    fields: [{ label: "SCIM Base URL", value: baseUrl.replace(/\/$/, "") }],
    needs: "key",
  },
  {
    title: "Use a JSON template with today's schemas",
    text: "The template decides what is sent. Legacy schema names and empty values are understood here, and counted under Requests.",
    fields: [
      {
        label: "SCIM JSON Template",
        value:
          '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{$parameters.scimusername}","name":{"givenName":"{$user.firstname}","familyName":"{$user.lastname}"},"emails":[{"value":"{$user.email}","type":"work","primary":true}]}',
      },
    ],
  },
  {
    title: "Enable provisioning",
    text: "On the Provisioning tab, tick Enable provisioning, choose which changes need an approval, and what happens to users who are taken away: suspend keeps their records here.",
  },
  {
    title: "Assign people",
    text: "Give people the application by role or by hand. Pending changes wait under Users until they are approved.",
  },
];

const jumpcloud: Steps = ({ baseUrl }) => [
  {
    title: "Open Identity Management of the application",
    text: "In the JumpCloud Admin Portal, open SSO Applications, your custom application, then Identity Management.",
  },
  {
    title: "Enter the connection",
    text: "Choose SCIM 2.0, generate an API key for JumpCloud and enter it as the token key.",
    fields: [{ label: "Base URL", value: baseUrl.replace(/\/$/, "") }],
    needs: "key",
  },
  {
    title: "Test and activate",
    text: "Activation creates a test user and a test group here and deletes both again: you find the requests below. Enable group management if groups are to follow.",
  },
  {
    title: "Bind user groups",
    text: "Give user groups the application. Groups without members are never created by JumpCloud.",
  },
];

/** Words of the guides that connect a directory. */
export const connectMessages = {
  connect: {
    title: "Connect a directory",
    detail: "Step by step, with the values of this account filled in.",
    clients: {
      lockstep: "Lockstep Directory",
      okta: "Okta",
      entra: "Microsoft Entra ID",
      onelogin: "OneLogin",
      jumpcloud: "JumpCloud",
    } as const,
    shortNames: {
      lockstep: "Lockstep",
      okta: "Okta",
      entra: "Entra ID",
      onelogin: "OneLogin",
      jumpcloud: "JumpCloud",
    } as const,
    chooseClient: "Directory",
    steps: { lockstep, okta, entra, onelogin, jumpcloud },
    generateFor: (client: string) => `Generate an API key for ${client}`,
    addUser: "Add the provisioning administrator",
    thenRequests: "Then watch the requests arrive",
    requestsLink: "Requests",
    tabs: { connect: "Connect", credentials: "Credentials", requests: "Requests", schemas: "Schemas" } as const,
    tabsLabel: "Parts of provisioning",
  },
} as const;
