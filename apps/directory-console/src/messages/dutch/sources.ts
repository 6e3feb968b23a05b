import type { Translated } from "@lockstep/ui/language";
import type { sourceMessages as english } from "../sources.ts";

/** Words of profile sources, in Dutch. */
export const sourceMessages: Translated<typeof english> = {
  order: {
    place: "Volgorde",
    up: (name: string) => `${name} omhoog`,
    down: (name: string) => `${name} omlaag`,
  },
  profileSources: {
    title: "Profielbronnen",
    description:
      "Toepassingen die personen leveren: wat zij over een persoon zeggen, telt hier en wordt van anderen geweigerd.",
    order: "Volgorde van de toepassingen",
    orderDetail:
      "De eerste toepassing die een attribuut invult, heeft daarover het laatste woord. De eerste toepassing van een persoon bepaalt of die persoon actief is.",
    app: "Toepassing",
    attributes: "Vult in",
    none: "Geen enkele toepassing levert personen",
    noneDetail: "Sta het toe in een toepassing onder Provisioning › To Directory, Bron van profiel en status.",
    moved: (name: string, place: number, count: number) => `${name} is nu ${place} van ${count}`,
    unsaved: "De nieuwe volgorde is niet opgeslagen",
    save: "Bekijken en opslaan",
    question: "De profielbronnen in deze volgorde zetten?",
    passes: (from: string, to: string, attributes: string) =>
      `Bij personen die in ${from} en in ${to} zitten, heeft ${to} voortaan het laatste woord: ${attributes}.`,
    nothingPasses: (from: string, to: string) =>
      `${from} en ${to} vullen samen geen attribuut in; tussen hen verandert geen waarde van eigenaar.`,
    status: "Of een persoon actief is, bepaalt de eerste toepassing van die persoon.",
    compared:
      "Nieuwe waarden komen met de volgende import van elke toepassing. Wat de toepassingen krijgen, wordt meteen vergeleken.",
    confirm: "Deze volgorde opslaan",
    saved: "De volgorde van de profielbronnen is opgeslagen",
    undo: "Terug naar de vorige volgorde",
  },
  attributeSource: {
    column: "Laatste woord",
    change: (attribute: string) => `Bron van ${attribute}`,
    button: "Bron",
    title: (attribute: string) => `Wie heeft het laatste woord over ${attribute}?`,
    choices: {
      PROFILE_MASTER: {
        label: "De profielbronnen, in hun volgorde",
        detail: "De eerste toepassing die de persoon levert en dit attribuut invult.",
      },
      OKTA: {
        label: "De directory zelf",
        detail: "Geen toepassing wijzigt het. Het wordt hier en via de API bewerkt.",
      },
      OVERRIDE: {
        label: "Eigen keuze van toepassingen",
        detail: "De eerste hiervan die de persoon levert, ongeacht de volgorde van de profielbronnen.",
      },
    },
    words: { PROFILE_MASTER: "Bronnen", OKTA: "Directory" },
    add: "Toepassing toevoegen",
    noneFree: "Geen andere toepassing levert personen",
    removeLabel: (app: string) => `${app} verwijderen`,
    consequence:
      "Waarden blijven zoals ze zijn tot de volgende import van een toepassing die het laatste woord heeft. Wat de toepassingen krijgen, wordt meteen vergeleken.",
    saved: (attribute: string) => `De bron van “${attribute}” is opgeslagen`,
    failed: (attribute: string) => `De bron van “${attribute}” is niet gewijzigd`,
  },
};
