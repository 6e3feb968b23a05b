import type { PushRule } from "@lockstep/directory-app/contract";
import type { Translated } from "@lockstep/ui/language";
import type { pushMessages as english } from "../push-groups.ts";

type Condition = PushRule["conditions"][number];
type Operator = Condition["operator"];

const number = (value: number) => value.toLocaleString("nl");
const groups = (count: number) => (count === 1 ? "1 groep" : `${number(count)} groepen`);

const operators: Readonly<Record<Operator, string>> = {
  STARTS_WITH: "begint met",
  ENDS_WITH: "eindigt op",
  CONTAINS: "bevat",
  EQUALS: "is",
};
const negated: Readonly<Record<Operator, string>> = {
  STARTS_WITH: "begint niet met",
  ENDS_WITH: "eindigt niet op",
  CONTAINS: "bevat niet",
  EQUALS: "is niet",
};
const attributes: Readonly<Record<Condition["attribute"], string>> = { name: "Naam", description: "Omschrijving" };

/** Words of an app's Push Groups tab, in Dutch. */
export const pushMessages: Translated<typeof english> = {
  pushState: {
    active: "Actief",
    activeMeaning: "De groep in de toepassing volgt deze.",
    pending: "Wordt gepusht",
    pendingMeaning: "Een wijziging wacht om te worden verstuurd.",
    inactive: "Inactief",
    inactiveMeaning: "Wijzigingen worden niet verstuurd.",
    error: "Fout",
    errorMeaning: "De laatste push mislukte.",
    unlinking: "Wordt ontkoppeld",
    unlinkingMeaning: "Het eindigt zodra de toepassing het weet.",
  },
  pushGroups: {
    title: "Push Groups",
    description: "Groepen die ook in de toepassing staan, met dezelfde naam en personen.",
    push: "Groepen pushen",
    find: "Groepen zoeken op naam",
    findByRule: "Groepen zoeken met een regel",
    views: "Groepen of regels",
    viewLabels: { groups: "Groepen", rules: "Regels", drift: "Afwijkingen" },
    filters: "Zoek gepushte groepen",
    search: "Zoek op naam van de groep",
    listFilter: "Welke gepushte groepen",
    lists: { all: "Alle", byName: "Op naam", byRule: "Door een regel", errors: "Fouten", inactive: "Inactief" },
    listCount: (label, count) => `${label} (${number(count)})`,
    group: "Groep hier",
    byName: "op naam",
    byRule: (rule) => `door de regel ${rule}`,
    target: "Groep in de toepassing",
    notThere: "nog niet daar",
    linkedThere: "gekoppeld",
    createdThere: "door de push gemaakt",
    status: "Status van de push",
    members: "Leden in de toepassing",
    memberCount: (pushed, all) => `${number(pushed)} van ${number(all)}`,
    leftOut: (count) => `${number(count)} weggelaten: waarom?`,
    membersLater: "Zonder leden tot “Nu pushen”.",
    lastPush: "Laatste push",
    never: "nooit",
    pushNow: "Nu pushen",
    retry: "Opnieuw proberen",
    activate: "Push activeren",
    deactivate: "Push deactiveren",
    unlink: "Gepushte groep ontkoppelen",
    keep: "Niet ontkoppelen",
    resolve: "Koppelen, hernoemen of overslaan…",
    retryAll: (count) => (count === 1 ? "1 groep opnieuw proberen" : `Alle ${groups(count)} opnieuw proberen`),
    added: (name) => `${name} is onderweg naar de toepassing`,
    addFailed: (name) => `De groep ${name} wordt niet gepusht`,
    acted: {
      push: (name) => `${name} wordt opnieuw in haar geheel gepusht`,
      retry: (name) => `${name} wordt opnieuw geprobeerd`,
      activate: (name) => `De push van ${name} is actief`,
      deactivate: (name) => `De push van ${name} is inactief`,
      keep: (name) => `${name} blijft gekoppeld`,
    },
    switchFailed: (name) => `De push van ${name} is niet gewijzigd`,
    bulk: {
      PUSH: "Nu pushen",
      ACTIVATE: "Activeren",
      DEACTIVATE: "Deactiveren",
      RETRY: "Opnieuw proberen",
      UNLINK: "Ontkoppelen",
    },
    bulkDone: (count) => `Gedaan voor ${groups(count)}`,
    bulkFailed: "De groepen zijn niet gewijzigd",
    refused: (count) => `${groups(count)} kon${count === 1 ? "" : "den"} niet worden gewijzigd`,
    refusal: (name, reason) => `${name ?? ""}: ${reason ?? ""}`,
    none: "Er wordt geen groep gepusht",
    noMatch: "Geen gepushte groep voldoet",
    noneDetail: "Push groepen op naam, of met een regel die ook latere groepen meeneemt.",
    settings: "Instellingen van Group Push",
    rename: "Groepen in de toepassing hernoemen naar de naam in de directory",
    renameDetail: "Uit: een groep hier hernoemen stopt haar push.",
    settingSaved: "De instellingen van Group Push zijn opgeslagen",
    settingFailed: "De instellingen van Group Push zijn niet opgeslagen",
  },
  addPush: {
    group: "Te pushen groep",
    asking: "De toepassing wordt naar groepen met deze naam gevraagd…",
    askFailed: "De toepassing kon niet naar haar groepen worden gevraagd",
    result: (name, count, pushedBy) =>
      count === 0
        ? `Niets gevonden: de toepassing heeft geen groep ${name}.`
        : `Gevonden: de toepassing heeft ${groups(count)} met de naam ${name}${pushedBy.length > 0 ? `, in gebruik door de push van ${pushedBy.join(", ")}` : ""}.`,
    action: "Uitkomst en wat te doen",
    create: "Groep maken",
    createDetail: "Een nieuwe groep in de toepassing. Een groep die de naam al heeft, wordt nooit overgenomen.",
    link: "Groep koppelen",
    linkDetail: "De groep van de toepassing wordt overgenomen: vanaf nu zijn haar leden die van deze groep.",
    name: "Naam in de toepassing",
    target: "Groep in de toepassing",
    now: "Lidmaatschappen meteen pushen",
    assign: "De toepassing aan de personen van de groep geven",
    assignDetail: "Hun accounts worden eerst gemaakt; alleen wie een account heeft, kan lid zijn.",
    saveAndAnother: "Opslaan en nog een toevoegen",
  },
  unlink: {
    title: (names) =>
      names.length === 1 ? `De gepushte groep ${names[0]} ontkoppelen?` : `${groups(names.length)} ontkoppelen?`,
    choice: "Wat er van de groep in de toepassing wordt",
    leave: "Groep in de toepassing laten staan",
    leaveDetail: "Zij houdt haar leden en wordt niet meer gewijzigd.",
    delete: "Groep in de toepassing verwijderen",
    deleteDetail: "De personen houden hun accounts.",
    confirmLeave: (count) => `${groups(count)} ontkoppelen`,
    confirmDelete: (count) => `${groups(count)} ontkoppelen en verwijderen`,
  },
  clash: {
    title: (label, name) => `${label} heeft al een groep ${name}`,
    description: "Namen van groepen zijn uniek. De andere groep is niet aangeraakt; kies wat er moet gebeuren.",
    choice: "Wat er moet gebeuren",
    choices: {
      RENAME: { label: "Onder een andere naam pushen", detail: "Een nieuwe groep in de toepassing, naast de andere." },
      LINK: {
        label: "Aan de groep in de toepassing koppelen",
        detail: "De andere groep wordt overgenomen: vanaf nu zijn haar leden die van onze groep.",
      },
      SKIP: { label: "Deze groep niet pushen", detail: "De push eindigt; regels laten de groep met rust." },
    },
    newName: "Naam in de toepassing",
    which: "Over te nemen groep",
    confirm: { RENAME: "Onder deze naam pushen", LINK: "1 groep overnemen", SKIP: "1 groep niet pushen" },
    done: {
      RENAME: (name) => `${name} wordt onder haar nieuwe naam gepusht`,
      LINK: (name) => `${name} is aan de groep in de toepassing gekoppeld`,
      SKIP: (name) => `${name} wordt niet gepusht`,
    },
  },
  leftOut: {
    title: (name) => `Push van ${name}`,
    failed: "De gepushte groep kan niet worden geladen",
    list: "Weggelaten leden",
    heading: (count) =>
      count === 0
        ? "Niemand is weggelaten"
        : `${count === 1 ? "1 lid is" : `${number(count)} leden zijn`} weggelaten; ieder komt erbij als de reden weg is`,
    cause: "Oorzaak",
    target: "Groep in de toepassing",
    reason: "Reden",
    none: "Niemand is weggelaten",
    noneDetail: "Alle leden van de groep staan in de toepassing.",
  },
  pushRules: {
    title: "Pushregels",
    add: "Nieuwe pushregel",
    edit: (name) => `De regel ${name} bewerken`,
    create: "Regel maken",
    name: "Naam van de regel",
    unnamed: "Nieuwe regel",
    match: "Groepen voldoen als",
    all: "alle voorwaarden kloppen",
    any: "één voorwaarde klopt",
    condition: (place) => `Voorwaarde ${place}`,
    attribute: "Attribuut",
    attributes,
    operator: "Vergelijking",
    operators,
    negated,
    text: "Tekst",
    addCondition: "Voorwaarde toevoegen",
    removeCondition: (place) => `Voorwaarde ${place} verwijderen`,
    whenUnmatched: "Als een groep niet meer voldoet",
    unmatched: {
      KEEP: "Zij blijft gepusht",
      UNLINK: "Zij wordt ontkoppeld en blijft in de toepassing",
      DELETE: "Zij wordt ontkoppeld en in de toepassing verwijderd",
    },
    assign: "De toepassing aan de personen van deze groepen geven",
    assignDetail:
      "Eerst worden hun accounts gemaakt, dan de groepen. Een groep die niet meer voldoet, houdt de toepassing voor haar personen.",
    assignEnds:
      "Vanaf nu krijgt geen groep de toepassing er nog bij. Groepen die haar door deze regel hebben, houden haar.",
    assigns: "De personen van zijn groepen krijgen de toepassing.",
    previewAssigns: (count) =>
      count === 0
        ? "Iedereen in deze groepen heeft de toepassing al, of mag haar niet krijgen."
        : `${count === 1 ? "1 persoon krijgt" : `${number(count)} personen krijgen`} de toepassing en een account erin.`,
    begin: "Wanneer hij begint",
    beginNow: "Groepen meteen pushen",
    beginLater: "De regel voorlopig inactief laten",
    previewHint: "Vul een tekst in om te zien welke groepen voldoen.",
    previewFailed: "De regel is zo niet te gebruiken",
    previewList: "Groepen waar de regel over gaat",
    previewWords: ({ matched, begin, clashes, pushed, excluded, end }) =>
      [
        `${groups(matched)} voldo${matched === 1 ? "et" : "en"}`,
        `${number(begin)} worden gepusht`,
        clashes > 0 ? `${number(clashes)} daarvan hebben een naam die de toepassing al heeft` : "",
        pushed > 0 ? `${number(pushed)} al gepusht` : "",
        excluded > 0 ? `${number(excluded)} met de hand uitgesloten` : "",
        end > 0 ? `${number(end)} voldoen niet meer` : "",
      ]
        .filter((part) => part !== "")
        .join(", "),
    nothingMatches: "Geen groep voldoet.",
    members: "Leden",
    effect: "Wat er gebeurt",
    effects: {
      BEGIN: "wordt gepusht",
      CLASH: "naam is in de toepassing bezet",
      PUSHED: "is al gepusht",
      EXCLUDED: "met de hand uitgesloten",
      END: "voldoet niet meer",
    },
    saved: (name) => `De regel ${name} is opgeslagen`,
    saveFailed: "De regel is niet opgeslagen",
    words: (match, conditions) =>
      conditions
        .map(
          ({ attribute, operator, value, not }) =>
            `${attributes[attribute]} ${(not ? negated : operators)[operator]} “${value}”`,
        )
        .join(match === "ALL" ? " en " : " of "),
    statuses: { ACTIVE: "Actief", INACTIVE: "Inactief" },
    groups: "Groepen",
    activate: "Regel activeren",
    deactivate: "Regel deactiveren",
    switched: (name, isActive) => `De regel ${name} is ${isActive ? "actief" : "inactief"}`,
    switchFailed: (name) => `De regel ${name} is niet gewijzigd`,
    delete: "Regel verwijderen",
    deleteQuestion: (name) => `De regel ${name} verwijderen?`,
    deleteGroups: (count) => `Wat er van ${groups(count)} wordt`,
    deleteChoices: {
      keep: "Ze blijven gepusht, alsof op naam gekozen",
      leave: "Ze worden ontkoppeld en blijven in de toepassing",
      delete: "Ze worden ontkoppeld en in de toepassing verwijderd",
    },
    deleteConfirm: (count, isDeleting) =>
      isDeleting ? `1 regel en ${groups(count)} in de toepassing verwijderen` : "1 regel verwijderen",
    none: "Geen pushregels",
    noneDetail: "Een regel pusht elke groep die voldoet, ook wie later komt.",
    exclusions: "Uitgesloten van regels",
    exclusionsDetail: "Met de hand ontkoppeld: geen regel pusht ze tot u het toestaat.",
    since: "Sinds",
    endExclusion: "Weer toestaan",
    endExclusionOf: (name) => `Regels ${name} weer laten pushen`,
    exclusionEnded: (name) => `Regels kijken weer naar ${name}`,
    exclusionFailed: (name) => `De uitsluiting van ${name} is niet beëindigd`,
  },
};
