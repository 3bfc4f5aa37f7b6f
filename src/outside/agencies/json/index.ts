import type { Adapter } from "../../../domain/agencies/index.ts";
import { checkerOf } from "../check/index.ts";
import { type Dialect, encode, openHttp, readJson } from "../http/index.ts";

/** JSON over HTTP, REST or not: `Content-Type: application/json`, in the encoding of the configuration. */
export const jsonDialect: Dialect = {
  contentType: ({ charset = "utf-8" }) => `application/json; charset=${charset}`,
  write: (tree, { charset = "utf-8" }) => encode(JSON.stringify(tree), charset),
  read: (bytes, { charset = "utf-8" }) => readJson(bytes, charset),
};

export const json: Adapter = {
  name: "json",
  ...checkerOf("json"),
  open: (parts) => openHttp(parts, jsonDialect),
};
