import { type CaseContext, submitCase } from "../../src/domain/cases/index.ts";
import {
  compileService,
  type Regime,
  type ServiceDefinition,
  type ServiceVersion,
} from "../../src/domain/catalogue/index.ts";
import { permitSubmission, testCases, testService } from "./cases.ts";
import type { TestDatabase } from "./database.ts";

const made = new Map<string, ServiceVersion>();

/** The residence permit as if it stood under another regime, or with other terms. Known to `regimeCases`. */
export function underRegime(regime: Regime, over: Partial<ServiceDefinition> = {}): ServiceVersion {
  const { definition } = testService("residence-permit");
  const version = compileService({ ...definition, regime, ...over });
  made.set(version.version, version);
  return version;
}

/** Cases of the services made by `underRegime`. */
export async function regimeCases(test: TestDatabase): Promise<CaseContext> {
  const context = await testCases(test);
  const serviceOf = (code: string, version: string) => made.get(version) ?? testService(code);
  return { ...context, serviceOf };
}

export async function fileUnder(context: CaseContext, service: ServiceVersion, over: object = {}) {
  return submitCase(context, permitSubmission({ service, ...over }));
}
