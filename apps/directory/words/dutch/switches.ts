/** Sentences about target switches, in Dutch. */
import type { Sentences } from "@lockstep/ports";

export const switchesSentences: Sentences = {
  "How a changed profile is sent: the whole user after a read, or the smallest PATCH.":
    "Hoe een gewijzigd profiel wordt gestuurd: de hele gebruiker na een lezing, of de kleinste PATCH.",
  "targets with one of the two verbs only": "doelen met maar een van beide methoden",
  "How an account is switched on and off: by PUT, by PATCH of the path `active`, or by PATCH without a path.":
    "Hoe een account aan en uit wordt gezet: met PUT, met PATCH van het pad `active`, of met PATCH zonder pad.",
  "targets without PATCH; targets that read one form of it": "doelen zonder PATCH; doelen die er één vorm van lezen",
  "Whether a person who leaves is switched off, or the account is deleted. A deleted account does not come back: who returns gets a new one.":
    "Of wie vertrekt wordt uitgeschakeld, of dat het account wordt verwijderd. Een verwijderd account komt niet terug: wie terugkeert, krijgt een nieuw.",
  "targets that know no inactive accounts": "doelen die geen inactieve accounts kennen",
  "How a password is sent.": "Hoe een wachtwoord wordt gestuurd.",
  "targets without PATCH": "doelen zonder PATCH",
  "How membership is sent: as additions and removals, or the whole group after a read.":
    "Hoe lidmaatschap wordt gestuurd: als toevoegingen en verwijderingen, of de hele groep na een lezing.",
  "How a group is renamed, where groups are not sent by PUT.":
    "Hoe een groep wordt hernoemd, waar groepen niet met PUT worden gestuurd.",
  "targets that read one form of it": "doelen die er één vorm van lezen",
  "Changes of membership in one request at most.": "Wijzigingen van lidmaatschap in één verzoek, hoogstens.",
  "AWS IAM Identity Center (100)": "AWS IAM Identity Center (100)",
  "GitHub, and other targets that read no filters in paths": "GitHub, en andere doelen die geen filters in paden lezen",
  "Whether one PATCH may set all members of a group. If not, the group is read and the difference is sent.":
    "Of één PATCH alle leden van een groep mag instellen. Zo niet, dan wordt de groep gelezen en het verschil gestuurd.",
  "AWS IAM Identity Center": "AWS IAM Identity Center",
  "Whether a group that is read shows its members. If not, the directory's own record counts, and after doubt all additions are sent again.":
    "Of een groep die wordt gelezen haar leden toont. Zo niet, dan telt wat de directory zelf bijhoudt, en worden bij twijfel alle toevoegingen opnieuw gestuurd.",
  "Whether the path of a PATCH may hold a filter. If not, an attribute with several values is replaced as a whole.":
    "Of het pad van een PATCH een filter mag bevatten. Zo niet, dan wordt een attribuut met meer waarden als geheel vervangen.",
  "What people are looked up by before an account is created. By e-mail an account is taken over by its address alone: choose it only where addresses are verified.":
    "Waarop personen worden opgezocht voor er een account wordt gemaakt. Bij e-mail wordt een account alleen om zijn adres overgenomen: kies dat alleen waar adressen zijn geverifieerd.",
  "targets whose user names are their own": "doelen met eigen gebruikersnamen",
  "Whether the target is asked with a filter, or all its users are listed, page by page, and compared here.":
    "Of het doel met een filter wordt gevraagd, of dat al zijn gebruikers per bladzijde worden opgesomd en hier vergeleken.",
  "targets without filters": "doelen zonder filters",
  "Whether a filter finds a name in other letter case too. If not, a name that the target says is taken is looked for in the whole list.":
    "Of een filter een naam ook met andere hoofdletters vindt. Zo niet, dan wordt een naam die volgens het doel bezet is, in de hele lijst gezocht.",
  "targets that compare user names letter by letter": "doelen die gebruikersnamen letter voor letter vergelijken",
  "Status of a creation that is refused since the name is taken; 409 and `uniqueness` always say so.":
    "Status van een aanmaak die wordt geweigerd omdat de naam bezet is; 409 en `uniqueness` zeggen dat altijd.",
  "targets that answer 400 or 500 there": "doelen die daar 400 of 500 antwoorden",
  "Attributes that are left out of every request.": "Attributen die uit elk verzoek worden weggelaten.",
  "targets that refuse what they do not know": "doelen die weigeren wat zij niet kennen",
  "Attributes that the target takes and does not return. Their absence in an answer is no difference.":
    "Attributen die het doel aanneemt en niet teruggeeft. Dat zij in een antwoord ontbreken, is geen verschil.",
  "targets that keep `externalId` to themselves": "doelen die `externalId` voor zich houden",
  "Attributes without which no account is created; the task then names the one that is missing.":
    "Attributen zonder welke geen account wordt gemaakt; de taak noemt dan het ontbrekende.",
  "AWS IAM Identity Center, GitHub": "AWS IAM Identity Center, GitHub",
  "Values of one attribute at most, the mapped ones first; 0 = any number.":
    "Waarden van één attribuut, hoogstens, die met een mapping eerst; 0 = elk aantal.",
  "AWS IAM Identity Center (1)": "AWS IAM Identity Center (1)",
  'Whether true and false are sent as JSON has them, or as the texts "true" and "false". Both are read always.':
    'Of true en false worden gestuurd zoals JSON ze heeft, of als de teksten "true" en "false". Gelezen worden beide altijd.',
  "targets that store booleans as text": "doelen die booleans als tekst bewaren",
  "What a reference to another person holds: that person's id, `externalId` or user name in this app.":
    "Wat een verwijzing naar een andere persoon bevat: diens id, `externalId` of gebruikersnaam in deze toepassing.",
  "Declaree, whose manager is named by `externalId`": "Declaree, waar de leidinggevende met `externalId` wordt genoemd",
  "Attributes besides the enterprise user's `manager.value` that name another person: they wait for that person's account.":
    "Attributen naast `manager.value` van de enterprise user die een andere persoon noemen: zij wachten op diens account.",
  "targets with `manager.managerId` or references of their own": "doelen met `manager.managerId` of eigen verwijzingen",
  "Whether a new account gets a random password even when none is to be delivered.":
    "Of een nieuw account een willekeurig wachtwoord krijgt, ook als er geen te bezorgen is.",
  "targets that create no user without a password, or refuse any":
    "doelen die geen gebruiker zonder wachtwoord maken, of elk wachtwoord weigeren",
  "The first wait in milliseconds after 429 without a readable `Retry-After`.":
    "De eerste wachttijd in milliseconden na 429 zonder leesbare `Retry-After`.",
  "targets with long windows": "doelen met lange tijdvensters",
  "Whether each `Retry-After` is obeyed, dates included. If not, Okta's rule holds: the first one counts and then doubles.":
    "Of elke `Retry-After` wordt gevolgd, ook een datum. Zo niet, dan geldt de regel van Okta: de eerste telt en verdubbelt daarna.",
  "targets that answer 429 with a date": "doelen die 429 met een datum antwoorden",
  "Must be an object": "Moet een object zijn",
  "Must be PUT, or left out, where patch is false": "Moet PUT zijn, of worden weggelaten, waar patch false is",
  "'{1}' is not a switch; there are patch, {2}": "'{1}' is geen schakelaar; er zijn patch, {2}",
  "Must be a list of at most {1} attribute paths": "Moet een lijst van hoogstens {1} paden van attributen zijn",
  "{1} is not an attribute path such as title, name.givenName or urn:…:User:manager.value":
    "{1} is geen pad van een attribuut zoals title, name.givenName of urn:…:User:manager.value",
  'A member is removed by the path `members[value eq "…"]`, or by the path `members` with the member as its value.':
    'Een lid wordt verwijderd met het pad `members[value eq "…"]`, of met het pad `members` en het lid als waarde.',
};
