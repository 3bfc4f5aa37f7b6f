import { createHmac } from "node:crypto";
import { MailServer } from "../mail/server.ts";
import type { Open } from "../support/agency.ts";
import { addressIn } from "../support/cases.ts";
import { newSecret } from "../support/keys.ts";
import { Pusher, type Signer } from "../support/push.ts";
import { SmsGateway } from "./sms.ts";

const keyId = "sms-1";

/** Messages: an SMS gateway over HTTP and a mail server, both keeping what they were given. */
export const open: Open = async (kit) => {
  const { own, moods, pace, secondPort } = kit;
  const strange = newSecret();
  const signer: Signer = ({ path, body, seconds, nonce, wrong }) => ({
    "x-sms-key": keyId,
    "x-sms-timestamp": String(seconds),
    "x-sms-nonce": nonce,
    "x-sms-signature": smsSignature(wrong ? strange : own.secret, "POST", path, String(seconds), nonce, body),
  });
  const pusher = new Pusher(signer, moods);
  const sms = new SmsGateway(
    (method, path, seconds, nonce, body) => smsSignature(own.secret, method, path, seconds, nonce, body),
    keyId,
    pusher,
    pace ?? 200,
  );
  const mail = new MailServer({ user: "onewindow", password: own.password, moods });
  const port = await mail.open(secondPort);
  const to = (query: URLSearchParams) => query.get("to") ?? undefined;
  return {
    answer: (heard) => sms.answer(heard),
    broken: () => sms.broken(),
    controls: {
      "GET /control/messages": (_wish, query) => ({ items: sms.sent(to(query)) }),
      "DELETE /control/messages": () => {
        sms.forget();
        return {};
      },
      "GET /control/mails": (_wish, query) => ({ items: mail.mails(to(query)) }),
      "DELETE /control/mails": () => {
        mail.forget();
        return {};
      },
      "POST /control/push-to": (wish) => {
        sms.pushTo(addressIn(wish));
        return {};
      },
      "GET /control/pushes": () => ({ items: pusher.pushes }),
    },
    says: {
      key_id: keyId,
      secret: own.secret,
      smtp: { host: "127.0.0.1", port, user: "onewindow", password: own.password },
    },
    moodsChanged: () => mail.follow(),
    close: async () => {
      sms.close();
      pusher.close();
      await mail.close();
    },
  };
};

function smsSignature(
  secret: string,
  method: string,
  path: string,
  seconds: string,
  nonce: string,
  body: Buffer | string,
): string {
  return createHmac("sha256", secret)
    .update(`${method}\n${path}\n${seconds}\n${nonce}\n`)
    .update(body)
    .update("\n")
    .digest("hex");
}
