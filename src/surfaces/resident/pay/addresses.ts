/** Addresses of the money pages. */
export const payAddresses = {
  /** What is to be paid: one bill, or several together. */
  bills: (city: string, numbers: readonly string[]): string =>
    numbers.length === 1
      ? `/pay/${city}/bills/${numbers[0]}`
      : `/pay/${city}/bills?${numbers.map((number) => `bill=${number}`).join("&")}`,
  pay: (city: string): string => `/pay/${city}/bills`,
  payment: (number: string): string => `/pay/${number}`,
  /** Says why the wallet did not open, where we know what its code means. */
  refused: (number: string, because: string): string =>
    `/pay/${number}?said=refused&because=${encodeURIComponent(because.slice(0, 60))}`,
  back: (number: string): string => `/pay/${number}/back`,
  payer: (number: string): string => `/pay/${number}/payer`,
  open: (number: string): string => `/pay/${number}/open`,
  cancel: (number: string): string => `/pay/${number}/cancel`,
  refund: (number: string): string => `/pay/${number}/refund`,
  receipt: (payment: string, receipt: string): string => `/pay/${payment}/receipts/${receipt}.pdf`,
  receiptCheck: (receipt: string, check: string): string => `/receipts/${receipt}?check=${check}`,
  statement: (account: string): string => `/me/bills/${account}/statement`,
  mine: "/me/bills",
  history: "/me/payments",
} as const;
