import type { Translated } from "@lockstep/ui/language";
import type { ConnectStep, ConnectValues, connectMessages as english } from "../connect.ts";

type Steps = (values: ConnectValues) => readonly ConnectStep[];

const lockstep: Steps = ({ baseUrl }) => [
  {
    title: "Open het tabblad Provisioning van de toepassing",
    text: "Kies in de Lockstep Directory Toepassingen, de toepassing van deze service, dan Provisioning › Integration.",
  },
  {
    title: "Schakel de API-integratie in",
    text: "Zet Enable API integration aan en vul e-mail en wachtwoord van een aparte beheerder van dit account in.",
    fields: [{ label: "SCIM connector base URL", value: baseUrl }],
    needs: "user",
  },
  {
    title: "Test de API-gegevens en sla op",
    text: "Elke stap van de test toont oorzaak en oplossing als zij mislukt. Sla op als alles groen is.",
  },
  {
    title: "Kies wat naar de toepassing gaat",
    text: "Zet op To App Create Users, Update User Attributes, Deactivate Users en Sync Password met een willekeurig wachtwoord aan.",
  },
  {
    title: "Wijs personen toe en push groepen",
    text: "Geef personen de toepassing onder Assignments, en spiegel groepen onder Push Groups.",
  },
];

const okta: Steps = ({ baseUrl }) => [
  {
    title: "Zet SCIM-provisioning aan voor de app",
    text: "Open in de Okta Admin Console Applications › Applications › uw app voor deze service. Bewerk op het tabblad General de App Settings, zet Provisioning op SCIM en sla op. Er verschijnt een tabblad Provisioning.",
  },
  {
    title: "Vul de verbinding in",
    text: "Kies Edit op Provisioning › Integration. Vul deze waarden in, vink de gewenste acties aan en kies HTTP Header als authenticatie.",
    fields: [
      { label: "SCIM connector base URL", value: baseUrl },
      { label: "Unique identifier field for users", value: "userName" },
    ],
  },
  {
    title: "Geef Okta een API-sleutel",
    text: "Maak een API-sleutel voor Okta en plak die in Authorization. Hij wordt één keer getoond.",
    needs: "key",
  },
  {
    title: "Test de verbinding",
    text: "Kies Test Connector Configuration. De verzoeken verschijnen binnen seconden onder Verzoeken op deze pagina. Sla dan op.",
  },
  {
    title: "Zet To App aan",
    text: "Kies Edit op Provisioning › To App en zet Create Users, Update User Attributes en Deactivate Users aan. Sync Password met een willekeurig wachtwoord kan ook.",
  },
  {
    title: "Toon de e-mail van mensen",
    text: "Zet op het tabblad Sign On de Application username format op Email: deze service toont de gebruikersnaam als e-mail.",
  },
  {
    title: "Wijs toe en push groepen",
    text: "Wijs op het tabblad Assignments personen of groepen toe. Gebruik Push Groups voor de groepen zelf; hun namen moeten uniek zijn.",
  },
];

const entra: Steps = ({ baseUrl }) => [
  {
    title: "Maak een enterprise application",
    text: "Open in het Microsoft Entra-beheercentrum Enterprise applications, maak een eigen toepassing die niet in de galerie staat, en open haar pagina Provisioning. Kies de automatische modus.",
  },
  {
    title: "Vul de beheerdersgegevens in",
    text: "Maak een API-sleutel voor Entra ID en vul die in als secret token. Met de vlag aadOptscim062020 in de URL stuurt Entra ID verzoeken die de standaard beter volgen.",
    fields: [
      { label: "Tenant URL", value: baseUrl },
      { label: "Tenant URL met de vlag", value: `${baseUrl}?aadOptscim062020` },
    ],
    needs: "key",
  },
  {
    title: "Test de verbinding en sla op",
    text: "Test Connection zoekt een gebruiker die niet bestaat; een lege lijst is het goede antwoord. Sla op.",
  },
  {
    title: "Controleer de mappings",
    text: "Koppel gebruikers op userName met userPrincipalName of mail als bron, en houd objectId als externalId. Groepen worden op displayName gekoppeld. Geneste groepen stuurt Entra ID niet.",
  },
  {
    title: "Wijs toe en start",
    text: "Wijs gebruikers en groepen aan de toepassing toe, laat het bereik op toegewezen gebruikers en groepen staan, en start provisioning. Een ronde duurt ongeveer 40 minuten; Provision on demand stuurt één gebruiker meteen.",
  },
];

