export { capitalAmount, capitalAtMost } from "./capital.ts";
export {
  type Receipt,
  type ReceiptFacts,
  type ReceiptKind,
  type ReceiptLine,
  readSerial,
  receiptKinds,
  receiptPlace,
  serialName,
} from "./facts.ts";
export { type FiscalStanding, fetchFiscalReceipt, fiscalPlace, fiscalReceiptOf, fiscalStanding } from "./fiscal.ts";
export {
  noteReceiptsDue,
  type ReceiptParts,
  receiptLimits,
  receiptsGivenUp,
  runReceipts,
  tryReceiptsAgain,
} from "./issue.ts";
export {
  drawReceipt,
  drawStatement,
  type ReceiptSheet,
  receiptAddress,
  type StatementSheet,
} from "./paper.ts";
export {
  type AccountLine,
  type AccountYear,
  checkReceipt,
  eachReceipt,
  findReceipt,
  linesOfYear,
  listReceipts,
  proveNumbers,
  type ReceiptCheck,
  receiptNotFound,
  receiptsOf,
  receiptsPerPage,
  statementLimits,
  yearsOfAccount,
  yearsOfReceipts,
} from "./read.ts";
