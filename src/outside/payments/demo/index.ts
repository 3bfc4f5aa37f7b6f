export { demoAdapter } from "./adapter.ts";
export { demoWalletKey } from "./envelope.ts";
export { demoWalletPath, demoWalletRoutes } from "./routes.ts";
export { DemoWallet } from "./wallet.ts";
