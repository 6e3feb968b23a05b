import type { Translated } from "@lockstep/ui/language";
import type { applicationMessages as english } from "../application.ts";

const number = (value: number) => value.toLocaleString("nl");
const people = (count: number) => (count === 1 ? "1 persoon" : `${number(count)} personen`);
const names = (count: number) => (count === 1 ? "1 naam" : `${number(count)} namen`);

/** Words of the list of applications and of an app's General and Sign On tabs, in Dutch. */
export const applicationMessages: Translated<typeof english> = {
  appState: {
    inactive: "Inactief",
    inactiveMeaning: "Er wordt niets verstuurd voor de toepassing is geactiveerd.",
    paused: "Gepauzeerd",
    notConnected: "Niet verbonden",
    notConnectedMeaning: "De API-integratie staat uit.",
    connected: "Verbonden",
    connectedMeaning: "De API-integratie staat aan; wijzigingen gaan binnen seconden mee.",
  },
  applications: {
    title: "Toepassingen",
    description: "De toepassingen waarin de directory personen en groepen bijhoudt.",
    add: "Toepassing toevoegen",
    name: "Toepassing",
    status: "Integratie",
    people: "Personen",
    updated: "Instellingen gewijzigd",
    inStep: (synchronized, assigned) =>
      assigned === 0 ? "Niemand toegewezen" : `${number(synchronized)} van ${number(assigned)} bijgewerkt`,
    open: (pending, failed) =>
      [pending > 0 ? `${number(pending)} onderweg` : "", failed > 0 ? `${number(failed)} mislukt` : ""]
        .filter((part) => part !== "")
        .join(", "),
    none: "Nog geen toepassingen",
    noneDetail: "Voeg de toepassing toe die uw personen moet krijgen, zoals de declaratiedienst.",
  },
  applicationNew: {
    title: "Toepassing toevoegen",
    description: "Elke toepassing die SCIM 2.0 spreekt.",
    template: "Soort toepassing",
    templatesFailed: "De soorten toepassingen kunnen niet worden geladen",
    label: "Naam van de toepassing",
    labelDetail: "De naam waaronder u haar kent.",
    labelMissing: "Vul een naam in.",
    placeholder: "Declaraties",
    submit: "Toevoegen en verbinden",
    failed: "De toepassing is niet toegevoegd",
    done: (label) => `${label} is toegevoegd`,
  },
  application: {
    title: "Toepassing",
    failed: "De toepassing kan niet worden geladen",
    guide: "Installatiegids",
    logs: "Log bekijken",
    tabs: {
      general: "General",
      "sign-on": "Sign On",
      provisioning: "Provisioning",
      import: "Import",
      assignments: "Assignments",
      "push-groups": "Push Groups",
      tasks: "Tasks",
      timeline: "Timeline",
    },
  },
  paused: {
    title: (label) => `Er wordt nu niets naar ${label} verstuurd`,
    reasons: {
      credential: "De toepassing weigerde de toegangsgegevens.",
      rateLimit: "De toepassing vroeg om een pauze.",
      administrator: "Een beheerder heeft haar gepauzeerd.",
      quarantine:
        "Er mislukt te veel; zij staat in quarantaine: er wordt steeds één persoon of groep geprobeerd, tot dat lukt.",
    },
    since: "Sinds",
    goesOn: "gaat vanzelf verder om",
    toIntegration: "Toegangsgegevens nakijken",
    resume: "Nu hervatten",
    resumed: (label) => `${label} is hervat; wat wachtte, wordt nu verstuurd`,
    resumeFailed: (label) => `${label} is niet hervat`,
  },
  general: {
    assigned: "Toegewezen",
    assignedDetail: "Horen de toepassing te hebben",
    inStep: "Bijgewerkt",
    inStepDetail: "Toepassing en directory stemmen overeen",
    pending: "Onderweg",
    pendingDetail: "Wordt verstuurd",
    failed: "Mislukt",
    failedDetail: "Zie de taken",
    settings: "Instellingen van de toepassing",
    visibility: "Zichtbaarheid van de toepassing",
    visibilityDetail: "Of mensen de toepassing tussen de hunne zien. Accounts en provisioning blijven zoals ze zijn.",
    hideWeb: "Pictogram niet aan gebruikers tonen",
    hideIos: "Pictogram niet in de mobiele app tonen",
    template: "Gemaakt uit",
    pushGroups: "Gepushte groepen",
    pushGroupCounts: ({ total, pending, failed }) =>
      `${number(total)} in totaal, ${number(pending)} onderweg, ${number(failed)} mislukt`,
    saved: (label) => `De instellingen van ${label} zijn opgeslagen`,
    saveFailed: (label) => `De instellingen van ${label} zijn niet opgeslagen`,
  },
  settingsFile: {
    title: "Instellingen als bestand",
    description:
      "Alles wat voor deze toepassing is ingesteld, in één bestand zonder geheimen: om te bewaren, te vergelijken of elders te gebruiken.",
    download: "Instellingen downloaden",
    upload: "Bestand toepassen…",
    notRead: "Het bestand kan niet worden toegepast",
    noJson: "Dit is geen instellingenbestand: het is geen JSON. Kies een bestand dat hier werd gedownload.",
    question: (label) => `Dit bestand toepassen op ${label}?`,
    count: (count) =>
      count === 0
        ? "Het bestand zegt wat al is ingesteld."
        : count === 1
          ? "1 instelling verandert:"
          : `${count} instellingen veranderen:`,
    apply: (count) => (count === 1 ? "1 instelling wijzigen" : `${count} instellingen wijzigen`),
    applied: (count) => (count === 1 ? "1 instelling is gewijzigd" : `${count} instellingen zijn gewijzigd`),
    notApplied: "Er is niets gewijzigd",
  },
  appDanger: {
    title: "Uitzetten",
    activate: "Activeren",
    activated: (label) => `${label} is actief`,
    activateFailed: (label) => `${label} is niet geactiveerd`,
    deleted: (label) => `${label} is verwijderd`,
    pause: {
      label: "Provisioning pauzeren",
      question: (label) => `Provisioning naar ${label} pauzeren?`,
      consequences: [
        "Er wordt niets verstuurd tot u hervat.",
        "Wijzigingen blijven bewaard; dan wordt de laatste stand verstuurd.",
      ],
    },
    deactivate: {
      label: "Toepassing deactiveren",
      question: (label) => `${label} deactiveren?`,
      consequences: [
        "Er wordt niets verstuurd en niets geïmporteerd.",
        "Instellingen en toewijzingen blijven bewaard.",
      ],
    },
    delete: {
      label: "Toepassing verwijderen",
      question: (label) => `${label} verwijderen?`,
      consequences: [
        "Instellingen, toewijzingen, mappings en koppelingen met accounts verdwijnen en zijn niet te herstellen.",
        "Accounts en groepen in de toepassing zelf blijven zoals ze zijn.",
      ],
    },
  },
  userNameFormats: {
    login: "Gebruikersnaam van de directory (standaard; “Okta username” in de gids)",
    loginPrefix: "Begin van de gebruikersnaam van de directory",
    email: "Email",
    emailLower: "Email (kleine letters)",
    emailPrefix: "Begin van de e-mail",
    employeeId: "AD Employee ID",
    sam: "AD SAM Account Name",
    samLower: "AD SAM Account Name (kleine letters)",
    upn: "AD User Principal Name",
    upnPrefix: "Begin van AD User Principal Name",
    ldap: "LDAP UID + eigen achtervoegsel",
    custom: "Zelf bepaald",
    none: "(Geen): per toewijzing ingevuld",
  },
  signOn: {
    title: "Aanmeldgegevens",
    description: "Welke naam mensen in de toepassing hebben.",
    format: "Application username format",
    formatDetail: "Veel diensten tonen deze naam als het e-mailadres van de persoon.",
    expression: "Expressie",
    expressionDetail: "Bijvoorbeeld: String.toLowerCase(user.email)",
    updateOn: "Naam in de toepassing bijwerken bij",
    createAndUpdate: "Maken en bijwerken",
    createAndUpdateDetail: "Een gewijzigde naam gaat naar de toepassing.",
    createOnly: "Alleen maken",
    createOnlyDetail: "Namen die de toepassing al heeft, blijven zoals ze zijn.",
    tip: "Kies “Email” als de toepassing de gebruikersnaam als e-mailadres toont",
    tipDetail:
      "Anders zien mensen hun gebruikersnaam van de directory waar de toepassing hun e-mailadres toont. Het voorbeeld hieronder toont beide.",
    chooseEmail: "Email kiezen",
    suffix: "Eigen achtervoegsel",
    suffixDetail: "Komt achter de naam, bijvoorbeeld @corp.example.",
    review: "Nakijken en opslaan",
    loadFailed: "De notatie van de gebruikersnaam kan niet worden geladen",
    plan: {
      title: "Wat de nieuwe notatie zou doen",
      changed: (count, all) =>
        count === 0
          ? `Geen naam van wie de toepassing heeft (${people(all)}) verandert.`
          : `${number(count)} van ${people(all)} met de toepassing krijgen een andere naam.`,
      createOnly: "“Alleen maken” is gekozen: namen die de toepassing al heeft, blijven zoals ze zijn.",
      before: "Naam nu",
      after: "Naam straks",
      person: "Persoon",
      examples: "Personen van wie de naam verandert",
      empty: (count, logins) =>
        `${count === 1 ? "1 persoon krijgt" : `${number(count)} personen krijgen`} geen naam en kan niet worden verstuurd: ${logins.join(", ")}${count > logins.length ? ", …" : ""}`,
      clashes: (count) =>
        count === 1
          ? "1 naam zou naar meerdere personen gaan"
          : `${number(count)} namen zouden naar meerdere personen gaan`,
      clash: (userName, logins) => `${userName}: ${logins.join(", ")}`,
      overBudget: "Meer dan het budget toestaat: er wordt niets van verzonden tot u het bij Taken goedkeurt",
      clashDetail: "Maar één van hen krijgt hem; de anderen wachten als taak tot hun namen verschillen.",
      save: (changed) => (changed === 0 ? "Notatie opslaan" : `Opslaan en ${names(changed)} wijzigen`),
    },
    saved: (label) => `De notatie van ${label} is opgeslagen`,
    failed: (label) => `De notatie van ${label} is niet opgeslagen`,
  },
  userNamePreview: {
    title: "Voorbeeld",
    description: "Wat de notatie oplevert voor vijf personen van de directory.",
    login: "Gebruikersnaam van de directory",
    userName: "Naam in de toepassing",
    notComputed: "niet te berekenen: er ontbreekt een attribuut",
    none: "Niemand om te tonen",
    noneDetail: "Voeg eerst personen aan de directory toe.",
  },
};
