/** What people do, by the directory's own rules. */
import {
  type Act,
  addMember,
  assignGroup,
  assignPerson,
  createGroup,
  createPushMapping,
  deletePushMapping,
  deliverPassword,
  forceSyncApp,
  insertPerson,
  markAppDirty,
  movePerson,
  pauseApp,
  provisionAppUser,
  pushNow,
  removeMember,
  replaceMappings,
  resetAppPasswords,
  resumeApp,
  retryTasks,
  saveConnection,
  setPushStatus,
  unassignGroup,
  unassignPerson,
  updateGroup,
  updatePerson,
  updateToApp,
} from "@lockstep/directory-app/simulation";
import type { AppId } from "@lockstep/ports";
import type { AppSetup, DirectoryChanges } from "../directory.ts";

/** Creates the changes. Passwords are not hashed: hashing takes longer than all the rest, and decides nothing here. */
export function createPostgresChanges(act: Act, appId: AppId, setup: AppSetup): DirectoryChanges {
  const { database } = act;
  const now = () => new Date(act.clock.now());
  return {
    hire: ({ profile, password }) =>
      database.transaction(async (trx) => {
        const person = { profile, password, passwordHash: "not hashed", activate: true, source: "api" } as const;
        return (await insertPerson(trx, act, person)).id;
      }),
    changeProfile: async (id, profile) => void (await updatePerson(act, id, { profile, partial: true })),
    move: async (id, move) => void (await movePerson(act, id, move)),
    setPassword: (personId, password) =>
      database.transaction((trx) => deliverPassword(trx, act, { personId, password })),
    assign: async (personId) => void (await assignPerson(act, { appId, personId }, {})),
    unassign: (personId) => unassignPerson(act, { appId, personId }),
    provision: (personId) => provisionAppUser(act, { appId, personId }),
    createGroup: async (name) => (await createGroup(act, { name })).id,
    renameGroup: async (id, name) => void (await updateGroup(act, id, { name })),
    addMember: async (groupId, personId) => void (await addMember(act, groupId, personId)),
    removeMember: async (groupId, personId) => void (await removeMember(act, groupId, personId)),
    assignGroup: async (groupId) => void (await assignGroup(act, { appId, groupId })),
    unassignGroup: (groupId) => unassignGroup(act, { appId, groupId }),
    push: async (sourceGroupId, targetGroupId) =>
      (await createPushMapping(act, appId, { sourceGroupId, targetGroupId, status: "ACTIVE" })).id,
    setPushStatus: async (id, status) => void (await setPushStatus(act, { appId, id }, status)),
    pushNow: (id) => pushNow(act, { appId, id }),
    unlink: (id, deleteInTarget) => deletePushMapping(act, { appId, id }, { deleteTargetGroup: deleteInTarget }),
    replaceMappings: async (mappings) => void (await replaceMappings(act, appId, mappings)),
    setFeatures: async (change) => void (await updateToApp(act, appId, change)),
    pause: () =>
      database.transaction(async (trx) => {
        const pause = { reason: "administrator", detail: "Paused", now: now() } as const;
        await pauseApp(trx, { id: appId, label: "Simulated app" }, pause);
      }),
    resume: () => database.transaction((trx) => resumeApp(trx, appId, now())),
    saveCredential: async (password) => {
      const { baseUrl, userName: username } = setup;
      const { saved, report } = await saveConnection(act, appId, { baseUrl, authScheme: "BASIC", username, password });
      if (!saved) throw new Error(`The connection was refused: ${JSON.stringify(report.steps)}`);
    },
    resetPasswords: async () => void (await database.transaction((trx) => resetAppPasswords(trx, appId, now()))),
    forceSync: async () =>
      void (await database.transaction((trx) => forceSyncApp(trx, appId, { readTarget: true, now: now() }))),
    retryTasks: async () => void (await retryTasks(act, { appId })),
    touchAll: async () => void (await database.transaction((trx) => markAppDirty(trx, appId, now()))),
  };
}
