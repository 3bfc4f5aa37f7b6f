export { type Charset, decode, encode, readJson } from "./charset.ts";
export { authenticate, send } from "./client.ts";
export type { CallConfig, HttpConfig, OperationConfig, StandardConfig } from "./config.ts";
export { type Dialect, openHttp, pushed, readOwnStage } from "./connector.ts";
