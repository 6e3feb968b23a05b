import type { Translated } from "@lockstep/ui/language";
import type { generalMessages as english } from "../general.ts";

const count = (value: number) => value.toLocaleString("nl");

/** Words of the frame, of sign-in and of the overview, in Dutch. */
export const generalMessages: Translated<typeof english> = {
  product: "Directory",
  loading: "Laden",
  actions: {
    showPassword: "Wachtwoord tonen of verbergen",
    save: "Opslaan",
    cancel: "Annuleren",
    edit: "Bewerken",
    clearFilters: "Filters wissen",
  },
  picker: {
    person: "Naam, e-mail of login",
    noPerson: "Niemand voldoet",
    noGroup: "Geen groep voldoet",
  },
  root: {
    failed: "Deze pagina kan niet worden getoond",
    notFound: "Op dit adres is geen pagina",
    notFoundDetail: "Misschien is de link oud, of is het object verwijderd.",
    toStart: "Naar het overzicht",
  },
  signIn: {
    title: "Aanmelden",
    description: "Voor beheerders van de directory.",
    login: "Login",
    loginMissing: "Vul uw login in.",
    password: "Wachtwoord",
    passwordMissing: "Vul uw wachtwoord in.",
    submit: "Aanmelden",
    failed: "U bent niet aangemeld",
    ended: "Uw sessie is afgelopen",
    goesOn: "Meld u aan om verder te gaan naar de gevraagde pagina.",
  },
  frame: {
    signOutFailed: "U bent nog aangemeld",
    support: "Helpdesk",
    pricing: "Prijzen en abonnementen",
    overview: "Overzicht",
    guide: "Installatiegids",
    directory: "Directory",
    people: "Personen",
    groups: "Groepen",
    provisioning: "Provisioning",
    applications: "Toepassingen",
    tasks: "Taken",
    openTasks: "openstaande taken",
    records: "Registratie",
    administration: "Beheer",
    systemLog: "Systeemlog",
    apiTokens: "API-tokens",
  },
  overview: {
    title: "Overzicht",
    welcome: (name) => `Aangemeld als ${name}. De cijfers verversen vanzelf.`,
    failed: "Het overzicht kan niet worden geladen",
    people: "Personen",
    activePeople: (active) => `${count(active)} actief`,
    groups: "Groepen",
    groupsDetail: "Om toe te wijzen en te pushen",
    applications: "Toepassingen",
    pendingWork: (pending) =>
      pending === 0
        ? "Alles is verstuurd"
        : `${count(pending)} ${pending === 1 ? "wijziging" : "wijzigingen"} onderweg`,
    openTasks: "Openstaande taken",
    tasksDetail: (open) => (open === 0 ? "Niets wacht op u" : "Wachten op u"),
    appsTitle: "Provisioning",
    allApps: "Alle toepassingen",
    appProgress: ({ assigned, synchronized, pending, failed, pushGroups }) =>
      [
        `${count(synchronized)} van ${count(assigned)} personen bijgewerkt`,
        pending > 0 ? `${count(pending)} onderweg` : "",
        failed > 0 ? `${count(failed)} mislukt` : "",
        pushGroups.total > 0 ? `${count(pushGroups.total)} groepen gepusht` : "",
      ]
        .filter((part) => part !== "")
        .join(" · "),
    appsFailed: "De toepassingen kunnen niet worden geladen",
    recent: "Recente gebeurtenissen",
    wholeLog: "Systeemlog openen",
    nothing: "Er is nog niets gebeurd",
    nothingDetail: "Wat beheerders en de engine doen, wordt hier opgeschreven.",
    start: "Verbind uw eerste toepassing",
    startDetail:
      "Haal uw personen binnen, voeg de toepassing toe en loop dan de installatiegids van boven naar beneden door.",
    addApplication: "Toepassing toevoegen",
    importPeople: "Personen importeren uit een CSV-bestand",
  },
};
