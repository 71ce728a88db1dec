import { systemClock } from '#platform/clock.ts';
import type { Metrics } from '#platform/http/metrics.ts';
import type { Log } from '#platform/log.ts';
import type { Bus } from '#platform/messaging/bus/bus.ts';
import { measureBus, RedisBus } from '#platform/messaging/bus/redis-bus.ts';
import type { Lifecycle } from '#platform/run/lifecycle.ts';
import { tokenVerifier } from '#platform/security/access-token.ts';
import { followRevocations, refusingRevoked } from '#platform/security/revoked-access.ts';
import { SessionWatch } from '#platform/security/session-watch.ts';
import type { VerifyToken } from '#platform/security/verify-token.ts';
import type { GatewaySettings } from './settings.ts';

export interface VerifierOptions {
  settings: GatewaySettings;
  log: Log;
  /** Replaces the verifier that the settings configure. */
  verifyToken?: VerifyToken;
  /** The bus with the events that end access. Replaces the one that the settings configure; the caller stops it. */
  bus?: Bus;
}

/** How the gateway verifies tokens, which is null when it does not, and learns that they are no longer valid. */
export function createVerifier(
  { settings, log, ...options }: VerifierOptions,
  lifecycle: Lifecycle,
  metrics: Metrics,
): { verifyToken: VerifyToken | null; sessions: SessionWatch } {
  const { token, redisUrl } = settings;
  const verify = options.verifyToken ?? (token ? tokenVerifier(token) : null);
  const url = token && redisUrl;
  const connect = (url: string) => measureBus(metrics, new RedisBus({ url, clock: systemClock, log }));
  const bus = options.bus ?? (url ? lifecycle.add('bus', connect(url)) : null);
  if (!verify || !bus) return { verifyToken: verify, sessions: new SessionWatch(null) };
  const revoked = followRevocations(bus, systemClock, lifecycle);
  return { verifyToken: refusingRevoked(verify, revoked), sessions: new SessionWatch(revoked) };
}
