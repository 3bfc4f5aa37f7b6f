import type { OpenConnector } from "./adapter.ts";
import { AgencyFailure, type AgencyRequest } from "./contract.ts";

type Call = <T>(
  request: AgencyRequest,
  work: (connector: OpenConnector, signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/**
 * Hands over the files the agency wants, one after the other, each a guarded call of its own; in the request that comes back their questions
 * carry the agency's name of them (`reference`). What a question says besides stays. @throws AgencyFailure, AgencyRefusal
 */
export async function withFiles(
  request: AgencyRequest,
  connector: OpenConnector | undefined,
  call: Call,
): Promise<AgencyRequest> {
  const wants = connector?.handOver?.wants;
  if (!wants) return request;
  const parameters: Record<string, unknown> = { ...request.parameters };
  for (const { content, ...known } of request.files ?? []) {
    const { question, id } = known;
    if (!wants(request.operation, question)) continue;
    // Read before the call: what is wrong with our own disk is not the agency's failure.
    const file = { ...known, bytes: await content() };
    // The same file of the same case is the same request, however often the case is sent.
    const asked = { ...request, key: `${request.case?.number ?? request.key}:${id}` };
    const { reference } = await call(asked, (open, signal) => {
      if (!open.handOver) throw new AgencyFailure("not_connected", "the connector takes files no more");
      return open.handOver.send(asked, file, signal);
    });
    parameters[question] = { ...(parameters[question] as object | undefined), reference };
  }
  return { ...request, parameters };
}
