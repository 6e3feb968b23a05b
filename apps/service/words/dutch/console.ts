/** Sentences about the console API, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const consoleSentences: Sentences = {
  "give true or false": "geef true of false",
  "The service failed to complete the request. Tell support this id: {1}":
    "De service kon het verzoek niet afhandelen. Noem de helpdesk deze id: {1}",
  "There is nothing at this address.": "Er is niets op dit adres.",
  "Writes need the header X-Lockstep: 1, which only the console and your own programs send.":
    "Schrijven heeft de header X-Lockstep: 1 nodig, die alleen de console en uw eigen programma's sturen.",
  "You are signed out; sign in again.": "U bent afgemeld; meld u opnieuw aan.",
  "give the credential a name": "geef de toegangsgegevens een naam",
  "use at most 100 characters": "gebruik hoogstens 100 tekens",
  "give an instant such as 2027-01-31T00:00:00Z": "geef een tijdstip zoals 2027-01-31T00:00:00Z",
  "give a whole number": "geef een geheel getal",
  "give at least 1": "geef minstens 1",
  "give at most {1}": "geef hoogstens {1}",
  "choose among {1}": "kies uit {1}",
  "choose at least one scope": "kies minstens één recht",
  "name each scope once": "noem elk recht één keer",
  "name a switch of docs/reference/tolerance.md": "noem een schakelaar uit docs/reference/tolerance.md",
  "choose apiKey or oauthClient": "kies apiKey of oauthClient",
  "give a whole number of seconds": "geef een geheel aantal seconden",
  "give 0 or more seconds": "geef 0 of meer seconden",
  "give at most {1} seconds (90 days)": "geef hoogstens {1} seconden (90 dagen)",
  "choose an instant in the future": "kies een tijdstip in de toekomst",
  'The definition is that of "{1}", the address that of "{2}"; make them agree.':
    'De definitie is die van "{1}", het adres dat van "{2}"; laat ze overeenkomen.',
  'There is no {1} "{2}" in your account.': 'Er is geen {1} "{2}" in uw account.',
  "give the cursor of an earlier answer": "geef de cursor van een eerder antwoord",
  "give the name of a resource type, such as User": "geef de naam van een resourcetype, zoals User",
  "give the id of a resource": "geef de id van een resource",
  "give created, replaced or removed": "geef created, replaced of removed",
  "enter a name": "vul een naam in",
  "use at most 200 characters": "gebruik hoogstens 200 tekens",
  "choose users from the list": "kies gebruikers uit de lijst",
  "name at most {1} users": "noem hoogstens {1} gebruikers",
  "Another group of the account has this name, whatever the letter case; choose another name, or open that group.":
    "Een andere groep van het account heeft deze naam al, ongeacht hoofdletters; kies een andere naam, of open die groep.",
  "choose at least {1} characters": "kies minstens {1} tekens",
  "choose at most {1} characters": "kies hoogstens {1} tekens",
  "is longer than a password can be": "is langer dan een wachtwoord kan zijn",
  "The current password is wrong; enter it again, or sign out and reset it.":
    "Het huidige wachtwoord klopt niet; vul het opnieuw in, of meld u af en herstel het.",
  "Only owners and administrators make API keys; ask one of them.":
    "Alleen eigenaren en beheerders maken API-sleutels; vraag het een van hen.",
  "enter an e-mail such as jane@example.com": "vul een e-mailadres in zoals jane@example.com",
  "is longer than an e-mail can be": "is langer dan een e-mailadres kan zijn",
  "choose each role once": "kies elke rol één keer",
  "choose organisations from the list": "kies administraties uit de lijst",
  "choose at least one organisation": "kies minstens één administratie",
  "choose at most 500 organisations": "kies hoogstens 500 administraties",
  "choose one of the organisations": "kies een van de administraties",
  "choose one of the user's organisations": "kies een van de administraties van de gebruiker",
  "Another user of the account has this e-mail; search for that user, or enter another e-mail.":
    "Een andere gebruiker van het account heeft deze e-mail; zoek die gebruiker op, of vul een andere e-mail in.",
  "choose a parent organisation from the list": "kies een bovenliggende administratie uit de lijst",
  "give the organisation a name": "geef de administratie een naam",
  "give the organisation a code": "geef de administratie een code",
  "use at most 64 characters": "gebruik hoogstens 64 tekens",
  "use no spaces in the code": "gebruik geen spaties in de code",
  "search for at most 200 characters": "zoek op hoogstens 200 tekens",
  "give a whole number from 1": "geef een geheel getal vanaf 1",
  "give a whole number from 1 to {1}": "geef een geheel getal van 1 tot {1}",
  "choose one of your organisations": "kies een van uw administraties",
  "This user is inactive and cannot sign in; activate the user first.":
    "Deze gebruiker is inactief en kan zich niet aanmelden; activeer de gebruiker eerst.",
  "You do not belong to this organisation; ask an administrator to add you.":
    "U hoort niet bij deze administratie; vraag een beheerder u toe te voegen.",
  "give 32 lower-case hexadecimal digits": "geef 32 hexadecimale cijfers in kleine letters",
  "Send the body as JSON with the header Content-Type: application/json.":
    "Stuur de inhoud als JSON met de header Content-Type: application/json.",
  "The body is larger than {1} KiB; send less at once.": "De inhoud is groter dan {1} KiB; stuur minder tegelijk.",
  "The body is not valid JSON in UTF-8; check its quotes, commas and braces.":
    "De inhoud is geen geldige JSON in UTF-8; controleer aanhalingstekens, komma's en accolades.",
  "The body holds a character that cannot be stored (NUL or half a surrogate pair).":
    "De inhoud bevat een teken dat niet kan worden opgeslagen (NUL of een half surrogaatpaar).",
  "This {1} does not exist in your account; go back to the list and choose another.":
    "Dit bestaat niet in uw account ({1}); ga terug naar de lijst en kies iets anders.",
  "The value is not valid.": "De waarde is niet geldig.",
  "The request does not fit: {1}": "Het verzoek past niet: {1}",
  "is longer than the id of a credential": "is langer dan de id van toegangsgegevens",
  "give ok, fault or normalised": "geef ok, fault of normalised",
  "give a method such as PATCH": "geef een methode zoals PATCH",
  "give the id of a user": "geef de id van een gebruiker",
  "give the id of what was changed": "geef de id van wat is gewijzigd",
  "give the beginning of an action such as user. or resource.created":
    "geef het begin van een handeling zoals user. of resource.created",
  "enter your e-mail": "vul uw e-mail in",
  "This link was used or has expired. Ask for a new one on the sign-in page.":
    "Deze link is al gebruikt of verlopen. Vraag een nieuwe aan op de aanmeldpagina.",
  "Only owners and administrators may do this; ask one of them.":
    "Alleen eigenaren en beheerders mogen dit; vraag het een van hen.",
  "Only an owner may change an owner or make one; ask an owner.":
    "Alleen een eigenaar mag een eigenaar wijzigen of aanstellen; vraag het een eigenaar.",
  "enter your password": "vul uw wachtwoord in",
  "The e-mail or password is wrong, or the user is deactivated. Check both, or reset the password.":
    "De e-mail of het wachtwoord klopt niet, of de gebruiker is gedeactiveerd. Controleer beide, of herstel het wachtwoord.",
  "choose an organisation from the list": "kies een administratie uit de lijst",
  "You cannot deactivate yourself; ask another administrator.":
    "U kunt uzelf niet deactiveren; vraag het een andere beheerder.",
  "enter the URL of the receiver": "vul de URL van de ontvanger in",
  "use at most {1} characters": "gebruik hoogstens {1} tekens",
  "choose from created, replaced and removed": "kies uit created, replaced en removed",
  "give names of resource types": "geef namen van resourcetypen",
  "name at most {1} resource types": "noem hoogstens {1} resourcetypen",
  "give whole hours from 0 to {1}": "geef hele uren van 0 tot {1}",
  "choose pending, delivered or dead": "kies pending, delivered of dead",
  "give the `next` of an earlier page": "geef de `next` van een eerdere bladzijde",
  'send one of {"cursor":"…"}, {"event":"…"} and {"dead":true}':
    'stuur een van {"cursor":"…"}, {"event":"…"} en {"dead":true}',
  "The secret was sealed with another master key; rotate the secret.":
    "Het geheim is met een andere hoofdsleutel verzegeld; vernieuw het geheim.",
  "This webhook has no finished delivery of that event; look at its deliveries, or replay from a cursor.":
    "Deze webhook heeft geen voltooide bezorging van die gebeurtenis; bekijk zijn bezorgingen, of herhaal vanaf een cursor.",
  "The receiver accepted the message.": "De ontvanger heeft het bericht aangenomen.",
  "The receiver answered {1}. {2}": "De ontvanger antwoordde {1}. {2!}",
  "The Authorization header is too long.": "De Authorization-header is te lang.",
  "The API key is unknown, revoked or expired. Make a new one in the console of the service.":
    "De API-sleutel is onbekend, ingetrokken of verlopen. Maak een nieuwe in de console van de service.",
  "The access token is unknown, revoked or expired. Fetch a new one at /oauth/token.":
    "Het toegangstoken is onbekend, ingetrokken of verlopen. Haal een nieuw op bij /oauth/token.",
  "Too many wrong passwords were sent for this user name. Check the credentials with a normal web sign-in, then try again later.":
    "Voor deze gebruikersnaam zijn te veel verkeerde wachtwoorden gestuurd. Controleer de gegevens met een gewone aanmelding op het web, en probeer het later opnieuw.",
  "This user name and password fit administrators of more than one account. Use an API key of the account that is meant.":
    "Deze gebruikersnaam en dit wachtwoord passen bij beheerders van meer dan één account. Gebruik een API-sleutel van het bedoelde account.",
  "The SCIM module is not enabled for this account. An owner or administrator can enable it under Account at {1}; see pricing and plans: {2}":
    "De SCIM-module staat niet aan voor dit account. Een eigenaar of beheerder kan haar aanzetten onder Account op {1}; zie prijzen en abonnementen: {2}",
  "Only users with the role owner or administrator may provision. Use the credentials of an administrator, or ask an owner to grant this user the role.":
    "Alleen gebruikers met de rol eigenaar of beheerder mogen provisioning doen. Gebruik de gegevens van een beheerder, of vraag een eigenaar deze gebruiker de rol te geven.",
  "The user name or password is wrong. Check them with a normal web sign-in at {1}; if that fails, reset the password there.":
    "De gebruikersnaam of het wachtwoord klopt niet. Controleer ze met een gewone aanmelding op {1}; lukt dat niet, herstel het wachtwoord daar.",
  "Send an Authorization header: HTTP Basic, or Bearer with an API key.":
    "Stuur een Authorization-header: HTTP Basic, of Bearer met een API-sleutel.",
  "The Basic credentials are not base64 of user name, colon and password in UTF-8.":
    "De Basic-gegevens zijn geen base64 van gebruikersnaam, dubbele punt en wachtwoord in UTF-8.",
  "Use HTTP Basic, or Bearer with an API key.": "Gebruik HTTP Basic, of Bearer met een API-sleutel.",
  "The account's resource types have changed since this request began.":
    "De resourcetypen van het account zijn gewijzigd sinds dit verzoek begon.",
  "the type goes away": "het type verdwijnt",
  "An account has at most {1} schemas and as many resource types.":
    "Een account heeft hoogstens {1} schema's en evenveel resourcetypen.",
  "The schemas of an account have at most {1} attributes together.":
    "De schema's van een account hebben samen hoogstens {1} attributen.",
  'The {1} "{2}" exists already; replace it, or choose another.':
    'Het {1} "{2}" bestaat al; vervang het, of kies een ander.',
  'The {1} "{2}" is the service\'s own and cannot be changed by an account.':
    'Het {1} "{2}" is van de service zelf en kan niet door een account worden gewijzigd.',
  'Your account has no {1} "{2}".': 'Uw account heeft geen {1} "{2}".',
  'The {1} is spelt "{2}" and cannot be renamed; remove it and define another.':
    'Het {1} wordt geschreven als "{2}" en kan niet worden hernoemd; verwijder het en definieer een ander.',
  "The schema is in use by {1}; take it from there first.":
    "Het schema wordt gebruikt door {1}; haal het daar eerst weg.",
  'the extension "{1}" becomes required, and they do not have it':
    'de extensie "{1}" wordt verplicht, en zij hebben haar niet',
  "the endpoint changes, and with it their addresses": "het endpoint wijzigt, en daarmee hun adressen",
  'the extension "{1}" goes away': 'de extensie "{1}" verdwijnt',
  '1 resource of type "{1}"': '1 resource van het type "{1}"',
  '{1} resources of type "{2}"': '{1} resources van het type "{2}"',
  "Delete or change them first, or keep to changes that they can live with, such as new optional attributes.":
    "Verwijder of wijzig ze eerst, of blijf bij wijzigingen waarmee ze kunnen leven, zoals nieuwe optionele attributen.",
  "{1} would be affected: {2}. {3}": "Dit zou {1} treffen: {2}. {3}",
  "{1} users belong to {2} and {3} organisations lie below it; give them another place first.":
    "Er horen {1} gebruikers bij {2} en er liggen {3} administraties onder; geef ze eerst een andere plek.",
  "The parent organisation does not exist; choose one from the list.":
    "De bovenliggende administratie bestaat niet; kies er een uit de lijst.",
  "{1} cannot lie below itself; choose a parent outside of it.":
    "{1} kan niet onder zichzelf liggen; kies een bovenliggende administratie daarbuiten.",
  "Organisations lie at most {1} levels deep; choose a parent further up.":
    "Administraties liggen hoogstens {1} niveaus diep; kies een bovenliggende die hoger ligt.",
  "Every account has one parent organisation on top: it can be renamed, but neither moved nor removed.":
    "Elk account heeft één moederadministratie bovenaan: zij kan worden hernoemd, maar niet verplaatst of verwijderd.",
  "An e-mail and password do not expire; change the password, or deactivate the user.":
    "Een e-mail en wachtwoord verlopen niet; wijzig het wachtwoord, of deactiveer de gebruiker.",
  "This credential is the user's own e-mail and password: change the password, or deactivate the user.":
    "Deze toegangsgegevens zijn de eigen e-mail en het wachtwoord van de gebruiker: wijzig het wachtwoord, of deactiveer de gebruiker.",
  "The events after cursor {1} are no longer kept: they are removed after {2} days. The first cursor that is kept is {3}; read all resources anew, then read on from there.":
    "De gebeurtenissen na cursor {1} worden niet meer bewaard: na {2} dagen worden zij verwijderd. De eerste bewaarde cursor is {3}; lees alle resources opnieuw en lees daar verder.",
  "The feed ends at cursor {1}, so {2} is not from this feed. Use the cursor of an earlier answer of this account.":
    "De feed eindigt bij cursor {1}, dus {2} komt niet uit deze feed. Gebruik de cursor van een eerder antwoord aan dit account.",
  "users:read or groups:read": "users:read of groups:read",
  "These events need a credential with the scope {1}.":
    "Deze gebeurtenissen vragen toegangsgegevens met het recht {1}.",
  "Very many resources are being changed right now; try again in a minute.":
    "Er worden nu zeer veel resources gewijzigd; probeer het over een minuut opnieuw.",
  "give the `next` of an earlier page, or leave it out.": "geef de `next` van een eerdere bladzijde, of laat het weg.",
  "This mail was sealed with another master key and cannot be shown.":
    "Deze mail is met een andere hoofdsleutel verzegeld en kan niet worden getoond.",
  "One of the organisations does not exist; choose from the list of organisations.":
    "Een van de administraties bestaat niet; kies uit de lijst van administraties.",
  "An account has at most {1} organisations, {2} levels deep; choose a parent further up.":
    "Een account heeft hoogstens {1} administraties, {2} niveaus diep; kies een bovenliggende die hoger ligt.",
  'The code "{1}" belongs to another organisation; choose another.':
    'De code "{1}" hoort bij een andere administratie; kies een andere.',
  "Too many password checks are waiting; try again in a few seconds.":
    "Er wachten te veel wachtwoordcontroles; probeer het over enkele seconden opnieuw.",
  "The administrator behind this credential belongs to no organisation, so new users have no place. Add the administrator to the organisation that shall be the default for provisioned users.":
    "De beheerder achter deze toegangsgegevens hoort bij geen administratie, dus nieuwe gebruikers hebben geen plek. Voeg de beheerder toe aan de administratie die de standaard voor gebruikers uit een directory moet zijn.",
  "This user is the administrator behind the credential of this request and cannot be {1} with it. Use another administrator's credential.":
    "Deze gebruiker is de beheerder achter de toegangsgegevens van dit verzoek en kan er niet mee worden {1}. Gebruik de toegangsgegevens van een andere beheerder.",
  "This user is the last owner of the account and cannot be {1}. Make another user owner first.":
    "Deze gebruiker is de laatste eigenaar van het account en kan niet worden {1}. Maak eerst een andere gebruiker eigenaar.",
  "This user is an owner of the account: the user name and password can only be changed with an owner's credential.":
    "Deze gebruiker is eigenaar van het account: gebruikersnaam en wachtwoord kunnen alleen met toegangsgegevens van een eigenaar worden gewijzigd.",
  "must be 1 to {1} characters long.": "moet 1 tot {1} tekens lang zijn.",
  "This credential may send {1} requests a second, {2} at once after a rest. Wait {3} s, or let an administrator raise its limit in the console.":
    "Deze toegangsgegevens mogen {1} verzoeken per seconde sturen, {2} tegelijk na een rust. Wacht {3} s, of laat een beheerder de grens in de console verhogen.",
  "This is the account's last owner; make another user owner first.":
    "Dit is de laatste eigenaar van het account; maak eerst een andere gebruiker eigenaar.",
  "The event is no longer kept.": "De gebeurtenis wordt niet meer bewaard.",
  "The webhook stands at cursor {1}; beginning at {2} would leave events out. Give at most {3}.":
    "De webhook staat bij cursor {1}; beginnen bij {2} zou gebeurtenissen overslaan. Geef hoogstens {3}.",
  "Redirects are not followed: enter the final URL.": "Omleidingen worden niet gevolgd: vul de uiteindelijke URL in.",
  "The receiver answered {1}.{2}{3}": "De ontvanger antwoordde {1}.{2}{3}",
  "There was no answer within {1} seconds.": "Er kwam geen antwoord binnen {1} seconden.",
  "An account has at most {1} webhooks; delete one first.":
    "Een account heeft hoogstens {1} webhooks; verwijder er eerst een.",
  "Its secret was sealed with another master key. Rotate the secret, then resume.":
    "Zijn geheim is met een andere hoofdsleutel verzegeld. Vernieuw het geheim en hervat dan.",
  "Events after its cursor {1} are no longer kept. Read all resources anew, replay from cursor {2} or later, then resume.":
    "Gebeurtenissen na zijn cursor {1} worden niet meer bewaard. Lees alle resources opnieuw, herhaal vanaf cursor {2} of later, en hervat dan.",
  "The receiver answered 410: it wants no more messages. Correct the URL if that is wrong, then resume.":
    "De ontvanger antwoordde 410: hij wil geen berichten meer. Verbeter de URL als dat niet klopt, en hervat dan.",
  "Too many attempts for this e-mail. Try again in {1} minute, or reset the password.":
    "Te veel pogingen voor deze e-mail. Probeer het over {1} minuut opnieuw, of herstel het wachtwoord.",
  "Too many attempts for this e-mail. Try again in {1} minutes, or reset the password.":
    "Te veel pogingen voor deze e-mail. Probeer het over {1} minuten opnieuw, of herstel het wachtwoord.",
  "A user has at most {1} API keys; revoke one that is no longer used.":
    "Een gebruiker heeft hoogstens {1} API-sleutels; trek er een in die niet meer wordt gebruikt.",
  "A user has at most {1} OAuth clients; revoke one that is no longer used.":
    "Een gebruiker heeft hoogstens {1} OAuth-clients; trek er een in die niet meer wordt gebruikt.",
  "no organisation at or below the default organisation of the provisioning administrator has that code or name.":
    "geen administratie bij of onder de standaardadministratie van de provisioningbeheerder heeft die code of naam.",
  "no organisation at or below the default organisation of the provisioning administrator alone has that name: several do, so give the code.":
    "meer dan één administratie bij of onder de standaardadministratie van de provisioningbeheerder heeft die naam: geef de code.",
  "Invalid input: expected {1}, received {2}": "Ongeldige invoer: verwacht {1}, ontvangen {2}",
  "Invalid option: expected one of {1}": "Ongeldige keuze: verwacht een van {1}",
  "Unrecognized key: {1}": "Onbekende sleutel: {1}",
  "Unrecognized keys: {1}": "Onbekende sleutels: {1}",
  "Invalid input": "Ongeldige invoer",
};
