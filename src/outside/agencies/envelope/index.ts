import type { Adapter } from "../../../domain/agencies/index.ts";
import { checkerOf } from "../check/index.ts";
import { type Dialect, openHttp } from "../http/index.ts";
import { jsonDialect } from "../json/index.ts";

/**
 * The style of many municipal platforms: `{ "token": "…", "params": { … } }` is answered by
 * `{ "status": { "code", "text" }, "custom": { "code", "text", … } }`, with HTTP status 200 whatever happened. What an operation sends
 * stands in `params`; conditions and paths of the answer begin at its root.
 */
const dialect: Dialect = {
  ...jsonDialect,
  write: ({ token, ...params }, config) =>
    jsonDialect.write(token === undefined ? { params } : { token, params }, config),
};

export const envelope: Adapter = {
  name: "envelope",
  ...checkerOf("envelope"),
  open: (parts) => openHttp(parts, dialect),
};
