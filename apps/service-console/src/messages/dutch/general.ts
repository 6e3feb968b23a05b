import type { Translated } from "@lockstep/ui/language";
import type { generalMessages as english } from "../general.ts";

/** Words of the frame, of sign-in and of the password reset, in Dutch. */
export const generalMessages: Translated<typeof english> = {
  product: "Service",
  actions: {
    showPassword: "Wachtwoord tonen of verbergen",
    save: "Opslaan",
    cancel: "Annuleren",
    search: "Zoeken",
    clear: "Filters wissen",
  },
  root: {
    failed: "Deze pagina kan niet worden getoond",
    notFound: "Op dit adres is geen pagina",
    notFoundDetail: "Misschien is de link oud, of is het object verwijderd.",
    toStart: "Naar de startpagina",
  },
  signIn: {
    title: "Aanmelden",
    description: "Met uw e-mailadres en wachtwoord.",
    email: "E-mail",
    emailMissing: "Vul uw e-mailadres in.",
    password: "Wachtwoord",
    passwordMissing: "Vul uw wachtwoord in.",
    submit: "Aanmelden",
    failed: "U bent niet aangemeld",
    goesOn: "Meld u aan om verder te gaan naar de gevraagde pagina.",
    forgot: "Wachtwoord vergeten?",
  },
  forgot: {
    title: "Wachtwoord vergeten?",
    description: "Vul uw e-mailadres in. Wij sturen een link waarmee u één keer een nieuw wachtwoord kunt kiezen.",
    submit: "Link versturen",
    failed: "De link is niet aangevraagd",
    sent: "Kijk in uw mail",
    sentDetail: (email) =>
      `Als er een actieve gebruiker met het adres ${email} is, dan is de link onderweg. Hij werkt één keer en niet lang.`,
    noMail: "Geen mail? Een beheerder leest mail die niet kon worden verstuurd in de Postbak uit.",
    back: "Terug naar aanmelden",
  },
  reset: {
    title: "Nieuw wachtwoord kiezen",
    description: "De link werkt één keer. Daarna meldt u zich aan met het nieuwe wachtwoord.",
    password: "Nieuw wachtwoord",
    repeat: "Nogmaals het nieuwe wachtwoord",
    tooShort: "Gebruik minstens 8 tekens.",
    differs: "De twee wachtwoorden verschillen.",
    submit: "Wachtwoord instellen",
    failed: "Het wachtwoord is niet ingesteld",
    newLink: "Nieuwe link aanvragen",
    done: "Uw nieuwe wachtwoord is ingesteld",
    doneDetail:
      "Gebruikt een directory dit account voor provisioning? Vul het nieuwe wachtwoord daar in en test het opnieuw.",
    toSignIn: "Aanmelden",
  },
  frame: {
    peopleGroup: "Account",
    users: "Gebruikers",
    groups: "Groepen",
    organisations: "Administraties",
    accountGroup: "Instellingen",
    provisioning: "Provisioning",
    outbox: "Postbak uit",
    myAccount: "Mijn account",
    signOutFailed: "U bent nog aangemeld",
    support: "Helpdesk",
    pricing: "Prijzen en abonnementen",
  },
};
