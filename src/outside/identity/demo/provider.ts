import { createECDH, hkdfSync } from "node:crypto";
import Provider, { type Context } from "oidc-provider";
import type { Database } from "../../../foundation/database/index.ts";
import type { Secrets } from "../../../foundation/secrets/index.ts";
import { recordsOf } from "./adapter.ts";
import { people } from "./people.ts";

/** Path under which the demonstration's provider is mounted. */
export const demonstrationPath = "/demo/oidc";

export type DemonstrationSettings = {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly baseUrl: string;
  /** Path of the relying party's callback (`callbackPath` of outside/identity/oidc). */
  readonly callbackPath: string;
  readonly clock: () => Date;
};

/** What the relying party needs to know to sign in at the demonstration's provider. */
export function demonstrationClient(
  secrets: Secrets,
  baseUrl: string,
): { readonly issuer: string; readonly clientId: string; readonly clientSecret: string } {
  return {
    issuer: new URL(demonstrationPath, baseUrl).href,
    clientId: "onewindow",
    clientSecret: derived(secrets, "client-secret").toString("hex"),
  };
}

const identityClaims = [
  "name",
  "id_type",
  "id_number",
  "phone_number",
  "birthdate",
  "gender",
  "hukou_division",
  "address",
];

/** A real OpenID Connect provider whose people are invented; every process with the same keys speaks as the same provider. */
export function demonstrationProvider(settings: DemonstrationSettings): Provider {
  const { secrets } = settings;
  const { issuer, clientId, clientSecret } = demonstrationClient(secrets, settings.baseUrl);
  const provider = new Provider(issuer, {
    adapter: recordsOf(settings.database, settings.clock),
    jwks: { keys: [signingKey(secrets)] },
    cookies: { keys: [derived(secrets, "cookies").toString("hex")] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [new URL(settings.callbackPath, settings.baseUrl).href],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        id_token_signed_response_alg: "ES256",
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    scopes: ["openid", "identity", "profile", "phone", "address"],
    claims: { openid: ["sub"], identity: identityClaims },
    // `/token` is where programs get theirs by client credentials; codes are exchanged beside it.
    routes: { token: "/exchange" },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    pkce: { required: () => true },
    ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 600, IdToken: 300, Interaction: 600, Session: 600 },
    interactions: {
      url: (_context: Context, interaction: { uid: string }) => `${demonstrationPath}/sign-in/${interaction.uid}`,
    },
    findAccount: (_context: Context, sub: string) => {
      const person = people.find((one) => one.sub === sub);
      return person && { accountId: sub, claims: () => ({ sub, ...person.claims }) };
    },
    // The only client is this installation itself: there is nothing to consent to.
    loadExistingGrant: async (context: Context) => {
      const { client, session, params } = context.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(params.scope ?? "openid");
      await grant.save();
      return grant;
    },
    renderError: (context: Context) => {
      context.type = "html";
      context.set("content-security-policy", "default-src 'none'");
      context.body =
        '<!doctype html><html lang="zh-Hans"><title>登录没有成功</title><h1>登录没有成功</h1><p>请返回重新登录。</p><p lang="en">Signing in did not succeed. Please go back and try again.</p><p><a href="/">返回首页</a></p></html>';
    },
  });
  // The mount sets host and scheme to those of BASE_URL, whatever proxy stands in front.
  provider.proxy = true;
  return provider;
}

function derived(secrets: Secrets, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secrets.tokenKey, "", `demonstration-identity:${purpose}`, 32));
}

function signingKey(secrets: Secrets): Record<string, string> {
  const d = derived(secrets, "signing");
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  return {
    kty: "EC",
    crv: "P-256",
    alg: "ES256",
    use: "sig",
    kid: "demonstration",
    d: d.toString("base64url"),
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
}
