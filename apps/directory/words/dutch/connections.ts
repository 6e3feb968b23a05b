/** Sentences about the credentials test and the passport, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const connectionsSentences: Sentences = {
  "Status {1}": "Status {1}",
  "Status {1}: a redirect{2}, which is not followed.": "Status {1}: een omleiding{2}, die niet wordt gevolgd.",
  "{1}. Errors reported by remote server: {2}": "{1}. Fouten die de andere server meldt: {2!}",
  "Invalid JSON: {1}": "Ongeldige JSON: {1}",
  "The answer is larger than the client reads.": "Het antwoord is groter dan de client leest.",
  'The base URL "{1}" is not a valid web address.': 'Het basisadres "{1}" is geen geldig webadres.',
  "The request was cancelled.": "Het verzoek is geannuleerd.",
  '"{1}" cannot be the name of a header.': '"{1}" kan geen naam van een header zijn.',
  'The header "{1}" is written by the connection itself.': 'De header "{1}" schrijft de verbinding zelf.',
  "The credential holds characters that cannot be sent, such as a line break, or a colon in the user name.":
    "De toegangsgegevens bevatten tekens die niet kunnen worden gestuurd, zoals een regeleinde, of een dubbele punt in de gebruikersnaam.",
  "The token holds characters that cannot be sent, such as a line break.":
    "Het token bevat tekens die niet kunnen worden gestuurd, zoals een regeleinde.",
  "The value of the header holds characters that cannot be sent, such as a line break.":
    "De waarde van de header bevat tekens die niet kunnen worden gestuurd, zoals een regeleinde.",
  "The token endpoint gave an access token.": "Het token-endpoint gaf een toegangstoken.",
  "Check token URL, client id, client secret, scope and audience against the application's page of OAuth clients, and how the client signs in (in the header or in the body).":
    "Vergelijk token-URL, client-id, client secret, scope en audience met de pagina van OAuth-clients van de toepassing, en hoe de client zich aanmeldt (in de header of in de inhoud).",
  "Check the token URL, and that this server can reach it. If it is right, test again in a few minutes.":
    "Controleer de token-URL, en of deze server haar kan bereiken. Klopt zij, test dan over enkele minuten opnieuw.",
  "{1} answered in {2} ms.": "{1} antwoordde in {2} ms.",
  "{1} accepted the connection, but no complete answer came. {2}":
    "{1} nam de verbinding aan, maar er kwam geen volledig antwoord. {2}",
  "Test again. If it stays so, ask the application's support whether its SCIM interface is up.":
    "Test opnieuw. Blijft het zo, vraag de helpdesk van de toepassing dan of haar SCIM-interface draait.",
  "{1} accepted the connection.": "{1} nam de verbinding aan.",
  "{1} could not be reached. {2}": "{1} kon niet worden bereikt. {2}",
  "Enter the credentials again, without line breaks and without a colon in the user name.":
    "Vul de toegangsgegevens opnieuw in, zonder regeleinden en zonder dubbele punt in de gebruikersnaam.",
  "Test again.": "Test opnieuw.",
  "Check the host name of the base URL for a slip of the pen.":
    "Controleer de hostnaam van het basisadres op een verschrijving.",
  "Check host name and port of the base URL, that the application is running, and that a firewall lets this server reach it.":
    "Controleer hostnaam en poort van het basisadres, of de toepassing draait, en of een firewall deze server haar laat bereiken.",
  "{1} cannot be trusted. {2}": "{1} kan niet worden vertrouwd. {2}",
  "The certificate of {1} can be trusted.": "Het certificaat van {1} kan worden vertrouwd.",
  "The connection stays on this machine and has no TLS.": "De verbinding blijft op deze machine en heeft geen TLS.",
  "Ask the application's operator to renew the certificate.":
    "Vraag de beheerder van de toepassing het certificaat te vernieuwen.",
  "Compare the clocks of this server and of the application's.":
    "Vergelijk de klok van deze server met die van de toepassing.",
  "Enter the base URL with a host name of the certificate, or ask the application's operator for a certificate for {1}.":
    "Vul het basisadres in met een hostnaam van het certificaat, of vraag de beheerder van de toepassing om een certificaat voor {1}.",
  "Ask the application's operator for a certificate of a known authority. For an authority of your own, start this server with NODE_EXTRA_CA_CERTS naming the file of its certificate.":
    "Vraag de beheerder van de toepassing om een certificaat van een bekende instantie. Start voor een eigen instantie deze server met NODE_EXTRA_CA_CERTS, dat het bestand van haar certificaat noemt.",
  "Ask the application's operator to install the intermediate certificate too.":
    "Vraag de beheerder van de toepassing ook het tussenliggende certificaat te installeren.",
  "Check port and protocol of the base URL: what answers there does not speak TLS as this server does.":
    "Controleer poort en protocol van het basisadres: wat daar antwoordt, spreekt geen TLS zoals deze server.",
  "The credentials were accepted.": "De toegangsgegevens zijn aanvaard.",
  "Not known: the application answered with status {1} first.":
    "Niet bekend: de toepassing antwoordde eerst met status {1}.",
  "The SCIM module is enabled.": "De SCIM-module staat aan.",
  "The refusal does not speak of a module that is not enabled.":
    "De weigering spreekt niet van een module die uitstaat.",
  "The SCIM module is not enabled for this account. {1}": "De SCIM-module staat niet aan voor dit account. {1}",
  "This integration is only available to accounts that have the SCIM module enabled. Ask the application's support to enable it; see pricing and plans.":
    "Deze integratie is er alleen voor accounts waarvoor de SCIM-module aanstaat. Vraag de helpdesk van de toepassing haar aan te zetten; zie prijzen en abonnementen.",
  "The credentials have the right to read users.": "De toegangsgegevens mogen gebruikers lezen.",
  "The credentials were recognised, but have no right to provision. {1}":
    "De toegangsgegevens zijn herkend, maar mogen geen provisioning doen. {1}",
  "Give the provisioning account administrative privileges in the application, or enter an account that has them.":
    "Geef het provisioning-account beheerdersrechten in de toepassing, of vul een account in dat ze heeft.",
  "The application says: {1}": "De toepassing zegt: {1!}",
  "The application refused this user name and password.{1}":
    "De toepassing weigerde deze gebruikersnaam en dit wachtwoord.{1}",
  "Sign in to the application's web page with this account. If that fails, reset the password there and enter the new one here.":
    "Meld u met dit account aan op de webpagina van de toepassing. Lukt dat niet, herstel het wachtwoord daar en vul het nieuwe hier in.",
  "The application refused this token.{1}": "De toepassing weigerde dit token.{1}",
  "Create a new API key in the application, with the provisioning account, and enter it here without spaces.":
    "Maak in de toepassing een nieuwe API-sleutel, met het provisioning-account, en vul die hier zonder spaties in.",
  "The application refused the header {1}.{2}": "De toepassing weigerde de header {1}.{2}",
  "Compare name and value of the header with the application's guide. A value may need a word in front, such as Bearer.":
    "Vergelijk naam en waarde van de header met de handleiding van de toepassing. Soms hoort er een woord voor de waarde, zoals Bearer.",
  "The application refused the access token of the token endpoint.{1}":
    "De toepassing weigerde het toegangstoken van het token-endpoint.{1}",
  "Check scope and audience of the connection: the token must be meant for this application.":
    "Controleer scope en audience van de verbinding: het token moet voor deze toepassing bedoeld zijn.",
  "The application asks to slow down. {1}": "De toepassing vraagt het rustiger aan te doen. {1}",
  "Wait a few minutes and test again.": "Wacht enkele minuten en test opnieuw.",
  "The application failed to answer. {1}": "De toepassing kon niet antwoorden. {1}",
  "Test again in a few minutes. If it stays so, show this message to the application's support.":
    "Test over enkele minuten opnieuw. Blijft het zo, laat dit bericht dan aan de helpdesk van de toepassing zien.",
  "The list of users was refused. {1}": "De lijst van gebruikers werd geweigerd. {1}",
  "Show this message to the application's support: its SCIM interface should list users.":
    "Laat dit bericht aan de helpdesk van de toepassing zien: haar SCIM-interface moet gebruikers kunnen opsommen.",
  "The answer to the first page of users is not a SCIM list (ListResponse).":
    "Het antwoord op de eerste bladzijde gebruikers is geen SCIM-lijst (ListResponse).",
  "Check that the base URL is the one of SCIM 2.0 and not of another interface of the application.":
    "Controleer of het basisadres dat van SCIM 2.0 is, en niet van een andere interface van de toepassing.",
  "The first page came: {1} users in the application.{2}":
    "De eerste bladzijde kwam: {1} gebruikers in de toepassing.{2}",
  "Looking for a user name that nobody has finds nobody.":
    "Zoeken naar een gebruikersnaam die niemand heeft, vindt niemand.",
  "Looking for a user name that nobody has finds {1} users: the application ignores filters.":
    "Zoeken naar een gebruikersnaam die niemand heeft, vindt {1} gebruikers: de toepassing negeert filters.",
  "Ask the application's support to support the filter userName eq. Without it people could be linked to accounts of others. Where it has none, set the target switch lookupBy to LIST.":
    "Vraag de helpdesk van de toepassing het filter userName eq te ondersteunen. Zonder dat kunnen personen aan accounts van anderen worden gekoppeld. Heeft zij er geen, zet dan de schakelaar lookupBy van het doel op LIST.",
  "Looking for a user name that nobody has finds nobody (answered with 404).":
    "Zoeken naar een gebruikersnaam die niemand heeft, vindt niemand (antwoord 404).",
  "Looking for a user by name failed. {1}": "Zoeken naar een gebruiker op naam is mislukt. {1}",
  "Ask the application's support to support the filter userName eq: people are looked up by it before an account is created. Where it has none, set the target switch lookupBy to LIST.":
    "Vraag de helpdesk van de toepassing het filter userName eq te ondersteunen: personen worden ermee opgezocht voor er een account wordt gemaakt. Heeft zij er geen, zet dan de schakelaar lookupBy van het doel op LIST.",
  "Groups can be listed: {1} in the application.": "Groepen kunnen worden opgesomd: {1} in de toepassing.",
  "The application offers no groups: Push Groups will not work, everything else will.":
    "De toepassing heeft geen groepen: Push Groups zal niet werken, al het andere wel.",
  "The list of groups failed. {1}": "De lijst van groepen is mislukt. {1}",
  "Check that the provisioning account may see groups, or ask the application's support.":
    "Controleer of het provisioning-account groepen mag zien, of vraag het de helpdesk van de toepassing.",
  "Not reached: an earlier step failed.": "Niet bereikt: een eerdere stap is mislukt.",
  "{1} is an address that may be used.": "{1} is een adres dat mag worden gebruikt.",
  "The connection lists all users instead of asking with a filter (target switch lookupBy).":
    "De verbinding somt alle gebruikers op in plaats van met een filter te vragen (schakelaar lookupBy).",
  "{1} is an address already.": "{1} is al een adres.",
  "The connection resolves the host name.": "De verbinding zoekt de hostnaam op.",
  "The host name {1} is not known to the name server.": "De naamserver kent de hostnaam {1} niet.",
  "Check the spelling of the base URL. If it is right, ask your network team whether this server may resolve the name.":
    "Controleer de spelling van het basisadres. Klopt die, vraag uw netwerkteam dan of deze server de naam mag opzoeken.",
  "{1} resolves to {2}.": "{1} verwijst naar {2}.",
  "A SCIM endpoint answers at the base URL.": "Op het basisadres antwoordt een SCIM-endpoint.",
  "{1} {2} does answer as a SCIM endpoint.": "{1} {2} antwoordt wel als SCIM-endpoint.",
  "Enter {1} as the base URL.": "Vul {1} in als basisadres.",
  "Compare the base URL with the application's guide: it usually ends with /scim/v2 or /SCIM/v2, and letter case can matter.":
    "Vergelijk het basisadres met de handleiding van de toepassing: het eindigt meestal op /scim/v2 of /SCIM/v2, en hoofdletters kunnen tellen.",
  "The base URL answers with a redirect{1}; redirects are not followed.":
    "Het basisadres antwoordt met een omleiding{1}; omleidingen worden niet gevolgd.",
  "The server is there, but has no SCIM endpoint at this path (status {1}).":
    "De server is er, maar heeft op dit pad geen SCIM-endpoint (status {1}).",
  "The server answers at this path, but with a page that is not SCIM.":
    "De server antwoordt op dit pad, maar met een pagina die geen SCIM is.",
  "schemas does not name ListResponse": "schemas noemt ListResponse niet",
  "totalResults is missing": "totalResults ontbreekt",
  "{1} is spelled {2}": "{1} is geschreven als {2}",
  "The app gave the same page or cursor again, and its list could not be read to its end.":
    "De toepassing gaf dezelfde bladzijde of cursor nog eens, en haar lijst kon niet tot het einde worden gelezen.",
  "The app answered {1} where a list was asked for; it was taken as empty.":
    "De toepassing antwoordde {1} waar een lijst werd gevraagd; dat geldt als leeg.",
  "Its create was never answered, and may still be carried out.":
    "Het aanmaken werd nooit beantwoord, en kan nog gebeuren.",
  "DELETE was answered with success, but it is still there.": "DELETE werd met succes beantwoord, maar het is er nog.",
  "The application knows no filter, and has too many to look through.":
    "De toepassing kent geen filter, en heeft er te veel om door te kijken.",
  "Groups were not measured. {1}": "Groepen zijn niet gemeten. {1}",
  "The application made no test group. {1}": "De toepassing maakte geen testgroep. {1}",
  "No verb switched the test user off.": "Geen methode schakelde de testgebruiker uit.",
  "Its answer has no id.": "Het antwoord heeft geen id.",
  "The application made no test user. {1}": "De toepassing maakte geen testgebruiker. {1}",
  "Tolerated: {1}.": "Getolereerd: {1}.",
  "Status {1}: a redirect to {2}, which is not followed.":
    "Status {1}: een omleiding naar {2}, die niet wordt gevolgd.",
  "The base URL answers with a redirect to {1}; redirects are not followed.":
    "Het basisadres antwoordt met een omleiding naar {1}; omleidingen worden niet gevolgd.",
};
