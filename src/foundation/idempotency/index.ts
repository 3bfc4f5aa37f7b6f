export { answerBefore, bodyHash, forgetOldKeys, type Idempotency } from "./idempotency.ts";
