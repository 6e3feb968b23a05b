/** What the client says of addresses, and of answers that did not come, in Dutch: for whoever tells it to people. */
export const DUTCH_ADDRESSES: Readonly<Record<string, string>> = {
  "The connection was refused: nothing listens at this address and port.":
    "De verbinding werd geweigerd: niets luistert op dit adres en deze poort.",
  "The host name is not known to the name server.": "De naamserver kent de hostnaam niet.",
  "The name server did not answer.": "De naamserver antwoordde niet.",
  "The name server could not resolve the host name.": "De naamserver kon de hostnaam niet opzoeken.",
  "There is no route to the host.": "Er is geen route naar de host.",
  "The connection took so long that the request was not sent any more.":
    "De verbinding liet zo lang op zich wachten dat het verzoek niet meer is verstuurd.",
  "There is no route to the network.": "Er is geen route naar het netwerk.",
  "The network is down.": "Het netwerk is weg.",
  "No local address is free for the connection.": "Er is geen lokaal adres vrij voor de verbinding.",
  "The secure connection (TLS) could not be agreed on.": "De beveiligde verbinding (TLS) kwam niet tot stand.",
  "The connection was not accepted in time.": "De verbinding werd niet op tijd aangenomen.",
  "The certificate has expired.": "Het certificaat is verlopen.",
  "The certificate is not valid yet.": "Het certificaat is nog niet geldig.",
  "The certificate is self-signed.": "Het certificaat is door zichzelf ondertekend.",
  "The certificate chain holds a self-signed certificate.":
    "De keten bevat een certificaat dat door zichzelf is ondertekend.",
  "The certificate cannot be verified: an intermediate certificate is missing.":
    "Het certificaat kan niet worden gecontroleerd: een tussenliggend certificaat ontbreekt.",
  "The issuer of the certificate is not known.": "De uitgever van het certificaat is niet bekend.",
  "The issuer of the certificate is not known here.": "De uitgever van het certificaat is hier niet bekend.",
  "The secure connection (TLS) was cut off before it stood.":
    "De beveiligde verbinding (TLS) werd afgebroken voor zij stond.",
  "The secure connection (TLS) failed: {1}.": "De beveiligde verbinding (TLS) is mislukt: {1}.",
  "The connection could not be made: {1}.": "De verbinding kon niet worden gemaakt: {1}.",
  "The request was cancelled before the answer came.": "Het verzoek is geannuleerd voor het antwoord kwam.",
  "No answer within {1} seconds.": "Geen antwoord binnen {1} seconden.",
  "The connection broke before the answer was complete{1}.": "De verbinding brak af voor het antwoord volledig was{1}.",
  "The certificate belongs to another host name{1}.": "Het certificaat hoort bij een andere hostnaam{1}.",
  "The host name of the URL has no address.": "De hostnaam van de URL heeft geen adres.",
  "The {1} is not a web address.": "Dit is geen webadres ({1}).",
  "Enter the full address, such as {1}.": "Vul het volledige adres in, zoals {1}.",
  "The {1} begins with http: credentials and people's data would travel unprotected.":
    "Het adres ({1}) begint met http: toegangsgegevens en gegevens van personen zouden onbeschermd reizen.",
  "Use the https address of the application. Plain http is accepted for this machine only.":
    "Gebruik het https-adres van de toepassing. Gewoon http is alleen toegestaan voor deze machine.",
  "{1} cannot be the address of an application.": "{1} kan niet het adres van een toepassing zijn.",
  "Check the host name of the {1}.": "Controleer de hostnaam ({1}).",
  "base URL": "basisadres",
  "The {1} begins with {2}//, which is not a web address.":
    "Het adres ({1}) begint met {2}//, en dat is geen webadres.",
  "Use an address that begins with https://.": "Gebruik een adres dat met https:// begint.",
  "The {1} holds a user name or password.": "Het adres ({1}) bevat een gebruikersnaam of wachtwoord.",
  "Enter them in their own fields and leave them out of the address.":
    "Vul ze in hun eigen velden in en laat ze weg uit het adres.",
  'The base URL holds a "?" or "#".': 'Het basisadres bevat een "?" of "#".',
  "Enter the address up to the version, such as {1}.": "Vul het adres in tot en met de versie, zoals {1}.",
  "{1} lies in a private network.": "{1} ligt in een privénetwerk.",
  "Use the public address of the application, or let the operator allow private targets.":
    "Gebruik het openbare adres van de toepassing, of laat de beheerder van de server privéadressen toestaan.",
};