const onelogin: Steps = ({ baseUrl }) => [
  {
    title: "Voeg de SCIM-connector toe",
    text: "Open in OneLogin Applications › Add App en kies SCIM Provisioner with SAML (SCIM v2 Enterprise).",
  },
  {
    title: "Vul het tabblad Configuration in",
    text: "Maak een API-sleutel voor OneLogin, vul die in als SCIM bearer token en schakel de API-verbinding in.",
    fields: [{ label: "SCIM Base URL", value: baseUrl.replace(/\/$/, "") }],
    needs: "key",
  },
  {
    title: "Gebruik een JSON-sjabloon met de huidige schema's",
    text: "Het sjabloon bepaalt wat er gestuurd wordt. Oude schemanamen en lege waarden worden hier begrepen, en geteld onder Verzoeken.",
    fields: [
      {
        label: "SCIM JSON Template",
        value:
          '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{$parameters.scimusername}","name":{"givenName":"{$user.firstname}","familyName":"{$user.lastname}"},"emails":[{"value":"{$user.email}","type":"work","primary":true}]}',
      },
    ],
  },
  {
    title: "Schakel provisioning in",
    text: "Vink op het tabblad Provisioning Enable provisioning aan, kies welke wijzigingen goedkeuring nodig hebben, en wat er gebeurt met wie de toepassing verliest: suspend bewaart hun records hier.",
  },
  {
    title: "Wijs personen toe",
    text: "Geef personen de toepassing via een rol of met de hand. Wijzigingen die goedkeuring nodig hebben, wachten onder Users.",
  },
];

const jumpcloud: Steps = ({ baseUrl }) => [
  {
    title: "Open Identity Management van de toepassing",
    text: "Open in de JumpCloud Admin Portal SSO Applications, uw eigen toepassing, en dan Identity Management.",
  },
  {
    title: "Vul de verbinding in",
    text: "Kies SCIM 2.0, maak een API-sleutel voor JumpCloud en vul die in als token key.",
    fields: [{ label: "Base URL", value: baseUrl.replace(/\/$/, "") }],
    needs: "key",
  },
  {
    title: "Test en activeer",
    text: "Bij het activeren worden hier een testgebruiker en een testgroep gemaakt en weer verwijderd: u vindt de verzoeken hieronder. Zet groepsbeheer aan als groepen mee moeten.",
  },
  {
    title: "Koppel gebruikersgroepen",
    text: "Geef gebruikersgroepen de toepassing. Groepen zonder leden maakt JumpCloud nooit aan.",
  },
];

/** Words of the guides that connect a directory, in Dutch. Names of fields stay as the directories show them. */
export const connectMessages: Translated<typeof english> = {
  connect: {
    title: "Verbind een directory",
    detail: "Stap voor stap, met de waarden van dit account ingevuld.",
    clients: {
      lockstep: "Lockstep Directory",
      okta: "Okta",
      entra: "Microsoft Entra ID",
      onelogin: "OneLogin",
      jumpcloud: "JumpCloud",
    },
    shortNames: {
      lockstep: "Lockstep",
      okta: "Okta",
      entra: "Entra ID",
      onelogin: "OneLogin",
      jumpcloud: "JumpCloud",
    },
    chooseClient: "Directory",
    steps: { lockstep, okta, entra, onelogin, jumpcloud },
    generateFor: (client) => `API-sleutel voor ${client} maken`,
    addUser: "Provisioningbeheerder toevoegen",
    thenRequests: "Zie daarna de verzoeken binnenkomen",
    requestsLink: "Verzoeken",
    tabs: { connect: "Verbinden", credentials: "Toegangsgegevens", requests: "Verzoeken", schemas: "Schema's" },
    tabsLabel: "Onderdelen van provisioning",
  },
};
