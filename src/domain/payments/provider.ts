/** Who moves the money. `demo` is the demonstration's own wallet. */
export const providerNames = ["wechat", "alipay", "treasury", "demo"] as const;
export type ProviderName = (typeof providerNames)[number];

/**
 * Where the payer is, which decides how the wallet opens: in the wallet's own browser (`inside`), in a phone's browser (`phone`), at a
 * computer (`desktop`: a code to scan), or in a mini program (`mini`).
 */
export const payingFrom = ["inside", "phone", "desktop", "mini"] as const;
export type PayingFrom = (typeof payingFrom)[number];

/** The notice a government payment is about: the treasury knows it by all three together. */
export type NoticeReference = {
  /**
   * Who says what is owed. `treasury` (when left out): its own notice, whose amount and items are its own. `unit`: the collecting unit,
   * through us, as for the fee of a case; then `notice` is our number of the bill, the items are ours, and an empty `unit` is the
   * account's.
   */
  readonly source?: "treasury" | "unit";
  /** 缴费通知书编号 */
  readonly notice: string;
  /** 执收单位编码 */
  readonly unit: string;
  /** 行政区划代码 */
  readonly region: string;
  readonly unitName: string;
  /** 1 ordinary, 2 penalty. */
  readonly type: "ordinary" | "penalty";
  readonly items: readonly { readonly id: string; readonly name: string; readonly amount_fen: bigint }[];
};

/** What is asked of a provider to begin a payment. The same `number` is the same payment, however often it is asked. */
export type StartRequest = {
  /** Ours, at most 32 characters of [0-9A-Za-z_-]. */
  readonly number: string;
  readonly amount_fen: bigint;
  /** What it is for, as the payer reads it in the wallet; no personal data. At most 127 bytes are passed on. */
  readonly description: string;
  readonly from: PayingFrom;
  readonly expiresAt: Date;
  /** The payer's identifier at the provider (openid), where the way of paying needs one. */
  readonly payer?: string;
  /** Address of the payer's machine. */
  readonly ip: string;
  /** Where the browser comes back to; coming back proves nothing. */
  readonly returnUrl: string;
  /** Where the provider tells us; without a query. */
  readonly notifyUrl: string;
  readonly notice?: NoticeReference;
};

/** How the wallet opens: by going to an address, by a script call inside the wallet's browser or mini program, or by scanning a code. */
export type Started = { readonly reference?: string } & (
  | { readonly kind: "redirect"; readonly url: string }
  | {
      readonly kind: "bridge";
      readonly call: Readonly<Record<string, string>>;
      /** Where the same fields can be posted as a form, for a browser without the bridge or without scripts: only stand-ins have it. */
      readonly form?: string;
    }
  | { readonly kind: "code"; readonly content: string }
);

/**
 * Where a payment stands at the provider. `unpaid`: nothing was paid yet and may still be; `paying`: the payer is at it; `absent`: the
 * provider has never heard of the number. Only `paid` carries money.
 */
export const providerStates = ["unpaid", "paying", "paid", "closed", "failed", "refunded", "absent"] as const;
export type ProviderPayment = {
  /** Ours. */
  readonly number: string;
  readonly state: (typeof providerStates)[number];
  /** What was paid; required with `paid` and `refunded`. */
  readonly amount_fen?: bigint;
  /** The provider's own number. */
  readonly reference?: string;
  readonly paidAt?: Date;
};

/**
 * What we keep of a payment beside its number. Most providers need none of it; some know a payment only by their own reference
 * (`Started.reference`) and, where that was lost on the way, by its notice.
 */
export type Remembered = {
  readonly reference?: string;
  readonly notice?: Pick<NoticeReference, "source" | "notice" | "unit" | "region">;
};

export type RefundRequest = Remembered & {
  /** Ours of the payment. */
  readonly number: string;
  /** Ours of the refund: the same one refunds once. At most 32 characters. */
  readonly refund: string;
  readonly amount_fen: bigint;
  readonly total_fen: bigint;
  /** As the payer reads it. */
  readonly reason: string;
  readonly notifyUrl: string;
};
export type ProviderRefund = {
  readonly refund: string;
  /**
   * `absent`: never heard of. `failed`: it will not happen by itself (account closed); money is still with the provider, and somebody may
   * complete it on the merchant's own pages there: then it has `succeeded`.
   */
  readonly state: "processing" | "succeeded" | "failed" | "absent";
  readonly amount_fen?: bigint;
  readonly reference?: string;
  readonly at?: Date;
};

/** Milliseconds for which a signed notification is believed by itself. */
export const notificationProves = 300_000;

/** A request that came to our notify address, byte for byte. Header names are in lower case. */
export type RawNotification = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};
/**
 * One whose signature, age and addressee were found right. `id` stays the same when the provider repeats itself. `late`: signed longer ago than
 * `notificationProves`, by a provider that may repeat a notice as it was; it proves nothing, and is a reason to ask.
 */
export type Notification = { readonly id: string; readonly late?: boolean } & (
  | { readonly kind: "payment"; readonly payment: ProviderPayment }
  | { readonly kind: "refund"; readonly refund: ProviderRefund }
  /** Genuine and nothing to us (a probe, an event we did not ask for): answered as taken. */
  | { readonly kind: "other"; readonly what: string }
);
/** What the provider wants to read; anything but `taken` makes it try again later. */
export type NotificationAnswer = { readonly status: number; readonly type: string; readonly body: string };

/**
 * One line of a provider's daily bill. Amounts are positive. `fee_fen` is what the provider keeps of this line: above zero of a payment, below
 * zero of a refund, where the provider gives a part of its fee back; so the fees of a day are the sum of its lines, whatever sign the file has.
 */
