/** Sentences about Okta's error codes, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const refusalsSentences: Sentences = {
  "Api validation failed": "De controle van de invoer is mislukt",
  "The request body was not well-formed.": "De inhoud van het verzoek is onjuist opgebouwd.",
  "Authentication failed": "Aanmelden is mislukt",
  "Invalid session": "De sessie is ongeldig",
  "You do not have permission to perform the requested action": "U hebt geen recht om dit te doen",
  "Not found": "Niet gevonden",
  "The requested path was not found": "Het opgevraagde adres bestaat niet",
  "Internal Server Error": "Interne fout van de server",
  "The directory is stopping. Try again in a few seconds.":
    "De directory stopt. Probeer het over enkele seconden opnieuw.",
  "Invalid token provided": "Het token is ongeldig",
  "Update of credentials failed": "De toegangsgegevens zijn niet gewijzigd",
  "Activation failed because the user is already active": "Activeren is mislukt: de gebruiker is al actief",
  "Password reset failed": "Het wachtwoord is niet hersteld",
  "The request's media type is not supported": "Het mediatype van het verzoek wordt niet ondersteund",
  "The endpoint does not support the provided HTTP method": "Dit adres kent deze HTTP-methode niet",
  "Bad request: the app does not support this": "Onjuist verzoek: de toepassing kan dit niet",
  "Group push bad request": "Onjuist verzoek voor een gepushte groep",
  "The request is missing a required parameter": "Er ontbreekt een verplichte parameter",
  "Invalid paging request": "De bladzijde kan niet worden opgevraagd",
  "Bad date. Dates must be of the form yyyy-MM-dd'T'HH:mm:ss.SSSZZ":
    "Onjuiste datum. Een datum heeft de vorm yyyy-MM-dd'T'HH:mm:ss.SSSZZ",
  "Invalid search criteria": "Onjuiste zoekopdracht",
  "Unlock is not allowed for this user": "Deze gebruiker kan niet worden ontgrendeld",
  "Can't specify a search query and filter in the same request": "Een verzoek kan niet zoeken en filteren tegelijk",
  "Forgot password not allowed on specified user": "Deze gebruiker kan geen vergeten wachtwoord herstellen",
  "Change password not allowed on specified user": "Deze gebruiker kan het wachtwoord niet wijzigen",
  "Change recovery question not allowed on specified user": "Deze gebruiker kan de herstelvraag niet wijzigen",
  "This operation is not allowed in the user's current status": "Dit kan niet in de huidige status van de gebruiker",
  "Type mismatch exception": "Het type van een waarde klopt niet",
  "Credentials should not be set on this resource based on the scheme":
    "Hier horen volgens de vorm van de gebruikersnaam geen toegangsgegevens",
  "The application label must not be the same as another existing application label":
    "Een andere toepassing heeft deze naam al",
  "Field mapping bad request": "Onjuiste mapping van een veld",
  "API call exceeded rate limit due to too many requests.": "Te veel verzoeken in korte tijd.",
  "Invalid filter": "Onjuist filter",
  "Delete application forbidden": "De toepassing mag niet worden verwijderd",
  "The connector configuration could not be tested": "De verbinding kon niet worden getest",
  "The specified user is already assigned to the application": "De gebruiker heeft deze toepassing al",
  "Cannot modify an attribute that has a field mapping while profile push is enabled":
    "Een attribuut met een mapping kan niet worden gewijzigd zolang het profiel wordt gepusht",
  "The password does not meet the complexity requirements of the password policy":
    "Het wachtwoord voldoet niet aan de eisen van het wachtwoordbeleid",
  "The recovery question answer did not match our records.":
    "Het antwoord op de herstelvraag is niet het bekende antwoord.",
  "Target count limit exceeded": "Het hoogste aantal is overschreden",
  "The entity is not in the expected state for the requested transition": "Dit kan niet in de huidige toestand",
  "Unable to update the user: the user is still being changed":
    "De gebruiker kan niet worden gewijzigd: er loopt nog een wijziging",
  "Cannot assign apps to or update app profiles for an inactive user":
    "Een inactieve gebruiker krijgt geen toepassingen en geen wijziging van profielen daarin",
  "Could not create user. To create a user and expire their password immediately, a password must be specified":
    "De gebruiker is niet aangemaakt. Om het wachtwoord meteen te laten verlopen, moet er een worden opgegeven",
  "Could not create user. To expire the password at once, the user must be activated":
    "De gebruiker is niet aangemaakt. Om het wachtwoord meteen te laten verlopen, moet de gebruiker worden geactiveerd",
  "The request conflicts with the current state": "Het verzoek past niet bij de huidige toestand",
  "The entity tag does not match": "De entity tag komt niet overeen",
  "The entity tag is malformed": "De entity tag is onjuist opgebouwd",
  "The request body is too large": "Het verzoek is te groot",
  "Not found: Resource not found: {1} ({2})": "Niet gevonden: {1} ({2})",
  "Api validation failed: {1}": "De controle van de invoer is mislukt: {1}",
};
