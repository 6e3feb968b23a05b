/** Sentences about apps: settings, assignments, mappings, sign on, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const appsSentences: Sentences = {
  "Must be at least {1} an hour": "Minstens {1} per uur",
  "Must be a list": "Moet een lijst zijn",
  "Each item: {1}": "Elk onderdeel: {1}",
  "Must be one of {1}": "Moet een zijn van {1}",
  "Must be a string": "Moet tekst zijn",
  "Must be at least {1} characters long": "Moet minstens {1} tekens lang zijn",
  "Must be at most {1} characters long": "Mag hoogstens {1} tekens lang zijn",
  "Must be true or false": "Moet true of false zijn",
  "Must be a number": "Moet een getal zijn",
  "Must be a whole number": "Moet een geheel getal zijn",
  "Must be at least {1}": "Moet minstens {1} zijn",
  "Must be at most {1}": "Mag hoogstens {1} zijn",
  "General, do not display the icon to users": "General, pictogram niet aan gebruikers tonen",
  "General, do not display the icon in the mobile app": "General, pictogram niet in de mobiele app tonen",
  "General, sign in automatically": "General, automatisch aanmelden",
  "Sign On, kind of user name format": "Sign On, soort vorm van de gebruikersnaam",
  "Sign On, user name format": "Sign On, vorm van de gebruikersnaam",
  "Sign On, update application username on": "Sign On, gebruikersnaam bijwerken bij",
  "Sign On, user name suffix": "Sign On, achtervoegsel van de gebruikersnaam",
  "To App, Create Users": "To App, Create Users",
  "To App, Update User Attributes": "To App, Update User Attributes",
  "To App, Deactivate Users": "To App, Deactivate Users",
  "To App, Sync Password": "To App, Sync Password",
  "To App, which password": "To App, welk wachtwoord",
  "To App, new password when the directory password changes":
    "To App, nieuw wachtwoord als dat van de directory wijzigt",
  "To Directory, scheduled import": "To Directory, geplande import",
  "To Directory, schedule": "To Directory, schema",
  "To Directory, time zone": "To Directory, tijdzone",
  "To Directory, incremental schedule": "To Directory, schema van de incrementele import",
  "To Directory, time zone of the incremental schedule": "To Directory, tijdzone van het incrementele schema",
  "To Directory, import groups": "To Directory, groepen importeren",
  "To Directory, user name format": "To Directory, vorm van de gebruikersnaam",
  "Push Groups, rename app groups": "Push Groups, groepen van de toepassing hernoemen",
  "Engine, accounts of suspended people": "Engine, accounts van geschorste personen",
  "Engine, accounts that vanished from the app": "Engine, accounts die uit de toepassing verdwenen",
  "Engine, people and groups at once": "Engine, personen en groepen tegelijk",
  "Engine, length of random passwords": "Engine, lengte van willekeurige wachtwoorden",
  "Engine, characters of random passwords": "Engine, tekens van willekeurige wachtwoorden",
  "Engine, switches of the target": "Engine, schakelaars van het doel",
  "{1}: {2} becomes {3}.": "{1}: {2} wordt {3}.",
  "The mappings are put in another order.": "De mappings krijgen een andere volgorde.",
  "Lockstep service": "Lockstep-service",
  "The Lockstep service, or another application that follows its guide: user name and password.":
    "De Lockstep-service, of een andere toepassing die haar handleiding volgt: gebruikersnaam en wachtwoord.",
  "Any SCIM 2.0 server that takes a user name and password.":
    "Elke SCIM 2.0-server die een gebruikersnaam en wachtwoord aanneemt.",
  "Any SCIM 2.0 server that takes a token in a header.": "Elke SCIM 2.0-server die een token in een header aanneemt.",
  "SCIM 2.0 (OAuth 2.0)": "SCIM 2.0 (OAuth 2.0)",
  "Any SCIM 2.0 server that takes access tokens of OAuth 2.0 client credentials.":
    "Elke SCIM 2.0-server die toegangstokens van OAuth 2.0 client credentials aanneemt.",
  "The person is {1}. Activate the person first.": "De persoon is {1}. Activeer de persoon eerst.",
  "The person has the app through a group. Remove the person from the group, or the group from the app.":
    "De persoon heeft de toepassing via een groep. Haal de persoon uit de groep, of de groep van de toepassing.",
  "Provisioning is not enabled for the app: enable API integration first.":
    "Provisioning staat uit voor de toepassing: schakel eerst de API-integratie in.",
  "Not an attribute of this app; its attributes are those of its user schema and mapping table":
    "Geen attribuut van deze toepassing; haar attributen zijn die van haar gebruikersschema en haar mappings",
  "The attribute is personal; a group gives no value for it":
    "Het attribuut is persoonlijk; een groep geeft er geen waarde voor",
  "Must be a single value": "Moet één waarde zijn",
  "Must be a string, a number or true or false": "Moet tekst, een getal, true of false zijn",
  "The connection is not changed by a file: save {1} with its secret under Provisioning, Integration.":
    "De verbinding wordt niet door een bestand gewijzigd: sla {1} met het geheim op onder Provisioning, Integration.",
  "To App and To Directory are left as they are until the connection is saved: enable API integration, then apply the file again.":
    "To App en To Directory blijven zoals ze zijn tot de verbinding is opgeslagen: schakel de API-integratie in en pas het bestand dan opnieuw toe.",
  "The file was made for {1}, and this app is {2}; its name stays.":
    "Het bestand is gemaakt voor {1}, en deze toepassing is {2}; haar naam blijft.",
  "The task asks for no approval. Follow its remedy, then retry it.":
    "De taak vraagt geen goedkeuring. Volg haar raad en probeer haar dan opnieuw.",
  "The application must be deactivated before deletion.":
    "De toepassing moet inactief zijn voor zij kan worden verwijderd.",
  "Another application has this label": "Een andere toepassing heeft deze naam",
  "'{1}' is not a dialect; choose one of {2}": "'{1}' is geen dialect; kies een van {2}",
  "API integration is not enabled: accounts of this app are made by hand.":
    "De API-integratie staat uit: accounts van deze toepassing worden met de hand gemaakt.",
  "The app is inactive: nothing is sent.": "De toepassing is inactief: er wordt niets gestuurd.",
  "The person is suspended: nothing is sent until the suspension ends.":
    "De persoon is geschorst: er wordt niets gestuurd tot de schorsing eindigt.",
  'Assigned while accounts were not created. Choose "Provision user" to create or link the account.':
    'Toegewezen terwijl er geen accounts werden aangemaakt. Kies "Provision user" om het account aan te maken of te koppelen.',
  "Create Users is off under Provisioning, To App.": "Create Users staat uit onder Provisioning, To App.",
  "The app is paused: {1}": "De toepassing is gepauzeerd: {1}",
  "The account is about to be created or linked.": "Het account wordt zo aangemaakt of gekoppeld.",
  "A change is about to be sent.": "Een wijziging wordt zo gestuurd.",
  "those of groups": "die van groepen",
  "The person is in no group that is assigned to the app.":
    "De persoon zit in geen groep die aan de toepassing is toegewezen.",
  "Create Users is off under Provisioning, To App: switch it on first, or provision people one by one.":
    "Create Users staat uit onder Provisioning, To App: zet het eerst aan, of laat accounts een voor een aanmaken.",
  "An app has at most {1} attributes of its own": "Een toepassing heeft hoogstens {1} eigen attributen",
  "Must begin with a letter and hold letters, digits and underscores, at most 50":
    "Moet met een letter beginnen en letters, cijfers en liggende streepjes bevatten, hoogstens 50",
  "The name belongs to an attribute that every app has": "De naam hoort bij een attribuut dat elke toepassing heeft",
  "The name is used twice": "De naam wordt twee keer gebruikt",
  "Must be a schema URN, such as urn:example:scim:schemas:extension:2.0:User":
    "Moet de URN van een schema zijn, zoals urn:example:scim:schemas:extension:2.0:User",
  "Must be the name of a SCIM attribute, such as costCode or address.building":
    "Moet de naam van een SCIM-attribuut zijn, zoals costCode of address.building",
  "The directory itself fills this attribute": "De directory vult dit attribuut zelf",
  "The attribute {1} has this external name already": "Het attribuut {1} heeft deze externe naam al",
  "Cannot be changed; remove the attribute and add it anew":
    "Kan niet worden gewijzigd; verwijder het attribuut en voeg het opnieuw toe",
  "Must not be above maxLength": "Mag niet groter zijn dan maxLength",
  "Must not be above maximum": "Mag niet groter zijn dan maximum",
  "Only lists of several groups can be joined": "Alleen lijsten van meer groepen kunnen worden samengevoegd",
  "{1} is not a value of this attribute": "{1} is geen waarde van dit attribuut",
  "Provisioning is not enabled for the app instance.": "Provisioning staat uit voor deze toepassing.",
  "Not an attribute path: {1} (position {2})": "Geen pad van een attribuut: {1} (positie {2})",
  "The directory itself fills this attribute; it cannot be mapped":
    "De directory vult dit attribuut zelf; het krijgt geen mapping",
  "Not an attribute of the app: add it to the app's user schema first, with its external name and namespace":
    "Geen attribuut van de toepassing: voeg het eerst toe aan haar gebruikersschema, met externe naam en naamruimte",
  "The value must be true or false": "De waarde moet true of false zijn",
  "The value must be a number": "De waarde moet een getal zijn",
  "The value must be a whole number": "De waarde moet een geheel getal zijn",
  "Each criterion is named once": "Elk criterium wordt één keer genoemd",
  "'{1}' is neither USERNAME nor EMAIL nor an attribute of people":
    "'{1}' is noch USERNAME, noch EMAIL, noch een attribuut van personen",
  "'{1}' is a list, which cannot be compared": "'{1}' is een lijst, die niet kan worden vergeleken",
  "name the attributes login or email instead, whose letter case counts":
    "noem in plaats daarvan de attributen login of email, waarvan hoofdletters tellen",
  "USERNAME and EMAIL cannot be combined with attributes: {1}":
    "USERNAME en EMAIL kunnen niet met attributen worden gecombineerd: {1}",
  "approve or reject it (lockstep budget, or the app's budget holds).":
    "keur het goed of wijs het af (lockstep budget, of wat het budget van de toepassing tegenhoudt).",
  "approve or cancel the import (lockstep import, or the app's imports).":
    "keur de import goed of annuleer hem (lockstep import, of de imports van de toepassing).",
  "The task asks for a decision: {1} {2}": "De taak vraagt om een beslissing: {1} {2}",
  "The task is {1} already.": "De taak is al {1}.",
  "The template has at most {1} characters": "Het sjabloon heeft hoogstens {1} tekens",
  "'{1}' is not a built-in template; use type CUSTOM for an expression of your own":
    "'{1}' is geen ingebouwd sjabloon; gebruik het type CUSTOM voor een eigen expressie",
  "A custom format needs an expression": "Een eigen vorm heeft een expressie nodig",
  "Attributes that every app has cannot be added or removed; add your own under definitions.custom":
    "Attributen die elke toepassing heeft, kunnen niet worden toegevoegd of verwijderd; voeg eigen attributen toe onder definitions.custom",
  "Must be at most 100 characters long": "Mag hoogstens 100 tekens lang zijn",
  "Must be USER: what a group gives is assigned by assigning the group":
    "Moet USER zijn: wat een groep geeft, wordt toegewezen door de groep toe te wijzen",
  "User level credentials should not be provided for this scheme.":
    "Toegangsgegevens per gebruiker horen niet bij deze vorm.",
  "Must be lower-case letters, digits and underscores":
    "Moet uit kleine letters, cijfers en liggende streepjes bestaan",
  "Only AUTO_LOGIN is offered: the directory provisions, it does not sign people in to apps":
    "Alleen AUTO_LOGIN wordt geboden: de directory doet provisioning, zij meldt niemand aan bij toepassingen",
  "A schedule that is enabled needs a cron expression": "Een schema dat aanstaat, heeft een cron-expressie nodig",
  "'{1}' comes more often than the incremental import '{2}': an import reads everything then before there is anything left for the incremental one. Make the full import rarer, or schedule no incremental one":
    "'{1}' komt vaker dan de incrementele import '{2}': een import leest dan alles voor er iets voor de incrementele overblijft. Maak de volledige import zeldzamer, of plan geen incrementele",
  "'{1}' is not an IANA time zone, such as Europe/Berlin": "'{1}' is geen IANA-tijdzone, zoals Europe/Berlin",
  "'{1}' is not a cron expression of five fields": "'{1}' is geen cron-expressie van vijf velden",
  "'{1}' is not a cron expression of five fields: {2}": "'{1}' is geen cron-expressie van vijf velden: {2}",
  'Must be "lockstep.app": the file is no settings of an app':
    'Moet "lockstep.app" zijn: het bestand bevat geen instellingen van een toepassing',
  "Must be {1}: another version of Lockstep wrote the file":
    "Moet {1} zijn: een andere versie van Lockstep schreef het bestand",
  "{1} Apply it with ?overBudget=hold (lockstep app apply --hold) to save it all the same: what it overwrites then waits for an approval.":
    "{1} Pas het toe met ?overBudget=hold (lockstep app apply --hold) om het toch op te slaan: wat het overschrijft, wacht dan op goedkeuring.",
  "Sync Password is not enabled for the app.": "Sync Password staat uit voor de toepassing.",
  "The app gets the directory's own passwords, which are known only when people choose them. Sync a random password to reset all.":
    "De toepassing krijgt de wachtwoorden van de directory zelf, die alleen bekend zijn als personen ze kiezen. Synchroniseer een willekeurig wachtwoord om ze alle te herstellen.",
  "Paused by {1}": "Gepauzeerd door {1}",
  "At most {1} people at once": "Hoogstens {1} personen tegelijk",
  "Must be a whole number from 1 to {1}": "Moet een geheel getal van 1 tot {1} zijn",
  "Must be at most 2048 characters long": "Mag hoogstens 2048 tekens lang zijn",
  "Only TOKEN is supported here": "Hier wordt alleen TOKEN ondersteund",
  "The app has no connection yet": "De toepassing heeft nog geen verbinding",
  "The plan is of other settings: make one with exactly these mappings":
    "Het plan gaat over andere instellingen: maak er een met precies deze mappings",
  "Measuring makes test users and test groups in the application, and removes them. Send true to agree":
    "Meten maakt testgebruikers en testgroepen in de toepassing, en verwijdert ze weer. Stuur true als u het goedvindt",
  "No measuring of this app is running.": "Deze toepassing wordt niet gemeten.",
  "What exceeds a budget is approved by a person; a service app applies plans within it.":
    "Wat een budget overschrijdt, keurt een mens goed; een service-app past plannen binnen het budget toe.",
  "Must be a page's `next`": "Moet de `next` van een bladzijde zijn",
  "Must be BUILT_IN, CUSTOM or NONE": "Moet BUILT_IN, CUSTOM of NONE zijn",
  "overBudget: {1} Save it with ?overBudget=hold: what it overwrites then waits for an approval. Or make a plan of it (POST /api/lockstep/v1/apps/{2}/plans) and apply that.":
    "overBudget: {1} Sla het op met ?overBudget=hold: wat het overschrijft, wacht dan op goedkeuring. Of maak er een plan van (POST /api/lockstep/v1/apps/{2}/plans) en pas dat toe.",
  '{1} Save it with overBudget "HOLD": what it overwrites then waits for an approval. Or make a plan of it (POST …/plans) and apply that.':
    '{1} Sla het op met overBudget "HOLD": wat het overschrijft, wacht dan op goedkeuring. Of maak er een plan van (POST …/plans) en pas dat toe.',
  "{1}. Ask for the plan (POST …/sign-on/plan) and send its token to confirm.":
    "{1}. Vraag het plan op (POST …/sign-on/plan) en stuur zijn token om te bevestigen.",
  "People or settings changed since the plan was made; now {1}. Ask for the plan again.":
    "Personen of instellingen zijn gewijzigd sinds het plan is gemaakt; nu {1}. Vraag het plan opnieuw op.",
  "Attribute {1} is added: {2}.": "Attribuut {1} komt erbij: {2}.",
  "Attribute {1} is removed (it is {2}).": "Attribuut {1} verdwijnt (het is {2}).",
  "Attribute {1}: {2} becomes {3}.": "Attribuut {1}: {2} wordt {3}.",
  "Mapping {1} is added: {2}.": "Mapping {1} komt erbij: {2}.",
  "Mapping {1} is removed (it is {2}).": "Mapping {1} verdwijnt (zij is {2}).",
  "{1} (create and update)": "{1} (maken en bijwerken)",
  "{1} (create only)": "{1} (alleen maken)",
  "To Directory, matching, {1}": "To Directory, overeenkomst, {1}",
  "To Directory, sourcing, {1}": "To Directory, bron, {1}",
};
