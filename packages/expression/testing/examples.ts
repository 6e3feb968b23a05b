// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so do the templates of Okta look.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: Okta's example of a number is 3.141.
/** Expressions with their results: each example of Okta's pages with its page, and ours for functions that the pages show no value of. */
import type { ExpressionScope, Value } from "../index.ts";

/** The pages that the examples come from. */
export const PAGES = {
  overview: "https://developer.okta.com/docs/reference/okta-expression-language/",
  governance: "https://help.okta.com/en-us/content/topics/identity-governance/em/policy-rule-el-examples.htm",
  templates: "https://developer.okta.com/docs/reference/api/apps/ (userNameTemplate)",
  ours: "docs/reference/expressions.md",
} as const;

/** One example. */
export interface Example {
  readonly page: keyof typeof PAGES;
  readonly expression: string;
  readonly result: Value;
  /** Who it is evaluated for; Winston Churchill when not given. */
  readonly scope?: ExpressionScope;
  /** Written as a user name template, `${…}`. */
  readonly isTemplate?: true;
  /** Where the page's own text differs, and why. */
  readonly note?: string;
}

const OTHERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  manager: { firstName: "Bill", lastName: "Gates", email: "bill@okta.com" },
  assistant: { firstName: "Jock", lastName: "Colville", email: "jock@okta.com" },
};
const OTHERS_AT_GOOGLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  manager: { firstName: "William" },
  assistant: { firstName: "John" },
};

/** Winston Churchill of Okta's "Popular expressions", with an account in two directories, three groups and two people around him. */
export const WINSTON: ExpressionScope = {
  user: {
    firstName: "Winston",
    lastName: "Churchill",
    email: "winston.churchill@gmail.com",
    login: "winston.churchill@gmail.com",
    groupCode: 123,
    city: "San Francisco",
    salary: 2_000_000,
    isContractor: false,
    emptied: "",
  },
  appuser: { firstName: "Win", title: "Prime Minister" },
  instance: { userSuffix: "@corp" },
  app: { domain: "example.com", companySubDomain: "corp" },
  org: { name: "Acme", subDomain: "acme" },
  internal: { id: "00u1", status: "ACTIVE" },
  now: Date.parse("2015-07-31T17:18:37.979Z"),
  groups: () => [
    { id: "00gml2xHE3RYRx7cM0g3", name: "group1", type: "OKTA_GROUP" },
    { id: "groupId2", name: "San Francisco admins", type: "OKTA_GROUP" },
    { id: "00gjitX9HqABSoqTB0g3", name: "West Coast Users", type: "OKTA_GROUP" },
  ],
  apps: (name) => {
    if (name === "workday") return { user: { employeeID: "123456" }, app: {} };
    if (name === "active_directory") return { user: { managerUpn: "bob@okta.com" }, app: {} };
    if (name === "zendesk") return { user: { firstName: "Winnie" }, app: { companySubDomain: "acme-help" } };
    return undefined;
  },
  related: (relation, app) => (app === undefined ? OTHERS[relation] : OTHERS_AT_GOOGLE[relation]) ?? null,
};

const at = (now: string): ExpressionScope => ({ ...WINSTON, now: Date.parse(now) });
const alexander: ExpressionScope = { user: { firstName: "AlexANDER", email: "alex@okta.com" } };
const directory: ExpressionScope = {
  user: {
    login: "jane.doe@corp.example",
    email: "Jane.Doe@Corp.example",
    employeeID: "4711",
    samAccountName: "JDoe",
    userName: "jane@ad.example",
  },
  instance: { userSuffix: "@corp" },
};
const titled: ExpressionScope = {
  user: { firstName: "Ada", lastName: "Lovelace", middleInitial: "King", honorificPrefix: "Lady", courtesyTitle: "" },
};

