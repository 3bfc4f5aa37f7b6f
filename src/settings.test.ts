import { describe, expect, test } from "vitest";
import { isLoopback, reachesBeyondLoopback, readSettings, SettingsError, settingNotes } from "./settings.ts";

const read = (env: Record<string, string>) => readSettings(env, "/srv/onewindow");

function badNames(env: Record<string, string>): string[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.bad.map(({ name }) => name);
    throw error;
  }
  return [];
}

describe("settings", () => {
  test("nothing given is a demonstration on this machine", () => {
    expect(read({})).toEqual({
      port: 3000,
      host: "127.0.0.1",
      baseUrl: "http://localhost:3000",
      databaseUrl: undefined,
      jobsDatabaseUrl: undefined,
      ownerDatabaseUrl: undefined,
      dataDir: "/srv/onewindow/data",
      keysFile: "/srv/onewindow/data/keys.json",
      roles: ["web", "jobs"],
      workers: 1,
      logLevel: "info",
      demoPublic: false,
      demoAgencies: true,
      oidc: undefined,
      smtp: undefined,
      sms: undefined,
      clamd: undefined,
      metricsToken: undefined,
      trustedProxies: ["loopback"],
      rateLimitFactor: 1,
    });
  });

  test("a real installation says everything", () => {
    const settings = read({
      PORT: "8080",
      HOST: "0.0.0.0",
      BASE_URL: "https://zwfw.example.gov.cn/",
      DATABASE_URL: "postgres://app:pw@db/onewindow",
      OWNER_DATABASE_URL: "postgresql://owner:pw@db/onewindow",
      KEYS_FILE: "/etc/onewindow/keys.json",
      ROLES: "jobs",
      WORKERS: "4",
      LOG_LEVEL: "WARN",
      OIDC_ISSUER: "https://id.example.gov.cn/oidc",
      OIDC_CLIENT_ID: "onewindow",
      OIDC_CLIENT_SECRET: "s3cret",
      TRUSTED_PROXIES: "loopback, 10.0.0.0/8",
    });
    expect(settings.baseUrl).toBe("https://zwfw.example.gov.cn");
    expect(settings.jobsDatabaseUrl).toBe(settings.databaseUrl);
    expect(settings.roles).toEqual(["jobs"]);
    expect(settings.logLevel).toBe("warn");
    expect(settings.oidc?.issuer).toBe("https://id.example.gov.cn/oidc");
    expect(settings.trustedProxies).toEqual(["loopback", "10.0.0.0/8"]);
  });

  test("a mail server says its sender, and STARTTLS is demanded beyond this machine", () => {
    const smtp = (url: string) => read({ SMTP_URL: url }).smtp;
    expect(smtp("smtp://user:p%40ss@mail.example.gov.cn?from=no-reply@example.gov.cn")).toEqual({
      ...{ host: "mail.example.gov.cn", port: 587, security: "starttls", user: "user", password: "p@ss" },
      from: "no-reply@example.gov.cn",
    });
    expect(smtp("smtps://mail.example.gov.cn?from=a@b.cn")).toMatchObject({ port: 465, security: "tls", user: "" });
    expect(smtp("smtp://127.0.0.1:2525?from=a@b.cn")).toMatchObject({ port: 2525, security: "plain" });
    expect(badNames({ SMTP_URL: "smtp://mail.example.gov.cn" })).toEqual(["SMTP_URL"]);
    expect(badNames({ SMTP_URL: "https://mail.example.gov.cn?from=a@b.cn" })).toEqual(["SMTP_URL"]);
  });

  test("the virus scanner is a socket or a host with a port", () => {
    const clamd = (CLAMD: string) => read({ CLAMD }).clamd;
    expect(clamd("unix:/run/clamav/clamd.ctl")).toEqual({ path: "/run/clamav/clamd.ctl" });
    expect(clamd("127.0.0.1:3310")).toEqual({ host: "127.0.0.1", port: 3310 });
    expect(clamd("[::1]:3310")).toEqual({ host: "::1", port: 3310 });
    expect(clamd("scanner.example.gov.cn:3310")).toEqual({ host: "scanner.example.gov.cn", port: 3310 });
    for (const wrong of ["/run/clamav/clamd.ctl", "unix:clamd.ctl", "yes", "127.0.0.1", "a:0", "a:65536", "a b:1"]) {
      expect(badNames({ CLAMD: wrong })).toEqual(["CLAMD"]);
    }
  });

  test("an SMS gateway is an https address with its key", () => {
    const given = { SMS_URL: "https://sms.example.cn/v1/messages", SMS_KEY: "sms-1:0123456789abcdef" };
    expect(read(given).sms).toEqual({ url: given.SMS_URL, keyId: "sms-1", secret: "0123456789abcdef" });
    expect(badNames({ SMS_URL: given.SMS_URL })).toEqual(["SMS_KEY"]);
    expect(badNames({ SMS_KEY: given.SMS_KEY })).toEqual(["SMS_URL"]);
    expect(badNames({ ...given, SMS_URL: "http://sms.example.cn/" })).toEqual(["SMS_URL"]);
    expect(badNames({ ...given, SMS_KEY: "sms-1:short" })).toEqual(["SMS_KEY"]);
  });

  test("all bad settings are named at once, with what would be right and without secrets", () => {
    let error: unknown;
    try {
      read({
        PORT: "http",
        WORKERS: "0",
        LOG_LEVEL: "loud",
        DATABASE_URL: "mysql://root:hunter2@db/x",
        ROLES: "web,mail",
      });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(SettingsError);
    const message = String(error);
    for (const name of ["PORT=http", "WORKERS=0", "LOG_LEVEL=loud", "DATABASE_URL=", "ROLES=web,mail", "KEYS_FILE="])
      expect(message).toContain(name);
    expect(message).toContain("6 settings are not usable");
    expect(message).toContain("One of: debug, info, warn, error, silent.");
    expect(message).not.toContain("hunter2");
  });

  test.each([
    [{ PORT: "65536" }, ["PORT"]],
    [{ PORT: "-1" }, ["PORT"]],
    [{ PORT: "3000.5" }, ["PORT"]],
    [{ HOST: "not a host" }, ["HOST", "BASE_URL"]],
    [{ HOST: "0.0.0.0" }, ["BASE_URL"]],
    [{ BASE_URL: "https://a.example/path" }, ["BASE_URL"]],
    [{ BASE_URL: "http://zwfw.example.gov.cn" }, ["BASE_URL"]],
    [{ BASE_URL: "zwfw.example.gov.cn" }, ["BASE_URL"]],
    [{ DATABASE_URL: "postgres://db/x" }, ["KEYS_FILE"]],
    [{ JOBS_DATABASE_URL: "postgres://db/x" }, ["JOBS_DATABASE_URL"]],
    [{ ROLES: "web,web" }, ["ROLES"]],
    [{ DEMO_PUBLIC: "maybe" }, ["DEMO_PUBLIC"]],
    [{ OIDC_ISSUER: "https://id.example" }, ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"]],
    [{ OIDC_ISSUER: "http://id.example", OIDC_CLIENT_ID: "a", OIDC_CLIENT_SECRET: "b" }, ["OIDC_ISSUER"]],
    [{ METRICS_TOKEN: "short" }, ["METRICS_TOKEN"]],
    [{ TRUSTED_PROXIES: "everyone" }, ["TRUSTED_PROXIES"]],
    [{ TRUSTED_PROXIES: "0.0.0.0/0" }, ["TRUSTED_PROXIES"]],
    [{ RATE_LIMIT_FACTOR: "0" }, ["RATE_LIMIT_FACTOR"]],
    [{ PORT: "", HOST: "  " }, []],
    [{ HOST: "0.0.0.0", DEMO_PUBLIC: "yes" }, []],
    [{ BASE_URL: "http://demo.example:3000", DEMO_PUBLIC: "yes" }, []],
  ])("%o names %o", (env, names) => {
    expect(badNames(env as Record<string, string>)).toEqual(names);
  });

  test("loopback is known in every spelling, and only loopback", () => {
    for (const host of ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]", "::ffff:127.0.0.1", "a.localhost"])
      expect(isLoopback(host), host).toBe(true);
    for (const host of ["0.0.0.0", "::", "10.0.0.1", "localhost.example", "128.0.0.1"])
      expect(isLoopback(host), host).toBe(false);
    expect(reachesBeyondLoopback(read({}))).toBe(false);
    expect(reachesBeyondLoopback(read({ HOST: "0.0.0.0", DEMO_PUBLIC: "yes" }))).toBe(true);
    expect(reachesBeyondLoopback(read({ BASE_URL: "https://a.example" }))).toBe(true);
  });

  test("every setting that is read is explained, and every explained one is read", () => {
    const asked = new Set<string>();
    const env = new Proxy({} as Record<string, string | undefined>, {
      get: (_, name) => {
        asked.add(String(name));
        return undefined;
      },
    });
    readSettings(env, "/srv");
    expect([...asked].sort()).toEqual(settingNotes.map(({ name }) => name).sort());
  });
});
