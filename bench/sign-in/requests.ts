import type { Pool } from 'undici';
import { defaultDemoOtp } from '../../cli/seed/demo-accounts.ts';

const byCode = 'mutation ($input: SignInWithOtpInput!) { signInWithOtp(input: $input) { accessToken account { id } } }';
const byPassword =
  'mutation ($input: SignInWithPasswordInput!) { signInWithPassword(input: $input) { accessToken account { id } } }';

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { extensions: { code: string; retryAfter?: number } }[];
}

/** Phone numbers that sign in by turns: each has its account after the first rounds. */
const phones = 100;
let requests = 0;

/** Sends a request from an address of its own, so that no limit on addresses applies. */
async function post(pool: Pool, query: string, input: object): Promise<Answer> {
  const at = requests++;
  const address = `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`;
  const { body } = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ query, variables: { input } }),
  });
  return (await body.json()) as Answer;
}

/** Signs passengers in by code, one after the other, for this time. Returns the milliseconds that each sign-in took. Throws when one fails. */
export async function signInByCode(pool: Pool, time: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + time;
  while (performance.now() < end) {
    const phoneNumber = `+9665${String(20_000_000 + (times.length % phones))}`;
    const start = performance.now();
    const { data, errors } = await post(pool, byCode, { phoneNumber, accountType: 'PASSENGER', code: defaultDemoOtp });
    times.push(performance.now() - start);
    if (!data?.signInWithOtp) throw new Error(`a sign-in failed: ${JSON.stringify(errors)}`);
  }
  return times;
}

/** Answers to guesses. */
export interface Guesses {
  /** Passwords that were compared. */
  wrong: number;
  refused: number;
}

/**
 * Guesses passwords of many emails over one connection until it is stopped. A patient attacker waits for as long as each refusal says.
 * Throws for any answer but a wrong password and RATE_LIMITED.
 */
export async function guessPasswords(pool: Pool, stop: AbortSignal, isPatient: boolean): Promise<Guesses> {
  const guesses: Guesses = { wrong: 0, refused: 0 };
  while (!stop.aborted) {
    const { errors } = await post(pool, byPassword, { email: `guess-${requests}@masar.test`, password: 'wrong' });
    const { code, retryAfter = 0 } = errors?.[0]?.extensions ?? {};
    if (code === 'INVALID_CREDENTIALS') guesses.wrong++;
    else if (code === 'RATE_LIMITED') guesses.refused++;
    else throw new Error(`a guess was answered with ${code}`);
    if (isPatient && retryAfter > 0) await pause(retryAfter * 1_000, stop);
  }
  return guesses;
}

function pause(time: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, time);
    stop.addEventListener('abort', done);
  });
}
