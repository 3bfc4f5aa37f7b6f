import { createHash, hkdfSync } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import type { Identity } from "../identity.ts";
import { activePartner, type Partner, partnerFromRow, provePartner } from "./partners.ts";

/** Seconds an access token works. */
const lifetime = 3_600;
/** Milliseconds a verified token is taken from memory: how long the token of a suspended program can live on. */
const cachedFor = 60_000;
const cacheSize = 5_000;
const issuer = "onewindow";

type Cached = { readonly partner: Partner; readonly until: number; readonly readAt: number };

/** Access tokens of programs (OAuth 2.0 client credentials, RFC 6749, 4.4): signed by us, for us. */
export class AccessTokens {
  readonly #identity: Identity;
  readonly #key: Uint8Array;
  readonly #cache = new Map<string, Cached>();

  constructor(identity: Identity) {
    this.#identity = identity;
    this.#key = new Uint8Array(hkdfSync("sha256", identity.secrets.tokenKey, "", "access-token", 32));
  }

  /** A token for who knows the secret; undefined for everyone else. */
  async issue(
    client: string,
    secret: string,
    now: Date,
  ): Promise<{ readonly token: string; readonly expiresInSeconds: number; readonly partner: Partner } | undefined> {
    const proved = await provePartner(this.#identity, client, secret, now);
    if (!proved) return undefined;
    const { partner, generation } = proved;
    const issued = Math.floor(now.getTime() / 1000);
    const token = await new SignJWT({ generation })
      .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
      .setIssuer(issuer)
      .setSubject(client)
      .setIssuedAt(issued)
      .setExpirationTime(issued + lifetime)
      .sign(this.#key);
    return { token, expiresInSeconds: lifetime, partner };
  }

  /**
   * Whose token this is and what they may do now; undefined where it is forged, run out, or its program suspended or
   * given a new secret meanwhile. A token seen
   * within the last minute costs one hash.
   */
  async verify(token: string, now: Date): Promise<Partner | undefined> {
    if (token.length > 1_000) return undefined;
    const key = createHash("sha256").update(token).digest("base64url");
    const time = now.getTime();
    const cached = this.#cache.get(key);
    if (cached && time >= cached.readAt && time - cached.readAt < cachedFor && time < cached.until)
      return cached.partner;
    this.#cache.delete(key);
    const proved = await this.#open(token, now);
    if (!proved) return undefined;
    const row = await activePartner(this.#identity, proved.client);
    if (!row || row.generation !== proved.generation) return undefined;
    const partner = partnerFromRow(row);
    if (this.#cache.size >= cacheSize) {
      const oldest = this.#cache.keys().next().value;
      if (oldest !== undefined) this.#cache.delete(oldest);
    }
    this.#cache.set(key, { partner, until: proved.until, readAt: time });
    return partner;
  }

  async #open(token: string, now: Date): Promise<{ client: string; until: number; generation: unknown } | undefined> {
    try {
      const options = {
        issuer,
        currentDate: now,
        algorithms: ["HS256"],
        typ: "at+jwt",
        requiredClaims: ["sub", "exp"],
      };
      const { payload } = await jwtVerify(token, this.#key, options);
      const { sub, exp, generation } = payload;
      return sub && exp ? { client: sub, until: exp * 1000, generation } : undefined;
    } catch {
      return undefined;
    }
  }
}
