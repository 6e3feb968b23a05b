import type { Translated } from "@lockstep/ui/language";
import type { guideMessages as english } from "../guide.ts";

/** Words of the set-up guide, in Dutch. Names of settings stay as they stand on the pages. */
export const guideMessages: Translated<typeof english> = {
  guide: {
    title: "Installatiegids",
    description: "De configuratiegids als afvinklijst. De vinkjes volgen de instellingen vanzelf.",
    wholeGuide: "De hele gids lezen",
    app: "Toepassing",
    failed: "De toepassingen kunnen niet worden geladen",
    noApp: "Er is geen toepassing om in te stellen",
    noAppDetail: "Voeg eerst de toepassing toe; de lijst volgt dan haar instellingen.",
    progress: (done, total) => `${done} van ${total} stappen gedaan`,
    states: { done: "(gedaan)", open: "(te doen)", advice: "(zelf nakijken)", unknown: "(nog niet bekend)" },
    chapters: {
      requirements: "Voorwaarden",
      integration: "1. Integration",
      toApp: "2. To App",
      toDirectory: "3. To Directory",
      assignments: "4. Assignments",
      groupPush: "5. Group push",
      signOn: "Tip: Sign On",
    },
    readGuide: "De handleiding lezen",
    open: {
      requirements: "De toepassing openen",
      integration: "Integration openen",
      toApp: "To App openen",
      toDirectory: "To Directory openen",
      assignments: "Assignments openen",
      groupPush: "Push Groups openen",
      signOn: "Sign On openen",
    },
    steps: {
      administrator: {
        title: "Een aparte gebruiker met beheerrechten",
        detail: "Voeg hem in de toepassing toe en gebruik hem alleen voor provisioning.",
      },
      organisation: {
        title: "De gebruiker hoort bij de standaardadministratie",
        detail: "Bij meerdere administraties: die welke de standaard moet zijn voor gebruikers uit de directory.",
      },
      groupNames: {
        title: "Groepsnamen zijn uniek",
        detail: "Een groep waarvan de toepassing de naam al heeft, wordt pas gekoppeld als u dat kiest.",
      },
      enable: { title: "Zet Enable API integration aan", detail: "Op Provisioning › Integration." },
      credentials: {
        title: "Vul gebruikersnaam en wachtwoord in",
        detail: "De gegevens van de gebruiker die alleen voor provisioning is.",
      },
      test: {
        title: "Test de API-gegevens en sla dan op",
        detail: "Opslaan kan zodra de test een goede verbinding meldt.",
      },
      createUsers: { title: "Create Users", detail: "Accounts worden gemaakt als de toepassing wordt toegewezen." },
      updateUserAttributes: { title: "Update User Attributes", detail: "Gewijzigde profielen worden verstuurd." },
      deactivateUsers: {
        title: "Deactivate Users",
        detail: "Accounts worden gedeactiveerd als de toepassing wordt ingetrokken.",
      },
      syncPassword: { title: "Sync Password", detail: "Voor elke persoon gaat een wachtwoord mee." },
      passwordOptions: {
        title:
          "Aanbevolen: een willekeurig wachtwoord, en een nieuw bij elke wijziging van het wachtwoord van de directory",
        detail: "U bent vrij in uw keuze van wachtwoordinstellingen.",
      },
      toDirectory: {
        title: "De import staat op nooit, of op een schema",
        detail: "Nooit, als alle personen hier worden beheerd. Deze pagina heet “To Okta” in de gids.",
      },
      assignments: { title: "Voeg personen of groepen toe", detail: "Als alle instellingen zijn opgeslagen." },
      groupPush: { title: "Push groepen", detail: "Groepen staan dan met dezelfde personen in de toepassing." },
      userName: {
        title: "Application username format staat op Email",
        detail: "Anders zien mensen hun gebruikersnaam van de directory waar de toepassing hun e-mailadres toont.",
      },
    },
    troubleshooting: "Problemen en tips",
    tips: [
      "Mislukt de test van de API-gegevens, meld u dan met de provisioninggebruiker aan op de website van de toepassing. Lukt dat ook niet, stel het wachtwoord daar opnieuw in, vul het nieuwe in onder Integration en test opnieuw. Wat intussen mislukte, wordt vanzelf verstuurd.",
      "De integratie is er alleen voor accounts met de SCIM-module. Zie prijzen en abonnementen, of vraag de helpdesk.",
    ],
  },
};
