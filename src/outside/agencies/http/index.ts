export { type Charset, decode, encode, readJson } from "./charset.ts";
export { authenticate, send } from "./client.ts";
export type { CallConfig, DailyFileConfig, HttpConfig, OperationConfig, StandardConfig } from "./config.ts";
export { type Dialect, openHttp, pushed, readOwnStage } from "./connector.ts";
export { dailyName, laidFile, readDailyFile } from "./daily-file.ts";