const overview = (
  expression: string,
  result: Value,
  more: Omit<Example, "page" | "expression" | "result"> = {},
): Example => ({
  page: "overview",
  expression,
  result,
  ...more,
});
const ours = (expression: string, result: Value, scope?: ExpressionScope): Example => ({
  page: "ours",
  expression,
  result,
  ...(scope === undefined ? {} : { scope }),
});
const template = (expression: string, result: Value): Example => ({
  page: "templates",
  expression,
  result,
  scope: directory,
  isTemplate: true,
});

const FULL_NAME =
  'firstName + " " + (String.len(middleInitial) == 0 ? "" : (String.substring(middleInitial, 0, 1) + ". ")) + lastName';
const FORMAL_NAME = `(courtesyTitle != "" ? (courtesyTitle + " ") : honorificPrefix != "" ? (honorificPrefix + " ") : "") + ${FULL_NAME}`;

/** In the order of the pages. */
export const EXAMPLES: readonly Example[] = [
  overview("user.firstName", "Winston"),
  overview("user.login", "winston.churchill@gmail.com"),
  overview("zendesk.firstName", "Winnie"),
  overview("active_directory.managerUpn", "bob@okta.com"),
  overview("appuser.firstName", "Win"),
  overview("zendesk_app.companySubDomain", "acme-help"),
  overview("app.domain", "example.com"),
  overview("app.companySubDomain", "corp"),
  overview("org.name", "Acme"),
  overview("org.subDomain", "acme"),
  overview('String.append("This is", " a test")', "This is a test"),
  overview('String.join(",", "This", "is", "a", "test")', "This,is,a,test"),
  overview('String.join("", "This", "is", "a", "test")', "Thisisatest"),
  overview('String.len("This")', 4),
  overview('String.removeSpaces("This is a test")', "Thisisatest"),
  overview('String.replace("This is a test", "is", "at")', "That at a test"),
  overview('String.replaceFirst("This is a test", "is", "at")', "That is a test"),
  overview('String.stringContains("This is a test", "test")', true),
  overview(`String.stringContains("This is a test", "doesn'tExist")`, false),
  overview('String.stringSwitch("This is a test", "default", "key1", "value1")', "default"),
  overview('String.stringSwitch("This is a test", "default", "test", "value1")', "value1"),
  overview(
    'String.stringSwitch("First match wins", "default", "absent", "value1", "wins", "value2", "match", "value3")',
    "value2",
  ),
  overview('String.stringSwitch("Substrings count", "default", "ring", "value1")', "value1"),
  overview('String.substring("This is a test", 2, 9)', "is is a"),
  overview('String.substringAfter("abc@okta.com", "@")', "okta.com"),
  overview('String.substringBefore("abc@okta.com", "@")', "abc"),
  overview('String.toUpperCase("This")', "THIS"),
  overview('String.toLowerCase("ThiS")', "this"),
  overview("toUpperCase(source.firstName)", "ALEXANDER", { scope: alexander }),
  overview("toLowerCase(source.firstName)", "alexander", { scope: alexander }),
  overview("substringBefore(user.email, '@')", "alex", { scope: alexander }),
  overview("substringAfter(user.email, '@')", "okta.com", { scope: alexander }),
  overview("substring(source.firstName, 1, 4)", "lex", { scope: { user: { firstName: "Alexander" } } }),
  overview("Arrays.add({10, 20, 30}, 40)", [10, 20, 30, 40]),
  overview("Arrays.remove({10, 20, 30}, 20)", [10, 30]),
  overview("Arrays.clear({10, 20, 30})", []),
  overview("Arrays.get({0, 1, 2}, 0)", 0),
  overview("Arrays.flatten(10, {20, 30}, 40)", [10, 20, 30, 40]),
  overview("Arrays.contains({10, 20, 30}, 10)", true),
  overview("Arrays.contains({10, 20, 30}, 50)", false),
  overview("Arrays.size({10, 20, 30})", 3),
  overview("Arrays.size(NULL)", 0),
  overview("Arrays.isEmpty({10, 20})", false),
  overview("Arrays.isEmpty(NULL)", true),
  overview('Arrays.toCsvString({"This", "is", " a ", "test"})', "This,is, a ,test"),
  overview("Convert.toInt(val)", 1234, { scope: { user: { val: "1234" } } }),
  overview("Convert.toInt(val)", 123, { scope: { user: { val: 123.4 } } }),
  overview("Convert.toInt(val)", 124, { scope: { user: { val: 123.6 } } }),
  overview("Convert.toNum(val)", 3.141, { scope: { user: { val: "3.141" } } }),
  overview('Iso3166Convert.toAlpha2("IND")', "IN"),
  overview('Iso3166Convert.toAlpha3("840")', "USA"),
  overview('Iso3166Convert.toNumeric("USA")', "840"),
  overview('Iso3166Convert.toName("IN")', "India"),
  overview('getFilteredGroups({"00gml2xHE3RYRx7cM0g3"}, "group.name", 40)', ["group1"]),
  overview('isMemberOfGroupName("group1")', true),
  overview('isMemberOfGroup("groupId")', false),
  overview('isMemberOfAnyGroup("groupId1", "groupId2", "groupId3")', true),
  overview('isMemberOfGroupNameStartsWith("San Fr")', true),
  overview('isMemberOfGroupNameContains("admin")', true),
  overview('isMemberOfGroupNameRegex("/.*admin.*")', false, {
    note: "The page shows no result. The slash is a character like any other: only a name that begins with one matches.",
  }),
  overview('user.getLinkedObject("manager").lastName', "Gates"),
  overview("Time.now()", "2015-07-31T17:18:37.979Z"),
  overview('Time.now("EST")', "2015-07-31T13:30:49.964-04:00", { scope: at("2015-07-31T17:30:49.964Z") }),
  overview('Time.now("EST", "YYYY-MM-dd HH:mm:ss")', "2015-07-31 13:36:48", { scope: at("2015-07-31T17:36:48Z") }),
  overview('getManagerUser("active_directory").firstName', "Bill"),
  overview('getManagerAppUser("active_directory", "google").firstName', "William"),
  overview('getAssistantUser("active_directory").firstName', "Jock"),
  overview('getAssistantAppUser("active_directory", "google").firstName', "John"),
  overview("'Hello world'", "Hello world"),
  overview("1234", 1234),
  overview("3.141", 3.141),
  overview("true", true),
  overview("user.firstName + user.lastName", "WinstonChurchill"),
  overview('user.firstName + " " + user.lastName', "Winston Churchill"),
  overview("user.groupCode == 123 ? 'Sales' : 'Other'", "Sales"),
  overview(FULL_NAME, "Ada K. Lovelace", { scope: titled }),
  overview(FORMAL_NAME, "Lady Ada K. Lovelace", { scope: titled }),
  overview('String.stringContains(user.firstName, "dummy")', false),
  overview('user.city == "San Francisco"', true),
  overview("user.salary >= 1000000", true),
  overview("!user.isContractor", true),
  overview("user.salary > 1000000 AND !user.isContractor", true),
  overview('user.firstName + "." + user.lastName', "Winston.Churchill"),
  overview("substring(user.firstName, 0, 1) + user.lastName", "WChurchill"),
  overview("substring(user.firstName, 0, 1) + substring(user.lastName, 0, 6)", "WChurch"),
  overview('toLowerCase(substring( user.firstName, 0, 1)) + "." + toLowerCase(user.lastName)', "w.churchill", {
    note: "The page prints w.churchhill: a slip of the pen.",
  }),
  overview(
    'toUpperCase(substringBefore( substringAfter(user.email, "@"), ".")) + "\\" + substringBefore( user.email, "@")',
    "GMAIL\\winston.churchill",
  ),
  overview(
    'toUpperCase(substringBefore( substringAfter(user.email, "@"), ".")) + "\\" + toLowerCase(substring( user.firstName, 0, 1)) + toLowerCase(user.lastName)',
    "GMAIL\\wchurchill",
  ),
  overview(
    '"XDOMAIN\\" + toLowerCase(substring( user.firstName, 0, 1)) + toLowerCase(user.lastName)',
    "XDOMAIN\\wchurchill",
  ),
  overview("hasWorkdayUser() ? findWorkdayUser().employeeID : null", "123456"),
  overview("hasDirectoryUser() ? findDirectoryUser().managerUpn : null", "bob@okta.com"),
  {
    page: "governance",
    expression: "user.isMemberOf({'group.profile.name': 'West Coast Users', 'operator': 'EXACT'})",
    result: true,
  },
  { page: "governance", expression: "user.isMemberOf({'group.id': '00gjitX9HqABSoqTB0g3'})", result: true },
  {
    page: "governance",
    expression: "!user.isMemberOf({'group.profile.name': 'West Coast Users', 'operator': 'EXACT'})",
    result: false,
  },
  {
    page: "governance",
    expression:
      "user.isMemberOf({'group.id': '00gjitX9HqABSoqTB0g3'}) && user.isMemberOf({'group.id': '00garwpuyxHaWOkdV0g4'})",
    result: false,
  },
  template("${source.login}", "jane.doe@corp.example"),
  template('${fn:substringBefore(source.login, "@")}', "jane.doe"),
  template("${source.email}", "Jane.Doe@Corp.example"),
  template("${fn:toLowerCase(source.email)}", "jane.doe@corp.example"),
  template('${fn:substringBefore(source.email, "@")}', "Jane.Doe"),
  template("${source.employeeID}", "4711"),
  template("${source.samAccountName}", "JDoe"),
  template("${fn:toLowerCase(source.samAccountName)}", "jdoe"),
  template("${source.userName}", "jane@ad.example"),
  template('${fn:substringBefore(source.userName, "@")}', "jane"),
  template("${source.userName}${instance.userSuffix}", "jane@ad.example@corp"),
  ours('user.getInternalProperty("id")', "00u1"),
  ours('source.getInternalProperty("status")', "ACTIVE"),
  ours('String.startsWith(user.email, "winston")', true),
  ours('user.emptied ?: "nothing"', "nothing"),
  ours("user.getGroups().![profile.name]", ["group1", "San Francisco admins", "West Coast Users"]),
  ours("user.getGroups({'group.profile.name': 'admins', 'operator': 'CONTAINS'}).![id]", ["groupId2"]),
  ours('Groups.contains("OKTA", "an", 10)', ["San Francisco admins"]),
  ours('Groups.startsWith("OKTA", "West", 10)', ["West Coast Users"]),
  ours('Groups.endsWith("OKTA", "s", 1)', ["San Francisco admins"]),
  ours('isMemberOfGroupNameRegex("San .* admins?")', true),
  ours('user.email matches "[a-z.]+@gmail\\.com"', true),
  ours('Time.fromWindowsToIso8601("130828367170000000")', "2015-07-31T17:18:37.000Z"),
  ours('Time.fromUnixToIso8601("1438363117")', "2015-07-31T17:18:37.000Z"),
  ours('Time.fromStringToIso8601("31/07/2015 17:18", "dd/MM/yyyy HH:mm")', "2015-07-31T17:18:00.000Z"),
  ours('Time.fromIso8601ToWindows("2015-07-31T17:18:37.000Z")', "130828367170000000"),
  ours('Time.fromIso8601ToUnix("2015-07-31T13:18:37-04:00")', "1438363117"),
  ours(`Time.fromIso8601ToString("2015-07-31T17:18:37Z", "d MMM yyyy 'at' h:mm a")`, "31 Jul 2015 at 5:18 PM"),
];
