export { AccountProblems, accountsPerCity, type OpenAccount, PaymentAccounts, resealAccounts } from "./accounts.ts";
export { hasFound, noteFinder, restated } from "./bill-acts.ts";
export {
  accountHash,
  type Bill,
  type BillFacts,
  billNotFound,
  billsAtMost,
  billsOf,
  findBill,
  findBills,
  keepOwed,
} from "./bills.ts";
export { confirmPayment, isUnresolved, isWaiting } from "./confirm.ts";
export { type PaymentContext, type PaymentParts, paymentContext } from "./context.ts";
export {
  beingSettled,
  billsPerPayment,
  createPayment,
  type NewPayment,
  openMinutes,
  type PaymentReceipt,
} from "./create.ts";
export { drawPayments } from "./draw.ts";
export { askFeeBack, type FeePayment, type FeeReturn, feePayments, feeReturn, noLongerOwed } from "./fees.ts";
export { cancelPayment, comeBack, handOver, notifyPath, returnPath } from "./hand-over.ts";
export { ledgerAccounts, type Transfer, type TransferReason, transferReasons } from "./ledger.ts";
export { forgetOldNotices, listNotices } from "./notices.ts";
export { takeNotification } from "./notify.ts";
export {
  type BilledPart,
  type BillState,
  billStates,
  closedReasons,
  type PaymentActor,
  type PaymentRow,
  type PaymentState,
  type PaymentView,
  paymentStates,
  type RefundCause,
  type RefundRow,
  type RefundState,
  refundCauses,
  refundStates,
  type WriteOffState,
} from "./payment.ts";
export { findPayment, paymentNotFound } from "./perform.ts";
export {
  type AccountParts,
  type AccountProblem,
  type BillLine,
  type BillTotals,
  type FiscalReceipt,
  type NoticeReference,
  type Notification,
  type NotificationAnswer,
  NotificationRefused,
  type PayingFrom,
  type PaymentProvider,
  type ProviderAdapter,
  ProviderFailure,
  type ProviderName,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefusal,
  payingFrom,
  providerFailures,
  providerNames,
  providerStates,
  type RawNotification,
  type RefundRequest,
  type Remembered,
  refusedNotifications,
  type Started,
  type StartRequest,
} from "./provider.ts";
export {
  askAgain,
  balanceOf,
  billFrom,
  type CloseHindrance,
  type CloseReadiness,
  type Comparison,
  closeDay,
  closeHindrances,
  closeReadiness,
  closesOf,
  correct,
  countDifferences,
  type DayClose,
  type DayLine,
  type Difference,
  type DifferenceKey,
  type DifferenceName,
  type DifferenceState,
  daysPerPage,
  differenceId,
  differenceKey,
  differenceNames,
  differenceNotFound,
  differenceStates,
  differencesOf,
  eachHandOverLine,
  explainDifference,
  explanationLimit,
  type FetchOutcome,
  fetchBill,
  findDifference,
  type HandOverLine,
  handOvers,
  isAccount,
  type LineKind,
  listDays,
  listDifferences,
  noFile,
  openDays,
  paymentsBehind,
  type Remedy,
  type RunTotals,
  reconcile,
  remedies,
  remediesOf,
  runReconciliation,
  type Source,
  type SourceDay,
  type SourceOfDay,
  type StatementLine,
  sourceDaysOf,
  sourceName,
  sourceOf,
  sourcesOf,
  startRemedy,
  statementLimit,
  statementOf,
  trialBalance,
  unproven,
} from "./reconcile/index.ts";
export { refundable } from "./refund-plan.ts";
export {
  approveRefund,
  askRefund,
  contestPayment,
  declineRefund,
  refundReason,
  settlePayment,
  takeRefund,
} from "./refunds.ts";
export {
  accountsAtMost,
  forgetAccount,
  noteOwed,
  type RememberedAccount,
  rememberAccount,
  rememberedAccounts,
  wantReminders,
} from "./remembered.ts";
export {
  type DueReminder,
  noteReminded,
  reminderLimits,
  takeReminders,
  toRemindOf,
  turnedReminder,
} from "./reminders.ts";
export { resealMoney } from "./reseal.ts";
export { isSettled, type OwnPayment, paymentsOf, projectToPeople } from "./resident.ts";
export { type PaymentAct, paymentActs, paymentTable, problemsOfPayments, restingStates } from "./states.ts";
export { deadPaymentTasks, openTasksOf, runPaymentTasks, taskLimits, tryAgain } from "./tasks.ts";
export { takeWriteOff, writeOffByHand } from "./write-off.ts";
