import type { Translated } from "@lockstep/ui/language";
import type { schemaMessages as english } from "../schemas.ts";

/** Words of the account's own schemas and resource types, in Dutch. */
export const schemaMessages: Translated<typeof english> = {
  schemas: {
    title: "Schema's",
    types: "Soorten objecten",
    typesDetail: "Wat directory's kunnen bijhouden. Naast gebruikers en groepen kan een account eigen soorten hebben.",
    schemas: "Schema's en uitbreidingen",
    schemasDetail: "De attributen van de soorten. Een uitbreiding geeft gebruikers of groepen meer attributen.",
    name: "Naam",
    endpoint: "Eindpunt",
    id: "Id",
    attributes: "Attributen",
    attributeCount: (count) => (count === 1 ? "1 attribuut" : `${count} attributen`),
    origin: "Herkomst",
    own: "Dit account",
    inherited: "De service",
    addType: "Soort toevoegen",
    addSchema: "Schema toevoegen",
    edit: "Bewerken",
    show: "Tonen",
    editOf: (name) => `${name} bewerken`,
    showOf: (name) => `${name} tonen`,
    json: "Definitie",
    jsonDetail: "In de JSON van RFC 7643, zoals directory's haar te zien krijgen.",
    invalidJson: "Dit is geen geldige JSON. Kijk naar aanhalingstekens, komma's en accolades.",
    save: "Opslaan",
    saved: (name) => `${name} is opgeslagen`,
    failed: "De definitie is niet opgeslagen",
    remove: "Verwijderen",
    removeTitle: (name) => `De definitie ${name} verwijderen?`,
    removeConsequences: [
      "Directory's die haar gebruiken, worden vanaf nu geweigerd.",
      "Zij kan niet weg zolang iets van het account erdoor is bepaald of eronder is opgeslagen.",
    ],
    removeConfirm: "1 definitie verwijderen",
    removed: (name) => `${name} is verwijderd`,
    close: "Sluiten",
    restores: "Zelfde id voor wat terugkomt",
    restoresDetail:
      "Verwijdert een directory iets en maakt zij het onder dezelfde externalId opnieuw, dan krijgt het dezelfde id als eerst.",
    settingsFailed: "De instelling is niet gewijzigd",
    restoresOn: "Wat terugkomt, krijgt zijn oude id",
    restoresOff: "Wat terugkomt, krijgt een nieuwe id",
  },
};
