/** Sentences about provisioning: plans, budgets, drift, tasks, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const provisioningSentences: Sentences = {
  "The token endpoint did not answer in time.": "Het token-endpoint antwoordde niet op tijd.",
  "The app has no account of this person that the directory knows.":
    "De toepassing heeft geen account van deze persoon dat de directory kent.",
  "The app has no connection.": "De toepassing heeft geen verbinding.",
  "The app does not tell what it did with the requests: it has no event feed that this connection may read.":
    "De toepassing vertelt niet wat zij met de verzoeken deed: zij heeft geen event feed die deze verbinding mag lezen.",
  "Not all events were read: the app has many, or took too long.":
    "Niet alle gebeurtenissen zijn gelezen: de toepassing heeft er veel, of deed er te lang over.",
  "The attribute is required, and this person has no value for it":
    "Het attribuut is verplicht, en deze persoon heeft er geen waarde voor",
  '"{1}" is not an attribute path: {2}': '"{1}" is geen pad van een attribuut: {2}',
  "The hold is {1} already.": "Hierover is al beslist: {1}.",
  "Approval is needed for {1}: the change is larger than the budget":
    "Voor {1} is goedkeuring nodig: de wijziging is groter dan het budget",
  "Enter the SCIM base URL of the application": "Vul het SCIM-basisadres van de toepassing in",
  "Enter the user name of the provisioning account": "Vul de gebruikersnaam van het provisioning-account in",
  "Enter the password of the provisioning account": "Vul het wachtwoord van het provisioning-account in",
  "Enter the API token": "Vul het API-token in",
  "Enter the name of the header, such as X-Api-Key": "Vul de naam van de header in, zoals X-Api-Key",
  "Enter the value of the header": "Vul de waarde van de header in",
  "Enter the client id": "Vul de client-id in",
  "Enter the client secret": "Vul het client secret in",
  "The check is {1} already.": "De controle is al {1}.",
  'The app calls it "{1}" instead of "{2}".': 'De toepassing noemt haar "{1}" in plaats van "{2}".',
  "Only the name was compared.": "Alleen de naam is vergeleken.",
  'The group was deleted in the app; another one named "{1}" ({2}) stands there now.':
    'De groep is in de toepassing verwijderd; er staat nu een andere met de naam "{1}" ({2}).',
  "The app has {1} others of its name.": "De toepassing heeft {1} andere met haar naam.",
  "The group, or what the app has of it, changed since the plan was shown: look at the plan again.":
    "De groep, of wat de toepassing ervan heeft, is gewijzigd sinds het plan werd getoond: bekijk het plan opnieuw.",
  "The group that bears its name now could not be read.": "De groep die nu haar naam draagt, kon niet worden gelezen.",
  "The group is gone from the app: it is made again.": "De groep is weg uit de toepassing: zij wordt opnieuw gemaakt.",
  "The group is gone from the app: the push is linked to the one that stands there now.":
    "De groep is weg uit de toepassing: de push wordt gekoppeld aan de groep die er nu staat.",
  "The push is not linked to a group of the app, or is inactive: push it first.":
    "De push is niet aan een groep van de toepassing gekoppeld, of is inactief: push haar eerst.",
  "Something of the group is being sent at this moment: wait until it is, then look again.":
    "Er wordt op dit moment iets van de groep gestuurd: wacht tot het klaar is en kijk dan opnieuw.",
  "The app could not be asked: {1}": "De toepassing kon niet worden gevraagd: {1}",
  "The app could not be read: {1}": "De toepassing kon niet worden gelezen: {1}",
  "The check's requests are spent: the rest is looked at first next time.":
    "De verzoeken van de controle zijn op: de rest komt de volgende keer het eerst aan de beurt.",
  "It changed while it was looked at.": "Het veranderde terwijl ernaar werd gekeken.",
  "Unable to push group {1} to app {2}": "De groep {1} kon niet naar {2} worden gepusht",
  "It waited for 24 hours.": "Het wachtte 24 uur.",
  "The directory password of {1} did not reach {2} within 24 hours and was erased":
    "Het wachtwoord van {1} bereikte {2} niet binnen 24 uur en is gewist",
  "The account in the app keeps the password that it had.":
    "Het account in de toepassing houdt het wachtwoord dat het had.",
  "The account {1} that matches in {2} is linked to {3} already.":
    "Het account {1} dat overeenkomt in {2} is al gekoppeld aan {3}.",
  "The account in the app is not created yet.": "Het account in de toepassing is nog niet aangemaakt.",
  "Not assigned to the app.": "De toepassing is niet toegewezen.",
  "The person is suspended.": "De persoon is geschorst.",
  "The person is not active.": "De persoon is niet actief.",
  "The account in the app could not be created: {1}": "Het account in de toepassing kon niet worden aangemaakt: {1}",
  'The account in the app waits for "Provision user".': 'Het account in de toepassing wacht op "Provision user".',
  "The account in the app is inactive.": "Het account in de toepassing is inactief.",
  "The app refused the member: {1}": "De toepassing weigerde het lid: {1}",
  'The person was assigned while accounts were not created. Choose "Provision user" to create or link the account.':
    'De persoon is toegewezen terwijl er geen accounts werden aangemaakt. Kies "Provision user" om het account aan te maken of te koppelen.',
  "The app has no connection yet. Enter and test it under Provisioning, Integration.":
    "De toepassing heeft nog geen verbinding. Vul haar in en test haar onder Provisioning, Integration.",
  "The run ended before the app equalled the directory.":
    "De run eindigde voor de toepassing gelijk was aan de directory.",
  "The directory failed; see its log.": "De directory heeft een fout; zie haar log.",
  "The measuring was cancelled.": "Het meten is geannuleerd.",
  "A measuring of this app is running already: wait for it, or cancel it.":
    "Deze toepassing wordt al gemeten: wacht erop, of annuleer het.",
  "The process that measured ended in the middle. What it made in the application is removed.":
    "Het proces dat mat, eindigde halverwege. Wat het in de toepassing maakte, wordt verwijderd.",
  "The plan exceeds the app's budget": "Het plan overschrijdt het budget van de toepassing",
  '{1} Name "{2}" in "approve" to let exactly this plan pass.':
    '{1} Noem "{2}" in "approve" om precies dit plan door te laten.',
  "The plan was applied already. Make a new one.": "Het plan is al toegepast. Maak een nieuw.",
  "The plan is {1}: only one that is done can be applied.":
    "Het plan is {1}: alleen een plan dat klaar is, kan worden toegepast.",
  "The app's settings changed since the plan was made. Make a new one.":
    "De instellingen van de toepassing zijn gewijzigd sinds het plan is gemaakt. Maak een nieuw.",
  '{1} Make a plan of the change (POST …/plans, or lockstep plan), look at it, and name it as "plan".':
    '{1} Maak een plan van de wijziging (POST …/plans, of lockstep plan), bekijk het, en noem het als "plan".',
  "The change exceeds the app's budget": "De wijziging overschrijdt het budget van de toepassing",
  "The app cannot be read: {1}": "De toepassing kan niet worden gelezen: {1}",
  "The group was renamed in the directory, and renaming groups in the app is off: its push ends.":
    "De groep is in de directory hernoemd, en groepen in de toepassing hernoemen staat uit: de push eindigt.",
  "The plan is {1} already.": "Het plan is al {1}.",
  "The app was deleted.": "De toepassing is verwijderd.",
  "The app could not be asked for its groups": "De toepassing kon niet naar haar groepen worden gevraagd",
  "{1} Last: {2}": "{1} De laatste keer: {2}",
  "{1} fails too often and is in quarantine: one person or group is tried at a time":
    "{1} faalt te vaak en is in quarantaine: er wordt één persoon of groep tegelijk geprobeerd",
  "The group was renamed in the directory, and renaming groups in the app is off: the push is inactive.":
    "De groep is in de directory hernoemd, en groepen in de toepassing hernoemen staat uit: de push is inactief.",
  '{1} and {2} would both be "{3}" in {4}.': '{1} en {2} zouden beide "{3}" zijn in {4}.',
  "Provisioning to {1} is paused: the app refuses the connection's credential":
    "Provisioning naar {1} is gepauzeerd: de toepassing weigert de toegangsgegevens van de verbinding",
  "{1} refused {2} times in a row: API rate limiting": "{1} weigerde {2} keer achter elkaar: te veel verzoeken",
  "The app's user names are entered by hand, and this assignment has none.":
    "De gebruikersnamen van de toepassing worden met de hand ingevuld, en deze toewijzing heeft er geen.",
  "The format {1} gives an empty user name for this person.":
    "De vorm {1} geeft een lege gebruikersnaam voor deze persoon.",
  "1 member is missing in the app.": "1 lid ontbreekt in de toepassing.",
  "{1} members are missing in the app.": "{1} leden ontbreken in de toepassing.",
  "1 member is in the app only.": "1 lid staat alleen in de toepassing.",
  "{1} members are in the app only.": "{1} leden staan alleen in de toepassing.",
  "1 member is of the app's own: kept.": "1 lid is van de toepassing zelf: dat blijft.",
  "{1} members are of the app's own: kept.": "{1} leden zijn van de toepassing zelf: die blijven.",
  "The token endpoint {1} could not be asked. {2}": "Het token-endpoint {1} kon niet worden gevraagd. {2}",
  "The token endpoint {1} gives no token ({2}).": "Het token-endpoint {1} geeft geen token ({2}).",
  "The token endpoint {1} answered with status {2} and no access token.":
    "Het token-endpoint {1} antwoordde met status {2} en zonder toegangstoken.",
  "Automatic provisioning of user {1} to app {2} failed": "Provisioning van {1} naar {2} is mislukt",
  "Deactivation of user {1} to app {2} failed": "{1} deactiveren in {2} is mislukt",
  "{1} test resources are left: {2}": "Er staan nog {1} testresources: {2}",
  "Approve provisioning beyond the budget": "Provisioning boven het budget goedkeuren",
  "Reject provisioning beyond the budget": "Provisioning boven het budget afwijzen",
  "1 user name of people who have an account would change":
    "1 gebruikersnaam van personen met een account zou veranderen",
  "{1} user names of people who have an account would change":
    "{1} gebruikersnamen van personen met een account zouden veranderen",
  "The group was deleted in the app.": "De groep is in de toepassing verwijderd.",
  "{1} Sent once the accounts that it refers to are there.":
    "{1} Wordt gestuurd zodra de accounts waarnaar het verwijst er zijn.",
  "{1} accounts would be deactivated; the budget allows {2} of {3} active accounts.":
    "{1} accounts zouden worden gedeactiveerd; het budget staat er {2} toe van {3} actieve accounts.",
  "{1} accounts would be deactivated, after {2} in the last {3} hours; the budget allows {4} of {5} active accounts.":
    "{1} accounts zouden worden gedeactiveerd, na {2} in de laatste {3} uur; het budget staat er {4} toe van {5} actieve accounts.",
  "{1} group memberships would be removed; the budget allows {2} of {3} memberships.":
    "{1} lidmaatschappen van groepen zouden verdwijnen; het budget staat er {2} toe van {3} lidmaatschappen.",
  "{1} group memberships would be removed, after {2} in the last {3} hours; the budget allows {4} of {5} memberships.":
    "{1} lidmaatschappen van groepen zouden verdwijnen, na {2} in de laatste {3} uur; het budget staat er {4} toe van {5} lidmaatschappen.",
  "{1} accounts would have values overwritten; the budget allows {2} of {3} accounts.":
    "{1} accounts zouden overschreven waarden krijgen; het budget staat er {2} toe van {3} accounts.",
  "{1} accounts would have values overwritten, after {2} in the last {3} hours; the budget allows {4} of {5} accounts.":
    "{1} accounts zouden overschreven waarden krijgen, na {2} in de laatste {3} uur; het budget staat er {4} toe van {5} accounts.",
};
