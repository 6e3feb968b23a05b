import type { ImportResult, ImportRow, ImportRun } from "@lockstep/directory-app/contract";
import type { Translated } from "@lockstep/ui/language";
import type { importMessages as english } from "../imports.ts";

const number = (value: number) => value.toLocaleString("nl");
const people = (count: number) => (count === 1 ? "1 persoon" : `${number(count)} personen`);
const users = (count: number) => (count === 1 ? "1 gebruiker" : `${number(count)} gebruikers`);
const joined = (parts: readonly (readonly [number, string])[]) =>
  parts.flatMap(([count, words]) => (count > 0 ? [`${number(count)} ${words}`] : [])).join(", ");

const held = ({ affected, population, percent }: NonNullable<ImportRun["hold"]>) =>
  `Zou ${number(affected)} van ${number(population)} accounts weghalen; de beveiliging staat ${percent} % toe.`;

const states: Readonly<Record<ImportRun["state"], string>> = {
  QUEUED: "Wacht",
  RUNNING: "Bezig",
  HELD: "Tegengehouden",
  DONE: "Klaar",
  FAILED: "Mislukt",
  CANCELLED: "Afgebroken",
};
const phases: Readonly<Record<ImportRun["phase"], string>> = {
  USERS: "gebruikers gelezen",
  CONFIRMATIONS: "gebruikers gelezen, die van de regels worden bevestigd",
  GROUPS: "groepen gelezen",
  REMOVALS: "nogmaals bekeken",
};
const matches: Readonly<Record<ImportRow["match"], string>> = {
  EXACT: "Precies",
  PARTIAL: "Gedeeltelijk",
  NONE: "Geen overeenkomst",
  AMBIGUOUS: "Meerdere",
};
const outcomes: Readonly<Record<ImportResult["outcome"], string>> = {
  CREATED: "Persoon gemaakt",
  LINKED: "Gekoppeld",
  WAITING: "Wacht op u",
  UPDATED: "Bijgewerkt",
  REMOVED: "Weggehaald",
  SKIPPED: "Overgeslagen",
  FAILED: "Mislukt",
};

