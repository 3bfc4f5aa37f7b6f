import type { Controls, Heard, Kit } from "./agency.ts";
import { ControlError } from "./agency.ts";
import { GatewayTime, timeControls } from "./gateway-time.ts";
import { Notifier, type Post } from "./notifier.ts";

/** What every payment gateway has besides its protocol: a clock, notifications that are repeated, and their controls. */
export class Gateway {
  readonly time: GatewayTime;
  readonly notifier: Notifier;

  /** `post`: how this gateway writes notifications and what it takes as an answer. */
  constructor(kit: Pick<Kit, "folder" | "moods">, post: Post) {
    this.time = new GatewayTime(kit.folder);
    this.notifier = new Notifier({ ...kit, time: this.time, post });
  }

  readonly controls: Controls = {
    ...timeControls(() => this.time),
    "GET /control/notifications": (_wish, query) => ({ items: this.notifier.list(query.get("about") ?? undefined) }),
    "POST /control/notify": ({ id }) => {
      if (typeof id !== "string" || !this.notifier.again(id)) throw new ControlError("id of a notification");
      return {};
    },
  };

  close(): void {
    this.notifier.close();
    this.time.close();
  }
}

/** The fields of a form sent by a browser; of two with one name the last. */
export function formOf(heard: Heard): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(heard.body.toString("utf8")));
}
