import { type ConnectionOptions, connect } from "node:tls";
import { SMTPConnection, SMTPResponseMonitor } from "emailjs";

type Callback = (error: Error | null | undefined, data?: unknown) => void;

/**
 * The library's connection with one difference: after STARTTLS the server's certificate is checked against its name, and a server that
 * does not offer STARTTLS ends the attempt. The library itself would accept anybody's certificate.
 */
export class VerifiedConnection extends SMTPConnection {
  /** Told where the connection cannot be made safe; nothing is sent then. */
  onUnsafe: (error: Error) => void = () => undefined;
  readonly #trust: ConnectionOptions;

  constructor(options: ConstructorParameters<typeof SMTPConnection>[0], trust: ConnectionOptions = {}) {
    super(options);
    this.#trust = trust;
  }

  override starttls(callback: Callback): void {
    this.command(
      "STARTTLS",
      (error) => {
        const plain = this.sock;
        if (error || !plain) {
          this.close(true);
          this.onUnsafe(error ?? new Error("the connection is gone"));
          return;
        }
        // Whatever was said before encryption does not count (RFC 3207).
        this.monitor?.stop();
        const secure = connect({ ...this.#trust, socket: plain, servername: this.host }, () => {
          this._secure = true;
          this.sock = secure;
          this.monitor = new SMTPResponseMonitor(secure, this.timeout, () => this.close(true));
          callback(undefined, undefined);
        });
        secure.once("error", (failure: Error) => {
          secure.destroy();
          this.close(true);
          this.onUnsafe(failure);
        });
      },
      220,
    );
  }
}
