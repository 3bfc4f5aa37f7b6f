export { askProvider } from "./ask.ts";
export {
  daysOf,
  deskLimits,
  listPayments,
  type PaymentFilter,
  type PaymentKey,
  type PaymentLine,
  paymentsWithNumber,
} from "./list.ts";
export { type PaymentEvent, type PaymentNotice, type PaymentRecord, recordOf } from "./record.ts";
export {
  findRefund,
  listRefunds,
  type RefundFilter,
  type RefundLine,
  refundDue,
  refundsWaiting,
} from "./refund-list.ts";
export {
  countedTo,
  type DayTotals,
  listStopped,
  type MoneyOverview,
  moneyOverview,
  type StoppedTask,
  type TaskKey,
} from "./waiting.ts";
