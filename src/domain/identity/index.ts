export type { NewClerk } from "./clerks/add.ts";
export { addClerk, addFirstOperator } from "./clerks/add.ts";
export type { ClerkChange } from "./clerks/change.ts";
export { changeClerk } from "./clerks/change.ts";
export type { Clerk, ClerkRecord, Role } from "./clerks/clerk.ts";
export { isRole, roles } from "./clerks/clerk.ts";
export type { DemonstrationStaff } from "./clerks/demonstration.ts";
export {
  demonstrationLogin,
  demonstrationStaff,
  isDemonstration,
  seedDemonstrationClerks,
  signInDemonstrationClerk,
} from "./clerks/demonstration.ts";
export type { EnrolmentProof } from "./clerks/enrol.ts";
export { beginEnrolment, enrolClerk } from "./clerks/enrol.ts";
export { clerkOf, clerksOf, rolesHeld } from "./clerks/list.ts";
export type { Enrolment } from "./clerks/manage.ts";
export { enrolmentHours } from "./clerks/manage.ts";
export type { Proposal } from "./clerks/operators.ts";
export { confirmOperator, operatorProposals, proposeOperator } from "./clerks/operators.ts";
export { passwordFaults } from "./clerks/password.ts";
export type { StaffAct, Target } from "./clerks/permissions.ts";
export { can, demand, permissions } from "./clerks/permissions.ts";
export { recoverOperator } from "./clerks/recover-operator.ts";
export { resealClerks } from "./clerks/reseal.ts";
export { resetTotp } from "./clerks/reset-totp.ts";
export { resumeClerk } from "./clerks/resume.ts";
export type { StaffProof } from "./clerks/sign-in.ts";
export { changePassword, lockAfter, lockMinutes, signInClerk } from "./clerks/sign-in.ts";
export { suspendClerk } from "./clerks/suspend.ts";
export type { Identity } from "./identity.ts";
export { makeIdentity } from "./identity.ts";
export type { NewPartner, Partner, PartnerKind, PartnerScope } from "./partners/partners.ts";
export {
  addPartner,
  demonstrationPartners,
  oldSecretHours,
  type PartnerRecord,
  partnerScopes,
  partnersOf,
  renewPartnerSecret,
  resumePartner,
  seedDemonstrationPartners,
  suspendPartner,
} from "./partners/partners.ts";
export type { TokenAnswer } from "./partners/token-request.ts";
export { answerTokenRequest } from "./partners/token-request.ts";
export { AccessTokens } from "./partners/tokens.ts";
export type { ResidentClaims, ResidentSignIn } from "./residents/claims.ts";
export { checkedPhone } from "./residents/claims.ts";
export type { IdFacts, IdType } from "./residents/id-number.ts";
export {
  idTypes,
  isIdNumber,
  isIdType,
  maskIdNumber,
  normaliseIdNumber,
  readResidentId,
  residentIdCheck,
} from "./residents/id-number.ts";
export type { Correction, Preferences, Profile, StatedField } from "./residents/profile.ts";
export { changePreferences, correctProfile, eraseProfile, eraseProfileIn, profileOf } from "./residents/profile.ts";
export { resealProfile } from "./residents/reseal.ts";
export { residentKey } from "./residents/resident-key.ts";
export { signInResident } from "./residents/sign-in.ts";
export type { OpenedSession, Session, SessionHolder } from "./sessions/sessions.ts";
export { Sessions, sessionLimits } from "./sessions/sessions.ts";
