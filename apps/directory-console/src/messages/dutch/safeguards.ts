import type { Translated } from "@lockstep/ui/language";
import type { safeguardMessages as english } from "../safeguards.ts";

const number = (value: number) => value.toLocaleString("nl");
const people = (count: number) => (count === 1 ? "1 persoon" : `${number(count)} personen`);
const memberships = (count: number) => (count === 1 ? "1 lidmaatschap" : `${number(count)} lidmaatschappen`);
const meanwhile = (left: number) => (left > 0 ? `, ${number(left)} veranderden intussen` : "");

/** Words of budgets, holds, protected people, pace and policies, in Dutch. */
export const safeguardMessages: Translated<typeof english> = {
  budget: {
    title: "Budgetten",
    description:
      "Hoeveel er mag worden weggehaald zonder het u te vragen. Wat te doen staat en wat binnen de uren werd gedaan, telt samen.",
    loadFailed: "De budgetten kunnen niet worden geladen",
    directions: {
      deactivations: "Gedeactiveerde accounts",
      membershipRemovals: "Weggehaalde lidmaatschappen",
      attributeOverwrites: "Overschreven accounts",
    },
    percent: "Hoogstens dit deel",
    from: "als er minstens zoveel zijn",
    count: "en hoogstens dit aantal",
    noLimit: "Geen grens",
    window: "Geteld over uren",
    windowDetail: "Wat druppelsgewijs komt, telt als één.",
    useDefault: "De standaard van de directory gebruiken",
    saved: (label) => `De budgetten van ${label} zijn opgeslagen`,
    saveFailed: (label) => `De budgetten van ${label} zijn niet opgeslagen`,
  },
  holds: {
    title: {
      deactivations: (count) => `${people(count)} zou${count === 1 ? "" : "den"} worden gedeactiveerd: het wacht op u`,
      membershipRemovals: (count) =>
        `${memberships(count)} zou${count === 1 ? "" : "den"} worden weggehaald: het wacht op u`,
      attributeOverwrites: (count) => `Waarden van ${people(count)} zouden worden overschreven: het wacht op u`,
    },
    look: "Lijst bekijken en beslissen",
    close: "Sluiten zonder te beslissen",
    consequences: [
      "Goedkeuren laat precies deze lijst door, één keer. Wie intussen veranderde, wordt opnieuw beoordeeld.",
      "Afwijzen laat het werk vallen tot er iets verandert. Toewijzingen blijven zoals ze zijn.",
    ],
    list: "Wie wordt tegengehouden",
    who: "Persoon of groep",
    note: "Opmerking",
    noteOf: (kind, amount, moved) =>
      [kind === "pushGroup" ? memberships(amount) : "", moved ? "veranderde intussen: weggelaten" : ""]
        .filter((part) => part !== "")
        .join(", "),
    nobody: "Niemand wordt nog tegengehouden.",
    approve: {
      deactivations: (count) => `${people(count)} deactiveren`,
      membershipRemovals: (count) => `${memberships(count)} weghalen`,
      attributeOverwrites: (count) => `${people(count)} overschrijven`,
    },
    reject: (count) => `${number(count)} afwijzen`,
    failed: "De beslissing is niet opgeslagen",
    decided: {
      approve: (count, left) => `${number(count)} doorgelaten${meanwhile(left)}`,
      reject: (count, left) => `${number(count)} gelaten zoals ze zijn${meanwhile(left)}`,
    },
  },
  protectedPeople: {
    title: "Beschermde personen",
    description:
      "Hun accounts worden in geen enkele toepassing gedeactiveerd voor u de taak goedkeurt. Geldt voor alle toepassingen.",
    add: "Beschermen",
    name: "Wie",
    reason: "Reden",
    reasonDetail: "Wie over de taak beslist, leest haar.",
    since: "Sinds",
    kinds: { PERSON: "persoon", GROUP: "groep", ADMINISTRATORS: "rol" },
    who: "Wie te beschermen",
    choices: {
      PERSON: "Eén persoon",
      GROUP: "Iedereen in een groep",
      ADMINISTRATORS: "De beheerders van deze directory",
    },
    findPerson: "Zoek een persoon",
    findGroup: "Zoek een groep",
    added: (name) => `${name} is beschermd`,
    failed: "De bescherming is niet toegevoegd",
    end: "Bescherming beëindigen",
    endLabel: (name) => `Bescherming van ${name} beëindigen`,
    endQuestion: (name) => `De bescherming van ${name} beëindigen?`,
    endConsequences: [
      "Vanaf nu worden hun accounts gedeactiveerd als die van ieder ander.",
      "Wat als taak wacht, blijft wachten.",
    ],
    endConfirm: "1 bescherming beëindigen",
    none: "Niemand is beschermd",
    noneDetail: "Bescherm personen zonder wie niemand verder kan: beheerders, helpdesks, noodaccounts.",
  },
  engine: {
    title: "Tempo en beleid",
    description: "Hoe met de toepassing wordt gewerkt, en wat bijzondere toestanden betekenen.",
    loadFailed: "Tempo en beleid kunnen niet worden geladen",
    suspended: "Als een persoon in de directory wordt geschorst",
    suspendedChoices: {
      IGNORE: { label: "Account laten", detail: "Zoals Okta: schorsen verstuurt niets." },
      DEACTIVATE: { label: "Account deactiveren", detail: "Het wordt weer geactiveerd als de schorsing eindigt." },
    },
    gone: "Als een account uit de toepassing verdween",
    goneChoices: {
      RECREATE: { label: "Opnieuw maken", detail: "Vanzelf, bij de volgende wijziging." },
      ASK: { label: "Eerst vragen", detail: "Een taak wacht op uw goedkeuring." },
    },
    passwordLength: "Lengte van willekeurige wachtwoorden",
    passwordAlphabet: "Tekens van willekeurige wachtwoorden",
    requests: "Hoogstens zoveel verzoeken",
    per: "per",
    periods: { SECOND: "seconde", MINUTE: "minuut", HOUR: "uur" },
    noLimit: "Zoveel als de toepassing aankan",
    concurrency: "Personen en groepen tegelijk",
    workersLimit: "De grens van de workers zelf",
    saved: (label) => `Tempo en beleid van ${label} zijn opgeslagen`,
    saveFailed: (label) => `Tempo en beleid van ${label} zijn niet opgeslagen`,
  },
};
