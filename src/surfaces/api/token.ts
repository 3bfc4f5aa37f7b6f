import { type AccessTokens, answerTokenRequest } from "../../domain/identity/index.ts";
import type { App } from "../../foundation/http/index.ts";
import type { House } from "../house.ts";

/** Where programs get their access tokens (RFC 6749, 4.4: client credentials). */
export const tokenPath = "/api/oauth/token";

/** `POST /api/oauth/token`: secret in the `Authorization` header (Basic) or in the form. Answers as RFC 6749, 5.2 says. */
export function addToken(app: App, house: House, tokens: AccessTokens): void {
  const config = { access: "public", owner: "identity", bodies: ["form"], limit: "sign-in" } as const;
  app.post<{ Body: Readonly<Record<string, unknown>> }>(tokenPath, { config }, async (request, reply) => {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(request.body ?? {}))
      if (typeof value === "string") form.set(name, value);
    const { authorization } = request.headers;
    const answer = await answerTokenRequest(tokens, { authorization, form }, house.clock());
    return reply.code(answer.status).headers(answer.headers).send(answer.body);
  });
}
