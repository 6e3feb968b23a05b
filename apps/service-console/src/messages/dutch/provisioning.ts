import type { Translated } from "@lockstep/ui/language";
import type { provisioningMessages as english } from "../provisioning.ts";

/** Words of the provisioning page and of what its requests show, in Dutch. */
export const provisioningMessages: Translated<typeof english> = {
  provisioning: {
    title: "Provisioning",
    description: "Hoe een directory zoals Okta, Entra ID of Lockstep Directory de gebruikers van dit account bijhoudt.",
    module: "SCIM-module",
    moduleOn: "Aan",
    moduleOff: "Uit",
    switchLabel: "SCIM-module ingeschakeld",
    onDetail: "Directory's met geldige toegangsgegevens kunnen gebruikers en groepen lezen en wijzigen.",
    offDetail: "Elke SCIM-aanroep van elke directory wordt met status 403 geweigerd tot de module aan staat.",
    noRight: "Alleen eigenaren en beheerders kunnen de module aan- en uitzetten.",
    plans: "Prijzen en abonnementen",
    enabled: "De SCIM-module is ingeschakeld",
    disabled: "De SCIM-module is uitgeschakeld",
    disableTitle: (account) => `De SCIM-module van ${account} uitschakelen?`,
    disableConsequences: [
      "Elke SCIM-aanroep van elke verbonden directory krijgt vanaf nu 403 als antwoord.",
      "Gebruikers en groepen blijven zoals ze zijn; wijzigingen in de directory komen niet meer aan.",
      "Niemand wordt afgemeld en niemand wordt gedeactiveerd.",
    ],
    disable: "SCIM-module uitschakelen",
    values: "Waarden van dit account",
    baseUrl: "Basis-URL van SCIM",
    baseUrlDetail: "Precies zo, met de schuine streep aan het einde.",
    identifier: "Uniek veld voor gebruikers",
    defaultOrganisation: "Waar nieuwe gebruikers terechtkomen",
    defaultOrganisationDetail:
      "Gebruikers uit een directory komen in de standaardadministratie van de beheerder wiens toegangsgegevens de directory gebruikt. Neem de moederadministratie, tenzij u een reden hebt voor een andere.",
    adviceTitle: "Voor u begint",
    advice: [
      "Voeg een aparte gebruiker met beheerrechten toe die alleen provisioning gebruikt.",
      "Geef die gebruiker de administratie die de standaard moet zijn voor gebruikers uit de directory.",
      "Zorg dat groepsnamen uniek zijn; een dubbele wordt geweigerd en niet gekoppeld.",
    ],
    support: "Helpdesk",
  },
  traffic: {
    normalisations: "Toleranties die nodig waren",
    normalisationsDetail:
      "Elke manier waarop een directory van de standaard afwijkt en toch wordt begrepen, met het aantal verzoeken.",
    noNormalisations: "Er was geen tolerantie nodig",
    noNormalisationsDetail: "Elk verzoek tot nu toe is gelezen zoals de standaard zegt, of geweigerd.",
    tolerance: "Tolerantie",
    credential: "Toegangsgegevens",
    count: "Verzoeken",
    last: "Laatst nodig",
  },
};
