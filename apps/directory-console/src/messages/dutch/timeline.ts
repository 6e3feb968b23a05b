import type { Translated } from "@lockstep/ui/language";
import type { timelineMessages as english } from "../timeline.ts";

const count = (value: number, one: string, many: string) =>
  value === 1 ? `1 ${one}` : `${value.toLocaleString("nl")} ${many}`;

/** Words of a person's timeline, of the list of people, and of what a change of status does, in Dutch. */
export const timelineMessages: Translated<typeof english> = {
  timeline: {
    title: (name) => `Tijdlijn van ${name}`,
    fallback: "Tijdlijn",
    description:
      "Wat er met deze persoon gebeurde, aan beide kanten, het nieuwste eerst. Verzoeken en wat de toepassing ermee deed, staan bij elkaar.",
    open: "Tijdlijn",
    failed: "De tijdlijn kan niet worden geladen",
    filters: "Wat de tijdlijn toont",
    app: "Toepassing",
    allApps: "Alle toepassingen",
    reads: "Ook verzoeken die alleen lezen",
    more: "Oudere tonen",
    none: "Er is nog niets gebeurd",
    noneDetail: "Wijzigingen van deze persoon, en wat toepassingen ervan krijgen, verschijnen hier.",
    whyTitle: "Waarom?",
    whyDescription: "De eerste voorwaarde die niet klopt, en de ene wijziging die zou helpen.",
    whyPick: "Vraag naar een toepassing",
    whyNone: "Deze persoon heeft geen toepassing. Kies er een om te zien waarom niet.",
    whyFailed: "De vraag kon niet worden beantwoord",
    conditions: "Alle voorwaarden",
    has: "Heeft toegang",
    hasNot: "Geen toegang",
    conditionOk: "Klopt",
    conditionFails: "Klopt niet",
    conditionOpen: "Niet gevraagd",
    kinds: {
      change: "Wijziging",
      membership: "Groep",
      decision: "Beslissing",
      request: "Verzoek",
      work: "Werk",
    },
    by: (name) => `door ${name}`,
    answered: (status) => `antwoord ${status}`,
    took: (milliseconds) => `${milliseconds.toLocaleString("nl")} ms`,
    run: (app) => `Verstuurd naar ${app}`,
    unstored: {
      underWay: {
        label: "Bezig",
        detail: "De directory verstuurt dit. De verzoeken worden verteld als de uitvoering klaar is.",
      },
      lost: {
        label: "Afgebroken",
        detail:
          "De directory heeft dit verstuurd, maar de worker eindigde voordat de verzoeken waren opgeslagen. De volgende uitvoering kijkt wat ervan geworden is.",
      },
    },
    steps: (steps) => count(steps, "stap", "stappen"),
    trace: "Trace",
    appSide: (app) => `In ${app}`,
    appEvents: {
      created: "Het account werd opgeslagen",
      replaced: "Het opgeslagen account veranderde",
      removed: "Het account werd verwijderd",
    },
    appChanged: (attributes) => `Gewijzigd: ${attributes}`,
    appVersion: (version) => `versie ${version}`,
    appFeed: (cursor) => `gebeurtenis ${cursor}`,
    webhook: (name) => `Webhook ${name}:`,
    deliveries: { pending: "Onderweg", delivered: "Bezorgd", dead: "Opgegeven" },
    attempts: (number) => count(number, "poging", "pogingen"),
    carriesOut: "Voert uit:",
    carriedOutBy: "Uitgevoerd door:",
    olderChanges: (number) => count(number, "wijziging die niet is geladen", "wijzigingen die niet zijn geladen"),
    andOlder: (number) => `en ${count(number, "wijziging die niet is geladen", "wijzigingen die niet zijn geladen")}`,
    appOwn: (app) => `In ${app} zelf gewijzigd`,
    appSilent: (app, why) => `${app} vertelt haar kant niet. ${why}`,
    appTold: (app: string) => `${app} heeft zijn kant van het verhaal verteld.`,
    appAsking: (app) => `${app} wordt naar haar kant gevraagd`,
    appFailed: (app) => `${app} kon niet naar haar kant worden gevraagd`,
    details: "Details",
  },
  peopleList: {
    total: (total, isCapped) =>
      isCapped ? `Meer dan ${total.toLocaleString("nl")} personen` : count(total, "persoon", "personen"),
    columns: "Kolommen",
    columnsLabel: "Kolommen kiezen",
    more: "Meer tonen",
    loadingMore: "Er worden meer personen geladen",
    departmentOnly: (name) => `Alleen afdeling ${name}`,
    clearDepartment: "Alle afdelingen tonen",
    employeeNumber: "Nummer",
    titleColumn: "Functie",
    login: "Login",
    created: "Gemaakt",
    organization: "Organisatie",
    city: "Plaats",
  },
  consequences: {
    title: "In toepassingen",
    loading: "Er wordt gekeken wat dit in elke toepassing doet",
    failed: "Het is niet gelukt op te zoeken wat dit in toepassingen doet. Het kan toch worden gedaan.",
    none: "Het raakt geen toepassing.",
    effects: {
      deactivates: "Gedeactiveerd",
      keeps: "Blijft",
      returns: "Komt terug",
      asksFirst: "Wacht op goedkeuring",
      nothing: "Niets",
    },
    count: (value) =>
      value === 0
        ? "Er wordt geen account gedeactiveerd."
        : `${count(value, "account wordt", "accounts worden")} gedeactiveerd.`,
  },
  helpDesk: {
    unlock: "Ontgrendelen",
    unlockQuestion: (name) => `${name} ontgrendelen?`,
    unlockConsequences: ["De persoon kan zich weer aanmelden met het wachtwoord van eerst."],
    unlockConfirm: "1 persoon ontgrendelen",
    unlocked: (name) => `${name} is ontgrendeld`,
    reset: "Wachtwoord herstellen",
    resetQuestion: (name) => `Het wachtwoord van ${name} herstellen?`,
    resetConsequences: [
      "Het huidige wachtwoord eindigt meteen.",
      "U krijgt een link die één keer en één uur werkt; geef hem door op een manier die u vertrouwt.",
    ],
    resetConfirm: "1 wachtwoord herstellen",
    linkTitle: (name) => `Link voor ${name}`,
    link: "Link om een wachtwoord te kiezen",
    linkDetail: "Hij werkt één keer, één uur lang, en wordt deze ene keer getoond.",
    close: "Ik heb hem doorgegeven",
  },
};
