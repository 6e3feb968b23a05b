import type { Translated } from "@lockstep/ui/language";
import type { accountMessages as english } from "../account.ts";

/** Words of one's own account and of the outbox, in Dutch. */
export const accountMessages: Translated<typeof english> = {
  outbox: {
    title: "Postbak uit",
    description:
      "Mail die geen mailserver heeft aangenomen. Zonder SMTP zijn links voor een nieuw wachtwoord hier te lezen.",
    empty: "De postbak uit is leeg",
    emptyDetail: "Mail verschijnt hier als zij niet kan worden verstuurd.",
    failed: "De postbak uit kan niet worden geladen",
    to: "Aan",
    subject: "Onderwerp",
    created: "Geschreven",
    show: "Lezen",
    close: "Sluiten",
    readLabel: (subject, to) => `Lees “${subject}” aan ${to}`,
  },
  account: {
    title: "Mijn account",
    tabs: { profile: "Profiel", password: "Wachtwoord", api: "API", sessions: "Sessies" },
    name: "Naam",
    email: "E-mail",
    emailDetail:
      "Dit is de gebruikersnaam die de directory stuurt. Is het niet uw adres, vraag dan in de directory om de gebruikersnaamnotatie “Email”.",
    roles: "Rollen",
    organisations: "Administraties",
    default: "standaard",
    noOrganisations: "Geen administratie.",
    current: "Huidig wachtwoord",
    currentMissing: "Vul uw huidige wachtwoord in.",
    newPassword: "Nieuw wachtwoord",
    repeat: "Nogmaals het nieuwe wachtwoord",
    tooShort: "Gebruik minstens 8 tekens.",
    differs: "De twee wachtwoorden verschillen.",
    change: "Wachtwoord wijzigen",
    changeFailed: "Het wachtwoord is niet gewijzigd",
    changed: "Uw wachtwoord is gewijzigd",
    changedDetail:
      "Een directory die zich met uw e-mail en wachtwoord aanmeldt, heeft het nieuwe wachtwoord ook nodig.",
    keys: "API-sleutels",
    keysDetail:
      "Een sleutel meldt zich aan als u. Gebruik er een per directory, zodat elke apart kan worden ingetrokken.",
    keysNotAllowed: "Alleen eigenaren en beheerders maken API-sleutels; vraag het een van hen.",
    switcher: "De administratie waarin u werkt",
    switcherDetail: "U hoort bij meerdere; een ervan is de standaard.",
    switcherAdministrator: "Wie via uw toegangsgegevens binnenkomt, komt er vanaf dan in.",
    switched: (name) => `U werkt nu in ${name}`,
    switchFailed: "De administratie is niet gewijzigd",
    sessions: "Waar u bent aangemeld",
    sessionsDetail: "Een nieuw wachtwoord beëindigt ze allemaal, behalve die waarin het is gewijzigd.",
    session: "Browser",
    unknownBrowser: "Onbekende browser",
    started: "Aangemeld",
    lastSeen: "Laatst gezien",
    sessionExpires: "Eindigt",
    thisOne: "Deze",
    endSession: "Afmelden",
    endSessionOf: (browser) => `${browser} afmelden`,
    sessionEnded: "Die browser is afgemeld",
    sessionNotEnded: "Die browser is nog aangemeld",
  },
};
