import type { Text } from "../../../foundation/i18n/index.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Offering } from "../offer/offering.ts";
import { termsOf } from "../offer/terms.ts";
import type { ServiceVersion } from "../service/compile.ts";
import { type FeeDue, feeOf } from "../service/fee.ts";

/** A service as it is exported: of the nation, or as a city offers it. */
export type Exported = { readonly service: ServiceVersion; readonly offering?: Offering | undefined };

/** What all services of an export share. `base` is the address of this installation, without a slash at its end. */
export type ExportContext = {
  readonly base: string;
  readonly place: { readonly code: string; readonly name: Text };
  readonly fields: Catalogue["fields"];
  readonly agencyKinds: Catalogue["agencyKinds"];
};

export const nationPlace = { code: "156", name: { zh: "中华人民共和国", en: "People's Republic of China" } } as const;

export function feeDue({ service, offering }: Exported): FeeDue {
  return feeOf(service, offering?.fee ?? null, undefined, { today: "", city: offering?.city ?? "" });
}

export function decideIn({ service, offering }: Exported) {
  return termsOf(service.definition, offering ?? { fee: null, promise: null }).decide;
}

export function officeOf({ service, offering }: Exported, { agencyKinds }: ExportContext): Text {
  const { agency } = service.definition;
  return offering?.agencyName ?? agencyKinds.get(agency)?.name ?? { zh: agency, en: agency };
}

/** The page that explains it; of the nation's services there is none. */
export function pageOf({ service, offering }: Exported, { base }: ExportContext): string | undefined {
  return offering && `${base}/${offering.city}/services/${service.definition.code}`;
}

/** Fen as yuan with two decimals. */
export function yuan(fen: bigint): string {
  return `${fen / 100n}.${String(fen % 100n).padStart(2, "0")}`;
}
