import type { Translated } from "@lockstep/ui/language";
import type { inboundMessages as english } from "../inbound.ts";

/** Words of what comes in from an app, in Dutch. */
export const inboundMessages: Translated<typeof english> = {
  importSafeguard: {
    title: "Beveiliging van imports",
    description: "Een import die meer zou weghalen, stopt vóór de eerste verwijdering en wacht op u.",
    loadFailed: "De beveiliging van imports kan niet worden geladen",
    enabled: "Stop imports die te veel personen zouden weghalen",
    percent: "Hoogstens dit deel van de accounts",
    from: "als er minstens zoveel zijn",
    inherited: "Dit is de standaard van de directory voor elke toepassing.",
    own: "Deze toepassing heeft een eigen grens.",
    directory: ({ status, percent, from }) =>
      status === "ENABLED"
        ? `Over alle toepassingen samen ${percent} % vanaf ${from.toLocaleString("nl")} accounts.`
        : "Over alle toepassingen samen is er geen grens.",
    saved: "De beveiliging van imports is opgeslagen",
    saveFailed: "De beveiliging van imports is niet opgeslagen",
  },
  importMappings: {
    title: "Mappings naar de directory",
    description:
      "Welk attribuut van een persoon uit welk attribuut van de toepassing komt (appuser.…), als een import de persoon maakt of bijhoudt.",
    loadFailed: "De mappings kunnen niet worden geladen",
    none: "Er is niets gekoppeld: geïmporteerde personen hebben een login en verder niets.",
    add: "Attribuut toevoegen",
    removeLabel: (title) => `Mapping van ${title} verwijderen`,
    saved: "De mappings naar de directory zijn opgeslagen",
    saveFailed: "De mappings zijn niet opgeslagen",
  },
  importHook: {
    title: "Inline hook",
    description:
      "Een programma van u dat over elk geïmporteerd account wordt gevraagd, en kan wijzigen wat ermee gebeurt.",
    loadFailed: "De hook kan niet worden geladen",
    failed: "De hook is niet gewijzigd",
    url: "Adres",
    urlDetail:
      "Wordt met POST gevraagd, ondertekend. Zonder bruikbaar antwoord binnen drie seconden gaat de import door alsof hij er niet was.",
    enabled: "Bij imports vragen",
    saved: "De hook is opgeslagen",
    secret: "Het geheim voor de handtekening, deze ene keer getoond",
    secretLabel: "Geheim",
    test: "Testen",
    works: (ms) => `Hij antwoordt zoals het hoort, in ${Math.round(ms)} ms`,
    question: "Wat hem gevraagd werd",
    answer: (status) => (status === null ? "Hij gaf geen antwoord" : `Wat hij antwoordde (status ${status})`),
    renew: "Nieuw geheim",
    remove: "Verwijderen",
    removeQuestion: "De hook verwijderen?",
    removeConsequences: ["Imports gaan vanaf het volgende account zonder hem verder."],
    removeConfirm: "1 hook verwijderen",
  },
};
