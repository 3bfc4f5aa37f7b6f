export type { SealAlgorithm } from "./ciphers.ts";
export type { KeysFile } from "./keys-file.ts";
export { makeKeysFile, readKeysFile, writeKeysFile } from "./keys-file.ts";
export type { Signature, SigningKey } from "./secrets.ts";
export { installationCity, Secrets } from "./secrets.ts";
