/** The agency kind that takes reports in, sends them on and asks afterwards whether it was put right (12345). */
export const hotline = "hotline";

export const callResults = ["satisfied", "not_satisfied", "not_reached"] as const;
export type CallResult = (typeof callResults)[number];

/** What a report has besides the life of every case; null where nothing of it has happened. */
export type ReportState = {
  /** When the reporter urged, newest last; at most the last ten. */
  readonly urged?: readonly string[];
  /** 延期申请: asked by the agency, decided by the hotline. */
  readonly extension?: "asked" | "granted" | "refused";
  /** Number of the report whose answer this one follows. */
  readonly joined_to?: string;
  /** 回访: what came of the last call. */
  readonly called_back?: CallResult;
  /** It was taken up once more because the reporter was not satisfied. */
  readonly reopened?: true;
  /** How often an agency has sent it back. */
  readonly sent_back?: number;
};

/** As many times of urging as are kept; all of them are in the events. */
export const urgedKept = 10;
