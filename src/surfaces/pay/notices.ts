import { type ProviderName, providerNames, takeNotification } from "../../domain/payments/index.ts";
import type { App } from "../../foundation/http/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { House } from "../house.ts";

/** Bytes of a notification; providers send a few thousand. */
const longest = 65_536;

/**
 * Where providers tell us of payments. Bodies are kept byte for byte, because the signature is over these bytes; nobody needs a session, and
 * nothing is believed that the provider's key did not sign.
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
      limit: "none",
      bodies: ["json", "form"],
      withoutCsrf: "signed by the payment provider",
    } as const;
    scope.post("/pay/notify/:provider/:city/:account", { config }, async (request, reply) => {
      const to = request.params as { provider: string; city: string; account: string };
      if (!(providerNames as readonly string[]).includes(to.provider)) throw noAccount();
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
      );
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const answer = await takeNotification(
        payments,
        { ...to, provider: to.provider as ProviderName },
        { headers, body },
      );
      if (answer === undefined) throw noAccount();
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
