export type { AuditLine } from "./entries.ts";
export { auditEntries } from "./entries.ts";
export type { NewReading, Reading } from "./readings.ts";
export { readingsOf, recordReading } from "./readings.ts";
export type { AuditFault } from "./seal.ts";
export { checkAudit, sealAudit, settleSeconds } from "./seal.ts";
export type { AuditActorKind, AuditEntry } from "./write.ts";
export { writeAudit } from "./write.ts";
