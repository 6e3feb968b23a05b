/** What a change of a person's status does to an account, in Dutch. */
import type { consequenceWords as english } from "./consequences.ts";

export const consequenceWords: typeof english = {
  notTheirs: "De persoon heeft deze toepassing niet.",
  givenUp: "Het account is opgegeven toen de persoon werd gedeactiveerd.",
  staysMeanwhile: "Het account blijft zoals het is; er wordt niets gestuurd tot de schorsing eindigt.",
  changesAreSent: "Wat intussen is veranderd, wordt gestuurd.",
  nothingSent: "Er wordt niets gestuurd.",
  byHand: "Provisioning staat uit voor deze toepassing: schakel het account daar zelf uit.",
  noAccount: "De toepassing heeft geen actief account van deze persoon.",
  deactivateOff: "Deactivate Users staat uit voor deze toepassing: het account blijft daar actief.",
  protectedPerson: "De persoon is beschermd: het account blijft tot iemand de taak goedkeurt.",
  deactivated: "Het account wordt in de toepassing gedeactiveerd. Het blijft daar bewaard, met zijn gegevens.",
  assignAgain: "De toepassing was aan de persoon zelf toegewezen: wijs haar opnieuw toe.",
  returns: "De persoon heeft de toepassing via een groep: hetzelfde account wordt weer actief.",
  offNothing: "Provisioning staat uit voor deze toepassing: er wordt niets gestuurd.",
};
