import type { PlanRun } from "@lockstep/directory-app/contract";
import type { Translated } from "@lockstep/ui/language";
import type { planMessages as english } from "../plans.ts";

type Summary = PlanRun["summary"];

const number = (value: number) => value.toLocaleString("nl");
const people = (count: number) => (count === 1 ? "1 persoon" : `${number(count)} personen`);
const counted = (count: number, one: string, many: string) => `${number(count)} ${count === 1 ? one : many}`;
const does = (count: number, one: string, many: string) => `${people(count)} ${count === 1 ? one : many}`;
const saveLabel = (what: string) => (summary: Summary) =>
  summary.requests > 0
    ? `Opslaan en ${counted(summary.requests, "verzoek", "verzoeken")} versturen`
    : `${what} opslaan`;

const purposes: Readonly<Record<string, string>> = {
  createUser: "wordt gemaakt",
  updateUser: "verandert",
  activateUser: "wordt weer geactiveerd",
  deactivateUser: "wordt gedeactiveerd",
  deleteUser: "wordt in de toepassing verwijderd",
  setPassword: "krijgt een wachtwoord",
  createGroup: "wordt gemaakt",
  renameGroup: "wordt hernoemd",
  deleteGroup: "wordt in de toepassing verwijderd",
};

/** Words of plans, in Dutch. */
export const planMessages: Translated<typeof english> = {
  planReview: {
    title: {
      features: "Wat de nieuwe instellingen van To App zouden doen",
      mappings: "Wat de nieuwe mappings zouden doen",
      target: "Wat de nieuwe instellingen van het doel zouden doen",
      nothing: "Wat een synchronisatie zou versturen",
    },
    apply: {
      features: saveLabel("To App"),
      mappings: saveLabel("Mappings"),
      target: saveLabel("Instellingen van het doel"),
      nothing: (summary) =>
        summary.requests > 0
          ? `${counted(summary.requests, "verzoek", "verzoeken")} versturen`
          : "Synchroniseren zonder verzoek",
    },
    keep: "Niet opslaan",
    close: "Plan sluiten zonder op te slaan",
    failed: "Het plan kan niet worden geladen",
    gone: "Dit plan wordt niet meer bewaard",
    goneHint: "De laatste tien plannen van een toepassing worden bewaard. Sla opnieuw op om een nieuw te maken.",
    progress: (scanned, total) =>
      total === null
        ? "Personen en groepen worden met de toepassing vergeleken…"
        : `${number(scanned)} van ${number(total)} personen en groepen vergeleken`,
    progressDetail:
      "De toepassing wordt gelezen, er wordt niets geschreven. U mag deze pagina verlaten; het plan gaat door.",
    states: {
      QUEUED: "Het plan wacht op zijn beurt",
      RUNNING: "Het plan wordt gemaakt",
      DONE: "Het plan is gemaakt",
      FAILED: "Het plan kon niet worden gemaakt",
      CANCELLED: "Het plan is afgebroken",
    },
    parts: (summary) =>
      [
        [summary.create, does(summary.create, "krijgt een account", "krijgen een account")],
        [
          summary.link,
          does(summary.link, "wordt aan een bestaand account gekoppeld", "worden aan een bestaand account gekoppeld"),
        ],
        [summary.update, does(summary.update, "verandert", "veranderen")],
        [summary.reactivate, does(summary.reactivate, "wordt weer geactiveerd", "worden weer geactiveerd")],
        [summary.deactivate, does(summary.deactivate, "wordt gedeactiveerd", "worden gedeactiveerd")],
        [summary.password, does(summary.password, "krijgt een nieuw wachtwoord", "krijgen een nieuw wachtwoord")],
        [summary.groupCreate, counted(summary.groupCreate, "groep wordt gemaakt", "groepen worden gemaakt")],
        [summary.groupRename, counted(summary.groupRename, "groep wordt hernoemd", "groepen worden hernoemd")],
        [summary.groupDelete, counted(summary.groupDelete, "groep wordt verwijderd", "groepen worden verwijderd")],
        [
          summary.membershipAdds,
          counted(summary.membershipAdds, "lidmaatschap komt erbij", "lidmaatschappen komen erbij"),
        ],
        [
          summary.membershipRemovals,
          counted(summary.membershipRemovals, "lidmaatschap verdwijnt", "lidmaatschappen verdwijnen"),
        ],
      ].flatMap(([count, words]) => (Number(count) > 0 ? [String(words)] : [])),
    sentence: (parts) => `${parts.join(", ")}.`,
    nothing: "Er zou niets worden verstuurd.",
    unchanged: (count) =>
      count === 0
        ? "Iedereen in de toepassing wordt geraakt."
        : `${counted(count, "persoon of groep blijft zoals zij is", "personen en groepen blijven zoals ze zijn")}.`,
    overwrites: ({ overwrites, overwrittenPeople }) =>
      `Waarden die de toepassing heeft, worden vervangen voor ${people(overwrittenPeople)}: ${Object.entries(overwrites)
        .map(([attribute, count]) => `${attribute} (${number(count)})`)
        .join(", ")}.`,
    blocked: "Sommige kunnen niet worden verstuurd",
    blockedBy: (cause, count) => `${people(count)}: ${cause}`,
    overBudget: "Meer dan het budget toestaat",
    approve: "Precies dit plan doorlaten",
    notApplied: "Het plan is niet uitgevoerd, en er is niets opgeslagen",
    subjects: "Wie geraakt wordt, met de precieze verzoeken",
    subjectsFailed: "De personen van het plan kunnen niet worden geladen",
    more: "Meer tonen",
    leftOut: "Weggelaten: er veranderde iets sinds het plan werd gemaakt.",
    purposes: (actions) => {
      const known = [...new Set(actions.map(({ purpose }) => purposes[purpose] ?? "leden veranderen"))].join(", ");
      return `${known} · ${counted(actions.length, "verzoek", "verzoeken")}`;
    },
    waitsFor: (names, more) =>
      `Wordt verstuurd na ${names.length + more === 1 ? "het account" : "de accounts"} van ${names.join(", ")}${more > 0 ? ` en ${counted(more, "andere persoon", "andere personen")}` : ""}, ${names.length + more === 1 ? "dat eerst wordt gemaakt" : "die eerst worden gemaakt"}.`,
    applied: (applied) =>
      applied === 0
        ? "Opgeslagen. Er hoefde niets te worden verstuurd"
        : `Opgeslagen. ${counted(applied, "wijziging is", "wijzigingen zijn")} onderweg`,
    appliedLeftOut: (names, count) =>
      `${counted(count, "persoon of groep veranderde", "personen en groepen veranderden")} intussen en ${count === 1 ? "is" : "zijn"} weggelaten: ${names.slice(0, 5).join(", ")}${count > 5 ? ", …" : ""}`,
    startFailed: "Het plan is niet begonnen",
  },
};