/** Words of an app's Import tab, in Dutch. */
export const importMessages: Translated<typeof english> = {
  imports: {
    title: "Import",
    description: "Leest gebruikers en groepen uit de toepassing en koppelt gebruikers aan personen hier.",
    now: "Nu importeren",
    otherWays: "Andere imports",
    nowIncremental: "Importeren wat veranderde",
    nowGroups: "Groepen verversen",
    nowPreview: "Import vooraf bekijken",
    isPreview: "vooraf bekeken: er is niets gewijzigd",
    started: "De import is begonnen",
    startFailed: "De import is niet begonnen",
    cancel: "Afbreken",
    cancelFailed: "De import is niet afgebroken",
    decide: "Beslissen…",
    results: "Resultaten",
    resultsOf: (when) => `Resultaten van de import van ${when}`,
    runs: "Imports",
    startedAt: "Begonnen",
    modes: { FULL: "Iedereen", INCREMENTAL: "Wat veranderde", GROUPS: "Groepen" },
    triggers: { MANUAL: "met de hand", SCHEDULE: "volgens schema" },
    states,
    result: "Resultaat",
    progress: (phase, scanned, total) =>
      total === null
        ? `${number(scanned)} ${phases[phase]} tot nu toe`
        : `${number(scanned)} van ${number(total)} ${phases[phase]}`,
    pace: (perSecond, seconds) =>
      [
        perSecond === null ? "" : `${number(Math.round(perSecond))} per seconde`,
        seconds === null
          ? ""
          : `nog ongeveer ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`}`,
      ]
        .filter((part) => part !== "")
        .join(", "),
    held,
    summary: (run) =>
      run.mode === "GROUPS"
        ? groupWords(run)
        : [
            `${users(run.scanned)} gelezen`,
            joined([
              [run.newPeople, "nieuw"],
              [run.matched, "met overeenkomst"],
              [run.linked, "volgens regel gekoppeld"],
              [run.peopleCreated, "personen gemaakt"],
              [run.updated, "bijgewerkt"],
              [run.removed, "weggehaald"],
              [run.deactivated, "gedeactiveerd"],
              [run.suspended, "geschorst"],
              [run.kept, "weg maar behouden"],
              [run.skipped, "overgeslagen"],
              [run.failed, "mislukt"],
              [run.unchanged, "ongewijzigd"],
            ]),
          ]
            .filter((part) => part !== "")
            .join(": "),
    notes: (run) =>
      [
        run.mode !== "GROUPS" && run.groups.scanned > 0 ? groupWords(run) : "",
        run.complete === false ? (run.incompleteReason ?? "") : "",
        run.note ?? "",
        run.preview && run.hold !== null ? `De beveiliging zou hem tegenhouden. ${held(run.hold)}` : "",
        run.groups.problem ?? "",
        run.hookFailures > 0 ? `De hook gaf ${number(run.hookFailures)} keer geen bruikbaar antwoord.` : "",
      ].filter((note) => note !== ""),
    none: "Er is niets geïmporteerd",
    noneDetail: "Importeer nu, of stel een schema in onder Provisioning › To Directory.",
    views: "Gebruikers of groepen",
    viewLabels: { users: "Gebruikers", groups: "Groepen" },
  },
  heldImport: {
    title: (count) => `Deze import zou ${people(count)} weghalen`,
    consequences: [
      "Doorgaan neemt precies deze personen de toepassing af, zoals To Directory zegt.",
      "Stoppen beëindigt de import; wat gelezen is, blijft, en niemand wordt weggehaald.",
    ],
    list: "Accounts die in de toepassing weg of inactief zijn",
    cause: "In de toepassing",
    causes: { absent: "weg", inactive: "inactief" },
    nobody: "Niemand wordt nog weggehaald.",
    stop: "Import stoppen",
    approve: (count) => `Doorgaan en ${people(count)} weghalen`,
    decided: { approve: "De import gaat door", cancel: "De import is gestopt" },
  },
  importResults: {
    title: "Resultaten van de import",
    description: "Wat er van elk account werd.",
    difference: ({ appeared, ended }) =>
      `Vergeleken met de import ervoor: ${number(appeared)} erbij, ${number(ended)} beëindigd.`,
    download: "Downloaden als CSV",
    close: "Resultaten sluiten",
    filters: "Zoek in resultaten",
    search: "Zoek op gebruikersnaam",
    outcome: "Resultaat",
    all: "Elk resultaat",
    outcomes,
    count: (label, count) => (count === undefined ? label : `${label} (${number(count)})`),
    reason: "Waarom",
    changes: (attributes) => `Gewijzigd: ${attributes.join(", ")}`,
    none: "Geen resultaten",
    noneDetail: "Pas de filters aan; of de resultaten van deze import worden niet meer bewaard.",
  },
  importRows: {
    title: "In de toepassing gevonden gebruikers",
    description: "Beslis wie zij zijn: koppel aan een persoon, neem op als nieuwe persoon, of negeer.",
    filters: "Zoek geïmporteerde gebruikers",
    search: "Zoek op naam of gebruikersnaam",
    show: "Tonen",
    states: { UNCONFIRMED: "Te bevestigen", CONFIRMED: "Bevestigd", IGNORED: "Genegeerd" },
    match: "Overeenkomst",
    allMatches: "Elke overeenkomst",
    matchCount: (label, count) => (count === undefined ? label : `${label} (${number(count)})`),
    matches,
    matchMeanings: {
      EXACT: "De regels van To Directory stemmen overeen.",
      PARTIAL: "Voor- en achternaam stemmen overeen; kijk twee keer voor u koppelt.",
      NONE: "Niemand hier komt overeen.",
      AMBIGUOUS: "Meerdere personen komen overeen, of meerdere accounts bedoelen dezelfde; kies.",
    },
    keys: { move: "van rij naar rij" },
    inactive: "inactief in de toepassing",
    decision: "Toewijzing",
    decisionFor: (name) => `Toewijzing van ${name}`,
    personFor: (name) => `Persoon om ${name} aan te koppelen`,
    actions: { LINK: "Aan persoon koppelen", NEW: "Nieuwe persoon", IGNORE: "Negeren" },
    choosePerson: "Kies een persoon.",
    bulkLink: "Koppelen",
    bulkNew: "Als nieuw opnemen",
    bulkIgnore: "Negeren",
    confirmedAt: "Bevestigd",
    confirmedAs: { LINK: "Gekoppeld", NEW: "Nieuwe persoon" },
    cannotUndo: "niet meer terug te draaien",
    activateNew: "Gebruikers na bevestiging vanzelf activeren",
    confirmCount: (count) => `${number(count)} bevestigen`,
    question: (count) => `${count === 1 ? "1 toewijzing" : `${number(count)} toewijzingen`} bevestigen?`,
    consequences: (counts, left) => [
      ...(counts.link > 0 ? [`${people(counts.link)} gekoppeld aan accounts in de toepassing.`] : []),
      ...(counts.create > 0 ? [`${people(counts.create)} gemaakt in de directory.`] : []),
      ...(counts.ignore > 0 ? [`${number(counts.ignore)} genegeerd; zij kunnen later weer worden opgenomen.`] : []),
      ...(left > 0 ? [`${number(left)} blijven open, omdat er geen persoon is gekozen.`] : []),
      "Koppelingen en nieuwe personen zijn onder “Bevestigd” terug te draaien.",
    ],
    done: (result) =>
      `${number(result.linked)} gekoppeld, ${number(result.created)} gemaakt, ${number(result.ignored)} genegeerd`,
    undoCount: (count) => `${number(count)} terugdraaien`,
    undone: ({ unlinked, deleted, kept }) =>
      [
        `${number(unlinked)} ontkoppeld`,
        `${people(deleted)} weer verwijderd`,
        kept.length > 0 ? `${kept.length} gehouden: ${kept[0]?.reason ?? ""}` : "",
      ]
        .filter((part) => part !== "")
        .join(", "),
    unignoreCount: (count) => `${number(count)} weer opnemen`,
    unignored: (count) => `${users(count)} weer te bevestigen`,
    undoFailed: "Er is niets teruggedraaid",
    forAll: "Voor allen die wachten",
    confirmAll: {
      EXACT: (count) => `Alle ${number(count)} precieze overeenkomsten koppelen`,
      PARTIAL: (count) => `Alle ${number(count)} gedeeltelijke overeenkomsten koppelen`,
      NONE: (count) => `Alle ${number(count)} zonder overeenkomst als nieuwe personen opnemen`,
      AMBIGUOUS: (count) => `${number(count)} komen met meerdere personen overeen`,
    },
    allConsequence: {
      EXACT: "Ieder wordt gekoppeld aan de ene persoon die overeenkomt.",
      PARTIAL:
        "Ieder wordt gekoppeld aan de persoon met dezelfde naam. Namen komen vaker voor: kijk eerst naar de lijst.",
      NONE: "Voor ieder wordt een persoon in de directory gemaakt.",
      AMBIGUOUS: "Deze worden een voor een beslist.",
    },
    allProgress: (done, total) => `${number(done)} van ${number(total)} bevestigd`,
    allFailed: "Niet alle zijn bevestigd",
    allDone: ({ linked, created, failed }) =>
      `${number(linked)} gekoppeld, ${number(created)} gemaakt${failed > 0 ? `, ${number(failed)} wachten nog` : ""}`,
    failure: (userName, reason) => `${userName}: ${reason}`,
    rematch: "Opnieuw vergelijken",
    rematched: (looked, changed) => `${users(looked)} opnieuw vergeleken, ${number(changed)} komen nu anders overeen`,
    rematchFailed: "De gebruikers zijn niet opnieuw vergeleken",
    clear: "Onbevestigde wissen",
    clearQuestion: (count) => `${users(count)} die wachten wissen?`,
    clearConsequences: [
      "Zij verschijnen weer bij de volgende import.",
      "Accounts in de toepassing worden niet aangeraakt.",
    ],
    clearConfirm: (count) => `${users(count)} wissen`,
    cleared: (count) => `${users(count)} gewist`,
    none: {
      UNCONFIRMED: "Niemand wacht op bevestiging",
      CONFIRMED: "Nog niemand is bevestigd",
      IGNORED: "Niemand wordt genegeerd",
    },
    noneDetail: "Gebruikers van de toepassing verschijnen hier na een import.",
  },
  appGroupsFound: {
    title: "Groepen van de toepassing",
    description: "Zoals de laatste import ze vond. Ze worden in de toepassing gewijzigd, nooit hier.",
    filters: "Zoek groepen van de toepassing",
    search: "Zoek op naam",
    members: "Leden",
    membersUnknown: "Door de toepassing niet verteld",
    memberCount: (count) => (count === 1 ? "1 lid" : `${number(count)} leden`),
    memberCountOf: (count, name) => `${count === 1 ? "1 lid" : `${number(count)} leden`} van ${name} in de toepassing`,
    membersOf: (name) => `Leden van ${name} in de toepassing`,
    membersFailed: "De leden kunnen niet worden geladen",
    noMembers: "Niemand zit in deze groep.",
    kind: "Soort",
    kinds: (kind, isKnown) =>
      kind === "GROUP" ? "Groep" : isKnown ? "Persoon hier" : "Alleen in de toepassing bekend",
    changed: "Gewijzigd",
    seen: "Laatst gezien",
    none: "Er zijn geen groepen gevonden",
    noneDetail: "Zet Groepen importeren aan onder Provisioning › To Directory en importeer dan.",
  },
};

function groupWords({ groups }: ImportRun): string {
  return [
    `${groups.scanned === 1 ? "1 groep" : `${number(groups.scanned)} groepen`} gelezen`,
    joined([
      [groups.created, "nieuw"],
      [groups.updated, "gewijzigd"],
      [groups.removed, "weg"],
      [groups.unchanged, "ongewijzigd"],
    ]),
  ]
    .filter((part) => part !== "")
    .join(": ");
}
