export { type Charset, decode, encode, readJson } from "./charset.ts";
export type { CallConfig, HttpConfig, OperationConfig } from "./config.ts";
export { type Dialect, openHttp } from "./connector.ts";
