/** Hive Gateway subscribes at the subgraphs over WebSockets, as ours does. */
export const gatewayConfig = {
  logging: 'error',
  transportEntries: { '*.http': { options: { subscriptions: { kind: 'ws' } } } },
};
