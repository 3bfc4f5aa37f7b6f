import type { MessageChannel } from "../../domain/notifications/index.ts";
import { emailChannel, type SmtpSettings } from "./email/index.ts";
import { type SmsSettings, smsChannel } from "./sms/index.ts";

export type { SmtpSettings } from "./email/index.ts";
export { emailChannel } from "./email/index.ts";
export type { SmsSettings } from "./sms/index.ts";
export { smsChannel } from "./sms/index.ts";

/** The lines to people that an installation's settings name. */
export function messageChannels(
  settings: { readonly smtp: SmtpSettings | undefined; readonly sms: SmsSettings | undefined },
  clock: () => Date,
): readonly MessageChannel[] {
  return [
    ...(settings.sms ? [smsChannel(settings.sms, clock)] : []),
    ...(settings.smtp ? [emailChannel(settings.smtp, clock)] : []),
  ];
}
