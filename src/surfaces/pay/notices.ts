import { type ProviderName, providerNames, takeNotification } from "../../domain/payments/index.ts";
import type { App } from "../../foundation/http/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { House } from "../house.ts";

/** Bytes of a notification; providers send a few thousand. */
const longest = 65_536;

/**
 * Where providers tell us of payments. Bodies are kept byte for byte, because the signature is over these bytes; nobody needs a session, and
 * nothing is believed that the provider's key did not sign.
 *
 * Looking at a signature and noting that it is wrong is work, which anybody could ask for without end. So what we refused counts, by the
 * address it came from (behind a trusted proxy the one the proxy names), and whoever had too much of it refused lately is answered 429
 * before anything is looked at. True notices never count, however many come, and no address is held up for what another sent. A provider
 * whose notices we refuse for an account that is set up wrongly reaches that account's own, lower limit first, so that the notices of all
 * other accounts go on; 429 is no `taken`, so it comes again. What fails on our side is no refusal and does not count.
 */
export async function addPaymentNotices(app: App, { payments }: House): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: longest }, (_request, body, done) =>
      done(null, body),
    );
    const config = {
      access: "public",
      owner: "payments",
      limit: "notice",
      bodies: ["json", "form"],
      withoutCsrf: "signed by the payment provider",
    } as const;
    scope.post("/pay/notify/:provider/:city/:account", { config }, async (request, reply) => {
      const to = request.params as { provider: string; city: string; account: string };
      const unknown = () => {
        request.countRefused();
        return noAccount();
      };
      if (!(providerNames as readonly string[]).includes(to.provider)) throw unknown();
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
      );
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const answer = await takeNotification(
        payments,
        { ...to, provider: to.provider as ProviderName },
        { headers, body },
      );
      if (answer === undefined) throw unknown();
      if (answer.refused !== undefined) {
        request.countRefused();
        request.refusedAs = `notice_${answer.refused}`;
      }
      return reply.code(answer.status).header("content-type", answer.type).send(answer.body);
    });
  });
}

const noAccount = (): Refusal =>
  new Refusal({
    code: "account_not_found",
    status: 404,
    say: { zh: "这里没有这个收款账户。", en: "There is no such account here." },
  });
