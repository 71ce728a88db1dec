import { systemClock } from '#platform/clock.ts';
import type { Bus } from '#platform/messaging/bus/bus.ts';
import type { Lifecycle } from '#platform/run/lifecycle.ts';
import { type TokenSettings, tokenVerifier } from '#platform/security/access-token.ts';
import { followRevocations, refusingRevoked } from '#platform/security/revoked-access.ts';
import { SessionWatch } from '#platform/security/session-watch.ts';
import type { VerifyToken } from '#platform/security/verify-token.ts';

export interface VerifierOptions {
  /** Null for a gateway that does not verify tokens. */
  token: TokenSettings | null;
  /** Replaces the verifier that the settings configure. */
  verifyToken: VerifyToken | undefined;
  /** The bus with the events that end access. */
  bus: Bus | null;
  lifecycle: Lifecycle;
}

/** How the gateway verifies tokens, which is null when it does not, and learns that they are no longer valid. */
export function createVerifier({ token, bus, lifecycle, ...options }: VerifierOptions): {
  verifyToken: VerifyToken | null;
  sessions: SessionWatch;
} {
  const verify = options.verifyToken ?? (token ? tokenVerifier(token) : null);
  if (!verify || !bus) return { verifyToken: verify, sessions: new SessionWatch(null) };
  const revoked = followRevocations(bus, systemClock, lifecycle);
  return { verifyToken: refusingRevoked(verify, revoked), sessions: new SessionWatch(revoked) };
}
