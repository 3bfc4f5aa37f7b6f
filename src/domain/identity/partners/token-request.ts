import type { AccessTokens } from "./tokens.ts";

export type TokenAnswer = {
  readonly status: 200 | 400 | 401;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string | number>>;
};

/**
 * Answers a request for an access token by client credentials (RFC 6749, 4.4 and 5.2): the secret comes in the `Authorization`
 * header (Basic) or in the form. The surface only carries bytes.
 */
export async function answerTokenRequest(
  tokens: AccessTokens,
  request: { readonly authorization: string | undefined; readonly form: URLSearchParams },
  now: Date,
): Promise<TokenAnswer> {
  const { form } = request;
  if (form.get("grant_type") !== "client_credentials") return refusal(400, "unsupported_grant_type");
  const client = basic(request.authorization) ?? {
    id: form.get("client_id") ?? "",
    secret: form.get("client_secret") ?? "",
  };
  const issued = await tokens.issue(client.id, client.secret, now);
  if (!issued) return refusal(401, "invalid_client", { "www-authenticate": 'Basic realm="onewindow"' });
  return {
    status: 200,
    headers: noStore,
    body: {
      access_token: issued.token,
      token_type: "Bearer",
      expires_in: issued.expiresInSeconds,
      scope: issued.partner.scopes.join(" "),
    },
  };
}

const noStore = { "cache-control": "no-store", "content-type": "application/json; charset=utf-8" };

function refusal(status: 400 | 401, error: string, headers: Record<string, string> = {}): TokenAnswer {
  return { status, headers: { ...noStore, ...headers }, body: { error } };
}

function basic(header: string | undefined): { id: string; secret: string } | undefined {
  const match = /^Basic ([A-Za-z0-9+/=]{1,600})$/i.exec(header ?? "");
  if (!match?.[1]) return undefined;
  const [id = "", ...secret] = Buffer.from(match[1], "base64").toString("utf8").split(":");
  try {
    // RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
    return { id: decodeURIComponent(id), secret: decodeURIComponent(secret.join(":")) };
  } catch {
    return undefined;
  }
}
