import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import { rateLimitAddress } from '#platform/security/rate-limit-address.ts';
import type { Caller } from '#platform/subgraph/caller.ts';
import type { SubgraphServices } from '#platform/subgraph/request-context.ts';
import type { SendCode } from './domain/codes/request-otp.ts';
import type { TokenIssuer } from './domain/sessions/issue-access-token.ts';
import type { PasswordAttempts } from './domain/sign-in/password-attempts.ts';
import type { Users } from './domain/users.ts';

/** The services and settings that the use cases of signing in need beside their input. */
export interface SignInContext extends EventOrigin {
  address: string;
  users: Users;
  issuer: TokenIssuer;
  keySecret: string;
  demoOtp: string | null;
  otpPerAddress: number;
  /** Milliseconds. */
  refreshGrace: number;
  passwordAttempts: PasswordAttempts;
  newCode: () => string;
  sendCode: SendCode;
}

/** The part of a {@link SignInContext} that no request changes. */
export interface SignInServices extends Omit<SignInContext, keyof EventOrigin | 'address' | 'users'> {
  users: (caller: Caller) => Users;
}

export function signInContextOf(
  caller: Caller,
  { clock, newId, signIn }: Pick<SubgraphServices, 'clock' | 'newId'> & { signIn: SignInServices },
): SignInContext {
  return {
    ...signIn,
    address: rateLimitAddress(caller.address),
    users: signIn.users(caller),
    now: clock.now(),
    newId,
    traceparent: caller.traceparent,
  };
}