export type BillLine = {
  readonly kind: "payment" | "refund";
  /** Our number of the payment. */
  readonly number: string;
  /** Our number of the refund; only of refunds. */
  readonly refund?: string;
  readonly reference: string;
  readonly amount_fen: bigint;
  readonly fee_fen: bigint;
  readonly state: "succeeded" | "processing" | "failed";
  readonly at: Date;
};
/** What the bill says of itself; compared with the lines that were read. */
export type BillTotals = { readonly lines: number; readonly paid_fen: bigint; readonly refunded_fen: bigint };

/**
 * A payment provider, whatever it speaks. Adapters in src/outside/payments fulfil it. Every call ends with the signal, throws
 * `ProviderFailure` where nothing was learned and `ProviderRefusal` where the provider says no, and may be repeated with the same number
 * without a second effect.
 */
export type PaymentProvider = {
  readonly name: ProviderName;
  /** Ways of paying this account takes. */
  readonly from: readonly PayingFrom[];
  /** Whether `start` wants the payer's identifier for this way of paying. */
  readonly wantsPayer: (from: PayingFrom) => boolean;
  /** How the payer's identifier is learned: the wallet's own sign-in, which comes back with a code to be changed for it. */
  readonly payerSignIn?: {
    readonly address: (of: { state: string; returnUrl: string }) => string;
    readonly payerOf: (code: string, signal: AbortSignal) => Promise<string>;
  };
  readonly start: (request: StartRequest, signal: AbortSignal) => Promise<Started>;
  readonly query: (number: string, signal: AbortSignal, remembered?: Remembered) => Promise<ProviderPayment>;
  /** No payment comes in any more after `closed` or `absent`; `paid`: too late. */
  readonly close: (
    number: string,
    signal: AbortSignal,
    remembered?: Remembered,
  ) => Promise<"closed" | "absent" | "paid">;
  readonly refund: (request: RefundRequest, signal: AbortSignal) => Promise<ProviderRefund>;
  readonly queryRefund: (
    of: { number: string; refund: string } & Remembered,
    signal: AbortSignal,
  ) => Promise<ProviderRefund>;
  /** @throws NotificationRefused where it is forged, old, altered, or for another merchant */
  readonly readNotification: (raw: RawNotification, now: Date) => Promise<Notification>;
  readonly answers: { readonly taken: NotificationAnswer; readonly notTaken: NotificationAnswer };
  /**
   * Lines of a day ("YYYY-MM-DD", China's time) in the order of the file, its totals last; undefined while the provider has no bill for
   * the day yet. A file whose hash is wrong or that ends early throws `ProviderFailure` `unreadable`.
   */
  readonly bill: (
    day: string,
    signal: AbortSignal,
  ) => Promise<AsyncGenerator<BillLine, BillTotals | undefined> | undefined>;
  /** The fiscal e-receipt of a paid payment; undefined while there is none yet. Only of providers that issue them. */
  readonly fiscalReceipt?: (number: string, signal: AbortSignal) => Promise<FiscalReceipt | undefined>;
};

/**
 * A fiscal e-receipt (财政电子票据) of a government payment, as the treasury issued it; its elements are those of 财政票据管理办法 第十二条 that
 * can be written as data (the seals are in the picture behind `url`).
 */
export type FiscalReceipt = {
  /** 票据名称 */
  readonly name: string;
  /** 票据代码 */
  readonly code: string;
  /** 票据号码 */
  readonly number: string;
  /** 校验码 */
  readonly check_code: string;
  /** 交款人, as the treasury writes it. */
  readonly payer: string;
  /** 收费项目, each with its 标准 where it has one. */
  readonly items: readonly { readonly name: string; readonly standard?: string; readonly amount_fen: bigint }[];
  readonly amount_fen: bigint;
  /** 收款单位 */
  readonly unit: string;
  /** 开票人 */
  readonly issuer: string;
  /** 开票日期, "YYYY-MM-DD". */
  readonly date: string;
  /** Where the treasury shows it and checks it. */
  readonly url: string;
};

/** What is wrong with an account's configuration: where, what, and what to write instead. */
export type AccountProblem = { readonly at: string; readonly problem: string; readonly remedy: string };

/** Where a provider finds what it needs. */
export type AccountParts = {
  readonly config: unknown;
  /** By name, as `onewindow account set --secrets` gave them: private keys, API keys. Never logged. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly clock: () => Date;
};

/** Opens accounts at one provider. They stand in src/outside/payments, one folder each. */
export type ProviderAdapter = {
  readonly name: ProviderName;
  readonly check: (config: unknown) => readonly AccountProblem[];
  /** Names of the secrets the configuration needs. */
  readonly secretsOf: (config: unknown) => readonly string[];
  readonly open: (parts: AccountParts) => PaymentProvider;
};

export const providerFailures = ["timeout", "down", "error", "busy", "unreadable", "signature"] as const;

/** Nothing was learned: the call is repeated later. `detail` is for the log: never a key, never a payer. */
export class ProviderFailure extends Error {
  readonly reason: (typeof providerFailures)[number];

  constructor(reason: ProviderFailure["reason"], detail: string) {
    super(detail);
    this.name = "ProviderFailure";
    this.reason = reason;
  }
}

/** The provider has decided not to do it: asking again would hear the same. `code` as the provider names it. */
export class ProviderRefusal extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.name = "ProviderRefusal";
    this.code = code;
  }
}

export const refusedNotifications = ["forged", "old", "replayed", "altered", "other_merchant", "unreadable"] as const;

/** A notification that is not what it says: refused and recorded. */
export class NotificationRefused extends Error {
  readonly reason: (typeof refusedNotifications)[number];

  constructor(reason: NotificationRefused["reason"], detail: string) {
    super(detail);
    this.name = "NotificationRefused";
    this.reason = reason;
  }
}
