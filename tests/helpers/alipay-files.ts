/** What Alipay's stand-in makes files of: bills, archives, certificates. */
export { type Line, packed, tablesOf } from "../../sandbox/payments/alipay/bills.ts";
export { makeCertificate } from "../../sandbox/payments/alipay/x509.ts";
export { zip } from "../../sandbox/payments/alipay/zip.ts";
export { gbk } from "../../sandbox/support/gbk.ts";
