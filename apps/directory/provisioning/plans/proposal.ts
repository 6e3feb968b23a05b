/** Settings that are not saved yet, laid over an app as it is stored. */
import { dialectOf, findDialectName, type TargetSwitches } from "@lockstep/engine";
import type { PlanProposal } from "../../contract.ts";
import type { SubjectApp, UserSubject } from "../user-subject.ts";

/** The app as it would be with the proposal saved. */
export function withProposal(app: SubjectApp, proposal: PlanProposal | null): SubjectApp {
  if (proposal === null) return app;
  const { mappings, userName, features } = proposal;
  const name = proposal.dialect === undefined ? app.dialect.name : (findDialectName(proposal.dialect) ?? "rfc");
  const switches = (proposal.switches as TargetSwitches | undefined) ?? app.switches;
  return {
    ...app,
    switches,
    dialect: dialectOf(name, switches, app.passport),
    mappings: mappings ?? app.mappings,
    features: { ...app.features, ...features },
    ...(userName === undefined
      ? {}
      : { userName: { type: userName.type, template: userName.template, push: userName.pushStatus } }),
    ...(userName?.userSuffix === undefined ? {} : { userNameSuffix: userName.userSuffix }),
  };
}

/** A subject of the proposed app as it would be: after other switches everything is compared anew (`replaceSwitches`). */
export function subjectWithProposal(subject: UserSubject, proposal: PlanProposal | null): UserSubject {
  const isForgotten = proposal?.switches !== undefined && subject.assigned && subject.externalId !== null;
  return isForgotten ? { ...subject, known: null } : subject;
}
