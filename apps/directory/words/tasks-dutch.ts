/** Sentences of tasks, in Dutch. */
import type { TaskWords } from "./tasks.ts";

export const taskWords: TaskWords = {
  remedies: {
    conflict:
      "Een ander account in de toepassing heeft deze waarde al. Wijzig de gebruikersnaam of het e-mailadres van de persoon, of maak de waarde in de toepassing vrij, en probeer opnieuw.",
    rejected:
      "Verbeter het profiel van de persoon of de toewijzing die het antwoord van de toepassing noemt, en probeer opnieuw. Elke wijziging van de persoon probeert het vanzelf opnieuw.",
    unknown:
      "Er kwam niet op tijd antwoord. De volgende poging vraagt de toepassing eerst wat zij heeft, zodat niets dubbel gebeurt. Controleer of de toepassing antwoordt.",
    unreachable:
      "Controleer het basisadres en of de toepassing van hieruit bereikbaar is (Provisioning, Integration, Test API Credentials). Het wordt vanzelf opnieuw geprobeerd.",
    serverError:
      "De toepassing heeft zelf een fout. Het wordt vanzelf opnieuw geprobeerd; blijft het zo, geef de beheerder van de toepassing dan het antwoord en het trace-id.",
    credential:
      "Meld u met het provisioning-account aan bij de toepassing. Lukt dat niet, herstel dan het wachtwoord; vul het in onder Provisioning, Integration, test en sla op. Wat wacht, wordt dan vanzelf gestuurd.",
    featureOff:
      "Zet Create Users aan onder Provisioning, To App, of maak het account zelf aan in de toepassing en probeer opnieuw: het wordt dan gekoppeld.",
    ambiguousMatch:
      "Het is niet zeker welk account bij wie hoort, en er wordt niet op een gok gekoppeld. Zorg dat de gebruikersnamen in de toepassing, of die van de personen, verschillen en probeer opnieuw.",
    userNameTaken:
      "Twee personen kunnen niet één account hebben. Kies een andere vorm van de gebruikersnaam onder Sign On, wijzig het profiel van een van beiden, of geef een van hen een eigen gebruikersnaam op de pagina Assignments. Het wordt vanzelf opnieuw geprobeerd.",
    groupNameTaken:
      "Hernoem een van de twee groepen en stuur opnieuw, of ontkoppel deze groep en koppel bewust de bestaande groep van de toepassing.",
    groupGone:
      "Er wordt niets op een gok gemaakt of gekoppeld. Zoek uit wie de groep in de toepassing heeft verwijderd. Probeer opnieuw om haar weer te maken; of ontkoppel en koppel de groep van uw keuze.",
    memberMissing:
      "Push Groups noemt de leden die de toepassing weigerde, met haar woorden. Verbeter hun accounts in de toepassing en stuur de groep opnieuw; een lid van wie het account verandert, wordt vanzelf opnieuw geprobeerd.",
    rateLimit:
      "De toepassing weigert voorlopig verdere verzoeken. Hervat de toepassing wanneer er weer ruimte is, of vraag haar beheerder om een hogere limiet.",
    gone: "Het account of de groep is in de toepassing verwijderd. Probeer opnieuw om te zoeken en, als het er nog steeds niet is, het weer te maken.",
    attributeMissing:
      "Vul het attribuut in het profiel van de persoon in, of wijs het toe onder Provisioning, To App. Elke wijziging van de persoon probeert het vanzelf opnieuw.",
    accountGone:
      "Zoek uit wie het account in de toepassing heeft verwijderd. Keur de taak goed om het weer te maken, of annuleer haar en neem de toepassing van de persoon weg.",
    protectedPerson:
      "Keur de taak goed als het toch moet gebeuren, één keer; annuleer haar om het account te laten zoals het is.",
    passwordExpired:
      "Laat de persoon een nieuw wachtwoord kiezen of zich weer aanmelden bij de directory, of stel er een in: het wordt dan vanzelf bezorgd. Annuleer de taak als het account er geen nodig heeft.",
    quarantine:
      "Er wordt één persoon of groep tegelijk geprobeerd, met steeds meer tussentijd, en alles gaat vanzelf verder als dat lukt. Geef de beheerder van de toepassing haar antwoord; hervat de toepassing als zij hersteld is.",
    deactivationBudget:
      "Bekijk de lijst en keur precies die lijst goed, of wijs haar af: het werk vervalt dan tot er iets verandert. Zijn zulke wijzigingen gewoon, verhoog dan het budget van de toepassing.",
    membershipBudget:
      "Bekijk de lijst en keur precies die lijst goed, of wijs haar af: het werk vervalt dan tot er iets verandert. Zijn zulke wijzigingen gewoon, verhoog dan het budget van de toepassing.",
    overwriteBudget:
      "Bekijk de lijst en keur precies die lijst goed, of wijs haar af: het werk vervalt dan tot er iets verandert. Zijn zulke wijzigingen gewoon, verhoog dan het budget van de toepassing.",
    importHeld:
      "Bekijk de accounts die de import noemt, en de toepassing: zijn ze echt weg? Keur de import dan goed, of annuleer hem: er wordt dan niets weggenomen.",
    mapping:
      "Verbeter de expressie onder Provisioning, To App, Attribute mappings, of de vorm van de gebruikersnaam onder Sign On; opslaan probeert het vanzelf opnieuw.",
  },
  done: "Niets: het werk is gedaan.",
  cancelled: "Niets, tot er iets aan verandert.",
  waits: "Niets vanzelf: het wacht op een nieuwe poging of op een wijziging.",
  now: "Het wordt nu opnieuw geprobeerd.",
  at: (instant) => `Het wordt opnieuw geprobeerd op ${instant}.`,
};
