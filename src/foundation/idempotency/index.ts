export {
  answerBefore,
  answeredOnce,
  answeredOr,
  bodyHash,
  forgetOldKeys,
  type Idempotency,
  keptAnswer,
} from "./idempotency.ts";
