import type { Charset, DailyFileConfig } from "../http/index.ts";
import type { Send, StageSpec } from "../mapping/index.ts";

/** How a connector by files is configured (connector.schema.json says the same, for people). Hours are local, "20:00". */
export type FileDropConfig = {
  readonly adapter: "file-drop";
  readonly operation: string;
  readonly directory?: string;
  readonly charset?: Charset;
  readonly bom?: boolean;
  readonly beside?: "ok";
  readonly write: {
    /** Default `out`. */
    readonly folder?: string;
    readonly name: string;
    readonly at: string;
    /** Head of a column: what of ours stands in it. */
    readonly columns: Send;
    readonly acts?: { readonly column: string; readonly submit: string; readonly withdraw: string };
  };
  readonly read: {
    /** Default `in`. */
    readonly folder?: string;
    readonly name: string;
    readonly by: string;
    readonly stage: StageSpec;
    readonly person?: string;
  };
  /** Of billers: what they wrote off on a day. */
  readonly daily_file?: Omit<DailyFileConfig, "path" | "none" | "file"> & { readonly file: string };
  readonly receipts?: {
    readonly name: string;
    /** Column with the name of our file; left out, it is the one of the same day. */
    readonly file?: string;
    readonly line: string;
    readonly result: string;
    readonly taken: readonly string[];
    readonly say?: string;
  };
};
