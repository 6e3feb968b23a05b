/** Sentences about people, administrators, tokens and the profile schema, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const peopleSentences: Sentences = {
  "The current password is not right": "Het huidige wachtwoord klopt niet",
  "Another administrator has this login": "Een andere beheerder heeft deze gebruikersnaam",
  "Activate the administrator first.": "Activeer de beheerder eerst.",
  "Nobody deactivates themselves. Ask another administrator.":
    "Niemand deactiveert zichzelf. Vraag het een andere beheerder.",
  "{1} is the last super administrator who can sign in. Give somebody else the role first.":
    "{1} is de laatste superbeheerder die zich kan aanmelden. Geef eerst iemand anders de rol.",
  "Only an app administrator is limited to apps": "Alleen een toepassingsbeheerder is beperkt tot toepassingen",
  "At most {1} apps; leave the limit out for all": "Hoogstens {1} toepassingen; laat de beperking weg voor alle",
  "There is no app {1}": "Er is geen toepassing {1}",
  "The administrator is not active.": "De beheerder is niet actief.",
  "Only a token of inbound SCIM has scopes; others have their administrator's rights":
    "Alleen een token voor inkomende SCIM heeft rechten van zichzelf; andere hebben de rechten van hun beheerder",
  "The person's account is still to be deactivated in {1}. Wait for it, or solve or cancel its task, then delete again.":
    "Het account van de persoon moet nog worden gedeactiveerd in {1}. Wacht daarop, of los de taak op of annuleer haar, en verwijder dan opnieuw.",
  "Only an active person's password can expire.": "Alleen van een actieve persoon kan het wachtwoord verlopen.",
  "Only a staged or deactivated person can be activated.":
    "Alleen een klaargezette of gedeactiveerde persoon kan worden geactiveerd.",
  "Only a person who has not chosen a password yet can be reactivated.":
    "Alleen een persoon die nog geen wachtwoord heeft gekozen, kan opnieuw worden geactiveerd.",
  "The person is deactivated already.": "De persoon is al gedeactiveerd.",
  "Cannot suspend a user that is not active": "Een persoon die niet actief is, kan niet worden geschorst",
  "Cannot unsuspend a user that is not suspended":
    "De schorsing van een persoon die niet geschorst is, kan niet worden opgeheven",
  "Only a locked person can be unlocked.": "Alleen een vergrendelde persoon kan worden ontgrendeld.",
  "The person's status does not allow a password reset.":
    "In deze status kan het wachtwoord van de persoon niet worden hersteld.",
  "Password requirements were not met. A password has at most {1} characters.":
    "Het wachtwoord voldoet niet aan de eisen. Een wachtwoord heeft hoogstens {1} tekens.",
  "Password requirements were not met. Password requirements: {1}. Not met: {2}.":
    "Het wachtwoord voldoet niet aan de eisen. De eisen: {1}. Niet vervuld: {2}.",
  "at least {1} characters": "minstens {1} tekens",
  "no parts of your username": "geen delen van uw gebruikersnaam",
  "Names of groups, separated by semicolons; missing ones are created":
    "Namen van groepen, gescheiden door puntkomma's; wat ontbreekt, wordt gemaakt",
  "Login of the manager, who is in the directory or in this file":
    "Login van de leidinggevende, die in de directory of in dit bestand staat",
  "Password of a person who is new; an existing person's password stays":
    "Wachtwoord van een nieuwe persoon; dat van een bestaande blijft",
  "Profile attribute {1}": "Profielattribuut {1}",
  "The column {1} occurs twice": "De kolom {1} komt twee keer voor",
  "The column {1} is missing": "De kolom {1} ontbreekt",
  "The column {1} is missing: the file spells it {2}": "De kolom {1} ontbreekt: het bestand schrijft {2}",
  "A column has no name": "Een kolom heeft geen naam",
  "The column {1} is not known; leave it out": "De kolom {1} is niet bekend; laat haar weg",
  "The column {1} is not known: it is spelt {2}": "De kolom {1} is niet bekend: zij heet {2}",
  'Save the file as UTF-8 (in Excel: "CSV UTF-8 (comma delimited)") and try again.':
    'Sla het bestand op als UTF-8 (in Excel: "CSV UTF-8 (door komma\'s gescheiden)") en probeer het opnieuw.',
  "The file is UTF-16": "Het bestand is UTF-16",
  "The byte 0x{1} at offset {2} (line {3}) is not UTF-8": "De byte 0x{1} op plaats {2} (regel {3}) is geen UTF-8",
  "The person is deactivated and cannot be changed: activate the person first, or leave the row out":
    "De persoon is gedeactiveerd en kan niet worden gewijzigd: activeer de persoon eerst, of laat de rij weg",
  "change it there, or leave the column out": "wijzig het daar, of laat de kolom weg",
  "The value comes from {1}, which sources this person: {2}": "De waarde komt uit {1}, de bron van deze persoon: {2}",
  "Nobody in the directory or in this file has the login {1}":
    "Niemand in de directory of in dit bestand heeft de login {1}",
  "The file has more than {1} rows: split it": "Het bestand heeft meer dan {1} rijen: splits het",
  "The row cannot be read as CSV: {1}": "De rij kan niet als CSV worden gelezen: {1!}",
  "The file is empty: the first row names the columns": "Het bestand is leeg: de eerste rij noemt de kolommen",
  "The file has a header and no rows": "Het bestand heeft een kop en geen rijen",
  "The columns must be separated by commas; this file uses semicolons or tabs":
    "De kolommen moeten door komma's gescheiden zijn; dit bestand gebruikt puntkomma's of tabs",
  "The row has {1} values, the header {2} columns: is a comma unquoted?":
    "De rij heeft {1} waarden, de kop {2} kolommen: staat een komma niet tussen aanhalingstekens?",
  "The row holds a NUL character: is the file really text?": "De rij bevat een NUL-teken: is het bestand wel tekst?",
  "The login {1} stands in row {2} already (letter case and diacritics do not count)":
    "De login {1} staat al in rij {2} (hoofdletters en accenten tellen niet)",
  "A group name has at most {1} characters": "De naam van een groep heeft hoogstens {1} tekens",
  "At most {1} groups can be given; add the person to the others afterwards.":
    "Er kunnen hoogstens {1} groepen worden opgegeven; voeg de persoon daarna aan de andere toe.",
  "The members of group {1} are not managed by hand": "De leden van groep {1} worden niet met de hand beheerd",
  "The person was changed meanwhile: read it again and repeat the change.":
    "De persoon is intussen gewijzigd: lees opnieuw en herhaal de wijziging.",
  "A deactivated person cannot be changed: activate the person first.":
    "Een gedeactiveerde persoon kan niet worden gewijzigd: activeer de persoon eerst.",
  "Cannot be set: the credentials of this person are kept by the provider {1}":
    "Kan niet worden ingesteld: de toegangsgegevens van deze persoon staan bij de provider {1}",
  "The person's password is kept elsewhere.": "Het wachtwoord van de persoon staat elders.",
  "{1} This one is {2}.": "{1} Deze is {2}.",
  "Password requirements were not met. At least {1} minute(s) must have elapsed since the password was changed.":
    "Het wachtwoord voldoet niet aan de eisen. Sinds de laatste wijziging moeten minstens {1} minuten voorbij zijn.",
  "Password requirements were not met. The password cannot be any of the last {1} passwords.":
    "Het wachtwoord voldoet niet aan de eisen. Het mag geen van de laatste {1} wachtwoorden zijn.",
  "The person has no password here that could be proved.":
    "De persoon heeft hier geen wachtwoord dat kan worden bewezen.",
  "The status {1} does not allow it.": "De status {1} staat het niet toe.",
  "The person is locked out.": "De persoon is vergrendeld.",
  "The credentials provided were incorrect.": "De opgegeven gegevens kloppen niet.",
  "The field cannot be left blank": "Het veld mag niet leeg zijn",
  "The password has expired: change it first.": "Het wachtwoord is verlopen: wijzig het eerst.",
  "It needs a person who is ACTIVE and has a password and a recovery question.":
    "Dat kan alleen bij een persoon die ACTIVE is en een wachtwoord en een herstelvraag heeft.",
  "{1} is the e-mail of several people. Name one by the login: {2}":
    "{1} is de e-mail van meer personen. Noem er een bij de login: {2}",
  "The value comes from {1}, which sources this person. Change it there, or give the attribute another source":
    "De waarde komt uit {1}, de bron van deze persoon. Wijzig haar daar, of geef het attribuut een andere bron",
  "the To Directory mappings of the app {1}": "de To Directory-mappings van de toepassing {1}",
  "the application username format": "de vorm van de gebruikersnaam",
  "the mapping of {1}": "de mapping van {1}",
  "{1} in the app {2}": "{1} in de toepassing {2}",
  "Does not match required pattern": "Voldoet niet aan het vereiste patroon",
  "Must be a URL": "Moet een URL zijn",
  "Must be a date with time, such as 2026-03-02T09:15:04.000Z":
    "Moet een datum met tijd zijn, zoals 2026-03-02T09:15:04.000Z",
  "Must be a country code of two capital letters (ISO 3166-1 alpha-2), such as NL":
    "Moet een landcode van twee hoofdletters zijn (ISO 3166-1 alpha-2), zoals NL",
  "Must be a language tag (RFC 5646), such as nl-NL": "Moet een taalcode zijn (RFC 5646), zoals nl-NL",
  "Must be a locale, such as en_US": "Moet een landinstelling zijn, zoals en_US",
  "Must be an IANA time zone, such as Europe/Amsterdam": "Moet een IANA-tijdzone zijn, zoals Europe/Amsterdam",
  "First name": "Voornaam",
  "Last name": "Achternaam",
  "Secondary email": "Tweede e-mail",
  "Zip code": "Postcode",
  "Postal address": "Postadres",
  "Country code": "Landcode",
  "Manager id": "Id van de leidinggevende",
  "Must be an array, not {1}": "Moet een lijst zijn, niet {1}",
  "Must have at most {1} values": "Mag hoogstens {1} waarden hebben",
  "Value {1}: {2}": "Waarde {1}: {2}",
  "Must be a string, not {1}": "Moet tekst zijn, niet {1}",
  "Must be true or false, not {1}": "Moet true of false zijn, niet {1}",
  "Must be a number, not {1}": "Moet een getal zijn, niet {1}",
  "Must be a whole number of 32 bits, not {1}": "Moet een geheel getal van 32 bits zijn, niet {1}",
  "Must be one of: {1}{2}": "Moet een zijn van: {1}{2}",
  "Username must be in the form of an email address": "De gebruikersnaam moet de vorm van een e-mailadres hebben",
  "Must be between {1} and {2} characters long": "Moet tussen {1} en {2} tekens lang zijn",
  "Does not match required pattern {1}": "Voldoet niet aan het vereiste patroon {1}",
  "Contains control characters or characters outside the Basic Multilingual Plane":
    "Bevat stuurtekens, of tekens buiten het Basic Multilingual Plane",
  "Cannot be changed on a base attribute": "Kan niet worden gewijzigd bij een basisattribuut",
  "Can be changed on firstName and lastName only": "Kan alleen bij firstName en lastName worden gewijzigd",
  "Only the login can have a pattern": "Alleen de login kan een patroon hebben",
  'Must be ".+" for anything, or a set of characters such as "[-a-z0-9_@.]+" with the hyphen first':
    'Moet ".+" zijn voor alles, of een verzameling tekens zoals "[-a-z0-9_@.]+" met het streepje vooraan',
  "Must be one of: {1}": "Moet een zijn van: {1}",
  "Only READ_WRITE is supported": "Alleen READ_WRITE wordt ondersteund",
  "Cannot be changed from {1}": "Kan niet worden gewijzigd vanaf {1}",
  "An array needs the type of its items": "Een lijst heeft het type van haar onderdelen nodig",
  "Only an array has items, not a {1}": "Alleen een lijst heeft onderdelen, niet een {1}",
  "The type of the items cannot be changed from {1}": "Het type van de onderdelen kan niet worden gewijzigd vanaf {1}",
  "Only a string has one, not a {1}": "Alleen tekst heeft dit, niet een {1}",
  "Only a number or integer has one, not a {1}": "Alleen een getal of geheel getal heeft dit, niet een {1}",
  "Values of type {1} cannot be unique": "Waarden van type {1} kunnen niet uniek zijn",
  "Must not be larger than maxLength": "Mag niet groter zijn dan maxLength",
  "Must not be larger than maximum": "Mag niet groter zijn dan maximum",
  "The choices of an array stand in items": "De keuzes van een lijst staan in items",
  "A boolean has no choices": "Een boolean heeft geen keuzes",
  "{1} is not of type {2}": "{1} is niet van type {2}",
  "Every choice must be a whole number": "Elke keuze moet een geheel getal zijn",
  "A choice stands there twice": "Een keuze staat er twee keer",
  "Must have the values of enum in the same order": "Moet de waarden van enum in dezelfde volgorde hebben",
  "A unique attribute has no default": "Een uniek attribuut heeft geen standaardwaarde",
  "An object with this field already exists in the current organization{1}": "Deze waarde is al in gebruik{1}",
  'Several people share {1}, such as "{2}": make them different first':
    'Meer personen delen {1}, zoals "{2}": maak ze eerst verschillend',
  "There is no base attribute of this name": "Er is geen basisattribuut met deze naam",
  "A base attribute cannot be removed": "Een basisattribuut kan niet worden verwijderd",
  "There is no custom attribute of this name": "Er is geen eigen attribuut met deze naam",
  "A name begins with a letter and has at most 50 letters, digits and underscores":
    "Een naam begint met een letter en heeft hoogstens 50 letters, cijfers en liggende streepjes",
  "The name is reserved": "De naam is gereserveerd",
  "The name differs from the attribute {1} by letter case only":
    "De naam verschilt alleen in hoofdletters van het attribuut {1}",
  "There can be at most {1} custom attributes": "Er kunnen hoogstens {1} eigen attributen zijn",
  "At most {1} attributes can be unique": "Hoogstens {1} attributen kunnen uniek zijn",
  "Used by {1}; remove it there first": "Wordt gebruikt door {1}; haal het daar eerst weg",
  "Each app is named once": "Elke toepassing wordt één keer genoemd",
  "{1} sources nobody: allow it in the app's To Directory settings first":
    "{1} is niemands bron: sta het eerst toe in de instellingen To Directory van de toepassing",
  "{1} is missing: name every app that sources people": "{1} ontbreekt: noem elke toepassing die bron van personen is",
  "Property name '{1}' is not a profile attribute": "'{1}' is geen attribuut van het profiel",
  "Protected already": "Is al beschermd",
  "At most {1} protections. Protect a group instead of its members.":
    "Hoogstens {1} beschermingen. Bescherm een groep in plaats van haar leden.",
  "There is no {1} {2}": "Er is geen {1} {2}",
  "Must be a JWK object": "Moet een JWK-object zijn",
  "Holds a private key. Register the public part only, and make a new key: this one was sent":
    "Bevat een geheime sleutel. Registreer alleen het openbare deel, en maak een nieuwe sleutel: deze is verstuurd",
  "Needs a kid of at most {1} characters": "Heeft een kid van hoogstens {1} tekens nodig",
  "The kty must be RSA or EC": "De kty moet RSA of EC zijn",
  "An RSA key needs n and e in base64url": "Een RSA-sleutel heeft n en e in base64url nodig",
  "An RSA key must have {1} to {2} bits": "Een RSA-sleutel moet {1} tot {2} bits hebben",
  "The e of an RSA key must be odd and at least 3": "De e van een RSA-sleutel moet oneven zijn en minstens 3",
  "The crv must be one of {1}": "De crv moet een zijn van {1}",
  "An EC key needs x and y in base64url": "Een EC-sleutel heeft x en y in base64url nodig",
  "No point of the curve: x and y do not belong together": "Geen punt van de kromme: x en y horen niet bij elkaar",
  "At most {1} views are kept": "Er worden hoogstens {1} weergaven bewaard",
  "Register a public key, or ask for a secret with withSecret":
    "Registreer een openbare sleutel, of vraag een geheim met withSecret",
  "The app has no secret: it could not sign in without a key":
    "De toepassing heeft geen geheim: zonder sleutel kan zij zich niet aanmelden",
  "not a scope of this directory": "geen recht van deze directory",
  "Grant at least one scope": "Geef minstens één recht",
  "At most {1} keys can be registered": "Er kunnen hoogstens {1} sleutels worden geregistreerd",
  "Two keys have the same kid": "Twee sleutels hebben dezelfde kid",
  "Another service app has this name": "Een andere service-app heeft deze naam",
  "Too many failed sign-ins. Try again in {1} seconds.":
    "Te veel mislukte aanmeldingen. Probeer het over {1} seconden opnieuw.",
  "does not include your first name": "niet uw voornaam",
  "does not include your last name": "niet uw achternaam",
  "a lowercase letter": "een kleine letter",
  "an uppercase letter": "een hoofdletter",
  "a number": "een cijfer",
  "a symbol": "een symbool",
  "{1} lowercase letters": "{1} kleine letters",
  "{1} uppercase letters": "{1} hoofdletters",
  "An object with this field already exists in the current organization (the value that {1} would have)":
    "Deze waarde is al in gebruik ({1} zou haar krijgen)",
  "row {1}: {2}": "rij {1}: {2}",
  'Several people share {1} values, such as "{2}": make them different first':
    'Meer personen delen {1} waarden, zoals "{2}": maak ze eerst verschillend',
};
