/**
 * Sentences that the sources put together from parts: each part with wholes as they come out. The catalogues hold the wholes, since
 * another language puts its words in another order.
 */
export const COMPOSED: Readonly<Record<string, readonly string[]>> = {
  "To Directory, matching, ": ["To Directory, matching, autoConfirm: off becomes on."],
  "To Directory, sourcing, ": ["To Directory, sourcing, enabled: off becomes on."],
  "{1} {2} is added: {3}.": [
    "Mapping title is added: user.title (create only).",
    'Attribute grade is added: string "Grade" at urn:x:grade.',
  ],
  "{1} {2} is removed (it is {3}).": [
    "Mapping title is removed (it is user.title (create and update)).",
    'Attribute grade is removed (it is string "Grade" at urn:x:grade).',
  ],
  "{1} {2}: {3} becomes {4}.": [
    "Mapping title: user.title (create only) becomes user.title (create and update).",
    'Attribute grade: string "Grade" at urn:x:grade becomes string "Level" at urn:x:grade.',
  ],
  "create and update": ["Mapping title is added: user.title (create and update)."],
  "does not include your {1} name": [
    "Password requirements were not met. Password requirements: at least 8 characters, a lowercase letter, an uppercase letter, 2 lowercase letters, 3 uppercase letters, a number, a symbol, does not include your first name, does not include your last name. Not met: a number.",
  ],
  "an {1}": [
    "Password requirements were not met. Password requirements: an uppercase letter. Not met: an uppercase letter.",
  ],
  "row {1}": ["row 3: The column login is missing"],
  "row {1}, {2}": ["row 3, login: The field cannot be left blank"],
  " (the value that {1} would have)": [
    "costCode: An object with this field already exists in the current organization (the value that jane@corp.example would have)",
  ],
  "{1} values": ['costCode: Several people share 3 values, such as "A1": make them different first'],
  'The unlinking of "{1}" {2}.': ['The unlinking of "Sales" was not asked for.'],
  "is being carried out at this moment": ['The unlinking of "Sales" is being carried out at this moment.'],
  "was not asked for": ['The unlinking of "Sales" was not asked for.'],
  "{1} user {2} of people who have an account would change": [
    "token: 1 user name of people who have an account would change. Ask for the plan (POST …/sign-on/plan) and send its token to confirm.",
    "token: People or settings changed since the plan was made; now 4 user names of people who have an account would change. Ask for the plan again.",
  ],
  "The token endpoint {1}": [
    "The token endpoint https://a.example/token could not be asked. The host name is not known to the name server.",
  ],
  "{1} could not be asked. {2}": [
    "The token endpoint https://a.example/token could not be asked. The network is down.",
  ],
  "{1} gives no token ({2}).": ["The token endpoint https://a.example/token gives no token (invalid_client)."],
  "{1} answered with status {2} and no access token.": [
    "The token endpoint https://a.example/token answered with status 200 and no access token.",
  ],
  "{1} provisioning beyond the budget": [
    "Approve provisioning beyond the budget",
    "Reject provisioning beyond the budget",
  ],
  "{1} missing in the app.": ["1 member is missing in the app.", "2 members are missing in the app."],
  "{1} in the app only.": ["1 member is in the app only.", "2 members are in the app only."],
  "{1} of the app's own: kept.": ["1 member is of the app's own: kept.", "2 members are of the app's own: kept."],
  "1 member is": ["1 member is missing in the app. Only the name was compared."],
  "{1} members are": ["2 members are missing in the app. 1 member is in the app only."],
  "; {1} decides about the person, since it comes first among the sources": [
    "The account is gone from the app; Payroll decides about the person, since it comes first among the sources.",
  ],
  "; the person is protected and was not {1}: do it by hand if it is meant": [
    "The account is inactive in the app; the person is protected and was not deactivated: do it by hand if it is meant.",
    "The account is gone from the app; the person is protected and was not suspended: do it by hand if it is meant; work on it is under way, and it finds the account gone by itself.",
  ],
  "; the person is {1} and cannot be {2}": [
    "The account is inactive in the app; the person is STAGED and cannot be deactivated.",
    "The account is inactive in the app; the person is STAGED and cannot be suspended.",
  ],
  "; the person is {1}": [
    "The account is inactive in the app; the person is deactivated.",
    "The account is inactive in the app; the person is suspended.",
  ],
  " and {1} more": ["12 people match: a@corp.example, b@corp.example and 7 more."],
  ", and nobody the same first and last name": [
    'Nobody has login "jane@corp.example", and nobody the same first and last name.',
    'Nobody has login "jane@corp.example" and email (the account has none), and nobody the same first and last name.',
    'Nobody has login "jane@corp.example" and email (the account has none).',
  ],
  "1 group was left out: it has": ["1 group was left out: it has no name, or an id that cannot be kept."],
  "{1} groups were left out: they have": ["4 groups were left out: they have no name, or an id that cannot be kept."],
  "{1} no name, or an id that cannot be kept.": ["1 group was left out: it has no name, or an id that cannot be kept."],
  "id is longer than {1}": ["The account's id is longer than 255 characters: shorten it in the app."],
  "userName is longer than {1}": ["The account's userName is longer than 255 characters: shorten it in the app."],
  "The account's {1} characters: shorten it in the app.": [
    "The account's id is longer than 255 characters: shorten it in the app.",
  ],
  " {1} test resources are left: {2}": [
    "The measuring was cancelled. 2 test resources are left: Its create was never answered, and may still be carried out.",
  ],
  "Unable to remove pushed group": ["Unable to remove pushed group Sales to app Expenses"],
  "Unable to push group": ["Unable to push group Sales to app Expenses"],
  "{1} {2} to app {3}": ["Unable to push group Sales to app Expenses"],
  "Automatic provisioning": ["Automatic provisioning of user jane@corp.example to app Expenses failed"],
  "{1} of user {2} to app {3} failed": ["Deactivation of user jane@corp.example to app Expenses failed"],
  " (position {1})": ["expression: Expected a number, found text. (position 5)"],
  "The definition": ["The definition must be a JSON object."],
  '"{1}" is {2}.': ['"members.value" is immutable.', '"members.display" is read-only.'],
  "{1} Probes that failed since: {2}.": ["8 of the last 10 runs failed. Probes that failed since: 3."],
  "The group was deleted in the app.{1}": ["The group was deleted in the app. The app has 2 others of its name."],
  "Too many attempts for this e-mail. Try again in {1} {2}, or reset the password.": [
    "Too many attempts for this e-mail. Try again in 1 minute, or reset the password.",
    "Too many attempts for this e-mail. Try again in 5 minutes, or reset the password.",
  ],
  "url: {1} {2}": [
    "url: The URL is not a web address. Enter the full address, such as https://app.example.com/webhooks.",
  ],
  "OAuth clients": ["A user has at most 20 OAuth clients; revoke one that is no longer used."],
  "A user has at most {1} {2}; revoke one that is no longer used.": [
    "A user has at most 20 API keys; revoke one that is no longer used.",
  ],
  "has that code or name": [
    "urn:x:organisation: no organisation at or below the default organisation of the provisioning administrator has that code or name.",
  ],
  "alone has that name: several do, so give the code": [
    "organisation: no organisation at or below the default organisation of the provisioning administrator alone has that name: several do, so give the code.",
  ],
  "{1}: no organisation at or below the default organisation of the provisioning administrator {2}.": [
    "organisation: no organisation at or below the default organisation of the provisioning administrator has that code or name.",
  ],
  'The app no longer has the group that "{1}" is pushed to ({2})': [
    'The app no longer has the group that "Sales" is pushed to (g1): it was deleted there.',
  ],
  ', but another one named "{1}" ({2}): it was deleted and made again there, or restored.': [
    'The app no longer has the group that "Sales" is pushed to (g1), but another one named "Sales" (g2): it was deleted and made again there, or restored.',
  ],
  ", but {1} others of this name.": [
    'The app no longer has the group that "Sales" is pushed to (g1), but 2 others of this name.',
  ],
  ": it was deleted there.": ['The app no longer has the group that "Sales" is pushed to (g1): it was deleted there.'],
  "at least {1}": ["String.join takes at least 2 values, found 1."],
  "{1} to {2}": ["String.substring takes 2 to 3 values, found 1.", "Time.now takes 0 to 1 value, found 2."],
  "{1} takes {2} {3}, found {4}.": ["String.len takes 1 value, found 2.", "String.append takes 2 values, found 1."],
  "the {1} {2}": ["Expected true or false, found the number 5.", "Expected a number, found the truth value true."],
  " to {1}": [
    "Status 302: a redirect to https://a.example, which is not followed.",
    "The base URL answers with a redirect to https://a.example; redirects are not followed.",
  ],
  "{1} is a string": [
    "The first page came: 4 users in the application. Tolerated: totalResults is a string; startIndex is a string.",
  ],
  "login {1}": ["The login jane@corp.example, which the app gives, belongs to another person."],
};

/** Wholes without a part in the sources: of the validation library, and of a family of ADR 42 where its English is stored or thrown. */
export const BORROWED: readonly string[] = [
  "Invalid input",
  "overBudget: 9 accounts would be deactivated; the budget allows 4 of 40 active accounts.",
  "9 accounts would be deactivated, after 2 in the last 24 hours; the budget allows 4 of 40 active accounts.",
  "12 group memberships would be removed; the budget allows 4 of 40 memberships.",
  "12 group memberships would be removed, after 2 in the last 24 hours; the budget allows 4 of 40 memberships.",
  "9 accounts would have values overwritten; the budget allows 4 of 40 accounts.",
  "9 accounts would have values overwritten, after 2 in the last 24 hours; the budget allows 4 of 40 accounts.",
  "name: Invalid input: expected string, received undefined",
  'Invalid option: expected one of "A"|"B"',
  'Unrecognized key: "colour"',
  'Unrecognized keys: "colour", "size"',
];
