import * as client from "openid-client";
import type { ResidentClaims, ResidentSignIn } from "../../../domain/identity/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { installationCity, type Secrets } from "../../../foundation/secrets/index.ts";
import { residentClaims } from "./claims.ts";

/** Where the provider sends people back to; register `BASE_URL` + this path with it. */
export const callbackPath = "/sign-in/callback";

export type OidcSettings = {
  /** OIDC_ISSUER */
  readonly issuer: string;
  /** OIDC_CLIENT_ID */
  readonly clientId: string;
  /** OIDC_CLIENT_SECRET */
  readonly clientSecret: string;
  /** BASE_URL */
  readonly baseUrl: string;
  readonly secrets: Secrets;
  /** Ask the provider for a new sign-in each time, never to go on with an old one. */
  readonly freshSignIn?: boolean;
  /**
   * Where this process reaches the provider when its public address cannot be reached from inside: origin of the demonstration's
   * own server behind a proxy (`http://127.0.0.1:3000`).
   */
  readonly reachAt?: string;
};

/** Seconds each call to the provider may take. */
const callLimit = 5;
/** Minutes between leaving for the provider and coming back. */
const ticketMinutes = 10;
const ticketContext = "resident-sign-in";
const scopes = "openid identity profile phone address";

type Ticket = { state: string; nonce: string; verifier: string; returnTo: string; until: number };

/**
 * Signs residents in with any OpenID Connect provider: authorization code with PKCE, state and nonce; what the way back needs
 * travels in a sealed ticket, so that no process keeps anything. The provider is looked up at the first use, again after a failure.
 */
export function connectOidc(settings: OidcSettings): ResidentSignIn {
  const { secrets } = settings;
  const redirectUri = new URL(callbackPath, settings.baseUrl).href;
  let found: Promise<client.Configuration> | undefined;

  function provider(): Promise<client.Configuration> {
    found ??= discover(settings).catch((error: unknown) => {
      found = undefined;
      throw unavailable(error);
    });
    return found;
  }

  return {
    async begin({ returnTo, now }) {
      const config = await provider();
      const ticket: Ticket = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        returnTo: localPath(returnTo),
        until: now.getTime() + ticketMinutes * 60_000,
      };
      const address = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: scopes,
        state: ticket.state,
        nonce: ticket.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(ticket.verifier),
        code_challenge_method: "S256",
        ...(settings.freshSignIn ? { prompt: "login" } : {}),
      });
      return {
        redirectTo: address.href,
        ticket: secrets.encrypt(installationCity, JSON.stringify(ticket), ticketContext),
      };
    },

    async finish({ callback, ticket, now }) {
      const kept = openTicket(secrets, ticket, now);
      const config = await provider();
      // The address as the provider knows it, whatever a proxy made of it on the way here.
      const called = new URL(redirectUri);
      called.search = callback.search;
      const claims = await exchange(config, called, kept);
      return { claims, returnTo: kept.returnTo };
    },
  };
}

function discover(settings: OidcSettings): Promise<client.Configuration> {
  const issuer = new URL(settings.issuer);
  // Without TLS only towards this very machine.
  const loopback = issuer.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(issuer.hostname);
  const { reachAt } = settings;
  const inside: client.CustomFetch = (url, options) =>
    fetch(
      url.startsWith(`${issuer.origin}/`) ? reachAt + url.slice(issuer.origin.length) : url,
      options as RequestInit,
    );
  return client.discovery(issuer, settings.clientId, settings.clientSecret, undefined, {
    timeout: callLimit,
    ...(reachAt === undefined ? {} : { [client.customFetch]: inside }),
    ...(loopback ? { execute: [client.allowInsecureRequests] } : {}),
  });
}

async function exchange(config: client.Configuration, called: URL, kept: Ticket): Promise<ResidentClaims> {
  try {
    const tokens = await client.authorizationCodeGrant(config, called, {
      pkceCodeVerifier: kept.verifier,
      expectedState: kept.state,
      expectedNonce: kept.nonce,
      idTokenExpected: true,
    });
    const proved = tokens.claims();
    if (!proved) throw failed();
    if (!config.serverMetadata().userinfo_endpoint) return residentClaims(proved);
    const more = await client.fetchUserInfo(config, tokens.access_token, proved.sub);
    return residentClaims({ ...more, ...proved });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof client.AuthorizationResponseError) throw cancelled();
    // The provider answered and said no, or its answer does not hold; everything else is a provider that does not answer.
    if (error instanceof client.ResponseBodyError || error instanceof client.ClientError) {
      if (isSilence(error)) throw unavailable(error);
      throw failed(error);
    }
    throw unavailable(error);
  }
}

function isSilence(error: Error): boolean {
  return "code" in error && ["OAUTH_TIMEOUT", "OAUTH_ABORT"].includes(String(error.code));
}

function openTicket(secrets: Secrets, sealed: string | undefined, now: Date): Ticket {
  if (sealed === undefined || sealed.length > 4_000) throw expired();
  let ticket: Ticket;
  try {
    ticket = JSON.parse(secrets.decrypt(installationCity, sealed, ticketContext));
  } catch {
    throw expired();
  }
  if (ticket.until <= now.getTime()) throw expired();
  return ticket;
}

/** A path of ours, never another site: `//host` and `/\host` are addresses of others. */
function localPath(path: string): string {
  return /^\/(?![/\\])[^\s\\]{0,500}$/.test(path) ? path : "/";
}

function expired(): Refusal {
  return new Refusal({
    code: "sign_in_expired",
    status: 401,
    say: {
      zh: "这次登录已超过十分钟或者在另一个浏览器里开始，请重新登录。",
      en: "This sign-in took more than ten minutes or began in another browser. Please sign in again.",
    },
  });
}

function cancelled(): Refusal {
  return new Refusal({
    code: "sign_in_cancelled",
    status: 401,
    say: { zh: "身份认证没有完成，您可以重新登录。", en: "Your identity was not confirmed. You can sign in again." },
  });
}

function failed(cause?: unknown): Refusal {
  const refusal = new Refusal({
    code: "sign_in_failed",
    status: 401,
    say: {
      zh: "身份认证没有成功，请重新登录。",
      en: "Confirming your identity did not succeed. Please sign in again.",
    },
  });
  refusal.cause = cause;
  return refusal;
}

function unavailable(cause: unknown): Refusal {
  const refusal = new Refusal({
    code: "identity_unavailable",
    status: 503,
    retryAfterSeconds: 30,
    say: {
      zh: "身份认证平台暂时没有回应，请过一会儿再登录。不登录也可以查看办事指南。",
      en: "The identity service does not answer right now. Please try again a little later; guides can be read without signing in.",
    },
  });
  refusal.cause = cause;
  return refusal;
}
