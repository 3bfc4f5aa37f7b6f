export type { Certificate, RevokedBecause } from "./certificate.ts";
export type { FolderEntry, HolderPage, Standing } from "./certificates.ts";
export { folderOf, getCertificate, listCertificates, revokedReason, standingCertificates } from "./certificates.ts";
export type { CertificateCode, CodeUser } from "./codes.ts";
export {
  codeMinutes,
  codesOf,
  forgetOldCodes,
  makeCode,
  ownCode,
  redeemCode,
  takePaper,
  withdrawCode,
} from "./codes.ts";
export type { Documents } from "./context.ts";
export type { CertificateFacts, PaperSignature } from "./facts.ts";
export { canonicalFacts, maskName, readPaperSignature, verifyAddress, writePaperSignature } from "./facts.ts";
export type { StoredFile } from "./file.ts";
export type { FileReader, OpenedFile } from "./files.ts";
export { attachFiles, contentTypes, deleteFile, listCaseFiles, listDraftFiles, openFile } from "./files.ts";
export { DamagedFile } from "./framing.ts";
export type { Alongside, IssueInput } from "./issue.ts";
export { issueCertificate } from "./issue.ts";
export { normaliseName } from "./names.ts";
export { drawQr, drawWatermark, missingLetters, namedLetters, openPaper, type Paper } from "./paper.ts";
export type { FileLimits, ReceiveInput } from "./receive.ts";
export { receiveFile } from "./receive.ts";
export type { FileKind } from "./refusals.ts";
export { fileKinds } from "./refusals.ts";
export { resealDocuments } from "./reseal.ts";
export type { RevokeInput } from "./revoke.ts";
export { markFactsChanged, revokeCertificate, revokeIn } from "./revoke.ts";
export type { Scan, Scanner } from "./scanner.ts";
export { clamd } from "./scanner.ts";
export { placeOf as filePlace } from "./storage.ts";
export type { Swept } from "./sweep.ts";
export { deleteFilesOfCase, deleteFilesOfQuestion, deleteOrphans } from "./sweep.ts";
export type { CertificateSummary, Shown, Verification } from "./verify.ts";
export { verifyCertificate } from "./verify.ts";
