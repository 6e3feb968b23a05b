import type { DriftCheck, DriftFindingView, DriftRepair } from "@lockstep/directory-app/contract";
import type { Translated } from "@lockstep/ui/language";
import type { driftMessages as english } from "../drift.ts";

const number = (value: number) => value.toLocaleString("nl");
const groups = (count: number) => (count === 1 ? "1 groep" : `${number(count)} groepen`);

const states: Readonly<Record<DriftFindingView["state"], string>> = {
  IN_SYNC: "Zoals gepusht",
  DRIFTED: "Gewijzigd in de toepassing",
  DELETED: "Verwijderd in de toepassing",
  RECREATED: "Opnieuw aangemaakt in de toepassing",
  UNKNOWN: "Kon niet worden vergeleken",
};
const kinds: Readonly<Record<DriftRepair["kind"], string>> = {
  NOTHING: "De groep is zoals hij is gepusht; er zou niets worden verzonden.",
  CHANGE: "De groep in de toepassing wordt rechtgezet.",
  CREATE: "De groep wordt opnieuw aangemaakt in de toepassing.",
  LINK: "De push wordt gekoppeld aan de groep die de naam nu draagt.",
};

/** Words of drift, in Dutch. */
export const driftMessages: Translated<typeof english> = {
  drift: {
    title: "Afwijkingen van gepushte groepen",
    check: "Nu met de toepassing vergelijken",
    checkFailed: "De groepen zijn niet vergeleken",
    progress: ({ state, checked, total, drifted }: DriftCheck) =>
      state === "QUEUED" || state === "RUNNING"
        ? `${number(checked)} van ${total === null ? "?" : number(total)} groepen vergeleken`
        : `${groups(checked)} vergeleken, ${number(drifted)} gewijzigd in de toepassing`,
    found: "Bevinding",
    states,
    members: "Leden",
    difference: (missing: number, extra: number) =>
      missing + extra === 0 ? "–" : `${number(missing)} te weinig, ${number(extra)} te veel`,
    checked: "Vergeleken",
    repair: "Herstellen",
    repairOf: (name: string) => `${name} herstellen`,
    planFailed: "Het herstel kon niet worden gepland",
    kinds,
    confirm: "1 groep herstellen",
    repaired: (name: string) => `${name} wordt rechtgezet`,
    notRepaired: "De groep is niet hersteld",
    none: "Er is nog niets vergeleken",
    noneDetail: "Vergelijk nu, om te zien of iemand gepushte groepen in de toepassing heeft gewijzigd.",
  },
  driftSettings: {
    title: "Vergelijking met de toepassing",
    description:
      "Gepushte groepen worden in de toepassing gelezen en vergeleken. Een vergelijking wijzigt niets; u herstelt wat zij vindt.",
    loadFailed: "De instellingen van de vergelijking konden niet worden geladen",
    schedule: "Automatisch vergelijken",
    schedules: {
      NEVER: "Nooit",
      HOURLY: "Elk uur",
      DAILY: "Elke dag om 03:23",
      WEEKLY: "Elke zondag om 03:23",
      cron: "Cron-expressie",
    },
    never: "Groepen worden alleen vergeleken wanneer iemand daarom vraagt.",
    next: "Volgende vergelijking:",
    foreign: "Bij het herstellen van een groep: leden die de directory niet kent",
    foreignChoices: {
      KEEP: {
        label: "blijven in de groep",
        detail: "Alleen wat deze directory erin of eruit heeft gehaald, wordt rechtgezet.",
      },
      REMOVE: {
        label: "worden uit de groep verwijderd",
        detail: "Het herstel noemt ieder van hen voordat er iets wordt verzonden.",
      },
    },
    saved: "De vergelijking met de toepassing is opgeslagen",
    saveFailed: "De vergelijking met de toepassing is niet opgeslagen",
  },
};
