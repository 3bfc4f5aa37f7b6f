import { runCli } from "./surfaces/cli/index.ts";

// Loaded when a command serves: what only looks or copies need not wait for it.
await runCli({
  serve: async (options) => (await import("./serve.ts")).serve(options),
  adapters: async () => (await import("./outside/agencies/index.ts")).agencyAdapters,
  providers: async () => (await import("./outside/payments/index.ts")).paymentProviders,
});
