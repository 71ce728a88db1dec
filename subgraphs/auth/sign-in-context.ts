import type { Clock } from '#platform/clock.ts';
import type { NewId } from '#platform/ids.ts';
import type { EventOrigin } from '#platform/messaging/cloud-event.ts';
import type { Caller } from '#platform/subgraph/request-context.ts';
import { countedAddress } from './domain/codes/counted-address.ts';
import type { SendCode } from './domain/codes/request-otp.ts';
import type { TokenIssuer } from './domain/sessions/issue-access-token.ts';
import type { Accounts } from './domain/sign-in/accounts.ts';

/** What a sign-in needs beside its input, for one request. */
export interface SignInContext extends EventOrigin {
  /** The address that limits count by. */
  address: string;
  accounts: Accounts;
  issuer: TokenIssuer;
  keySecret: string;
  demoOtp: string | null;
  perAddress: number;
  newCode: () => string;
  sendCode: SendCode;
}

/** The same for every request. */
export interface SignInServices extends Omit<SignInContext, keyof EventOrigin | 'address' | 'accounts'> {
  accounts: (caller: Caller) => Accounts;
}

export function signInContextOf(
  caller: Caller,
  { clock, newId, signIn }: { clock: Clock; newId: NewId; signIn: SignInServices },
): SignInContext {
  return {
    ...signIn,
    address: countedAddress(caller.address),
    accounts: signIn.accounts(caller),
    now: clock.now(),
    newId,
    traceparent: caller.traceparent,
  };
}
