/** Words of the page on which somebody chooses a password, in Dutch. */
import type { PasswordPageWords } from "./password-page.ts";

export const passwordPageWords: PasswordPageWords = {
  language: "nl",
  welcome: (name) => `Welkom, ${name}`,
  choose: "Kies een nieuw wachtwoord",
  password: "Nieuw wachtwoord",
  repeated: "Nogmaals",
  save: "Wachtwoord opslaan",
  missing: "Vul een wachtwoord in.",
  differs: "De twee wachtwoorden verschillen.",
  saved: "Wachtwoord opgeslagen",
  savedDetail: "Uw wachtwoord is opgeslagen.",
  close: "U kunt deze pagina sluiten.",
  signInAs: (login) => `U meldt zich aan als ${login}.`,
  toConsole: "Naar de console",
  ended: "Deze link werkt niet meer",
  endedDetail: "Hij is al gebruikt, of te oud. Vraag uw beheerder om een nieuwe.",
  notPossible: "Niet mogelijk",
  notPossibleDetail: "Deze pagina kan alleen worden gelezen en verstuurd.",
};
