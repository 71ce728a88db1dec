import type { Client } from 'pg';
import { sha256 } from '../domain/secrets.ts';

/** The account with the most sessions. */
export const busyAccount = `p_${'0'.repeat(32)}`;

/** The refresh token at this index; the newest has the highest. */
export const refreshTokenAt = (at: number): string => `refresh token ${at}`;

/**
 * $1 refresh tokens up to the time $2, created evenly over forty days. Each session has ten, of which the newest is valid; every
 * hundredth session is the busy account's. Also a fifth as many codes and as many failed attempts, created over two days, and
 * a tenth as many states of browsers.
 */
const statements = [
  `insert into oauth_authorizations (id, created_at, updated_at, application_id, subject, status, type, scopes, creation_date,
     last_used_at, expires_at)
   select 'az_' || lpad(at::text, 32, '0'), made, made, (select id from oauth_applications where client_id = 'masar-app'),
     case when at % 100 = 0 then '${busyAccount}' else 'p_' || lpad(at::text, 32, '0') end, 'VALID', 'SESSION',
     '["passenger"]', made, made, made + interval '30 days'
   from generate_series(0, $1::int / 10 - 1) as at
   cross join lateral (select $2::timestamptz(3) - interval '40 days' * (1 - at / ($1::float8 / 10)) as made) each`,
  `insert into oauth_tokens (id, created_at, updated_at, application_id, authorization_id, subject, type, status, reference_hash,
     payload, creation_date, expiration_date)
   select 'tok_' || lpad(at::text, 32, '0'), made, made, application_id, session.id, subject, 'REFRESH_TOKEN',
     case when at % 10 = 9 then 'VALID' else 'REDEEMED' end,
     encode(sha256(convert_to('refresh token ' || at, 'UTF8')), 'hex'), '{"phoneNumber": null}', made, made + interval '30 days'
   from generate_series(0, $1::int - 1) as at
   join oauth_authorizations session on session.id = 'az_' || lpad((at / 10)::text, 32, '0')
   cross join lateral (select $2::timestamptz(3) - interval '40 days' * (1 - at / $1::float8) as made) each`,
  `insert into one_time_codes (id, created_at, updated_at, phone_number, account_type, code_hash, expires_at, requested_from)
   select 'otp_' || lpad(at::text, 32, '0'), made, made, '+9665' || lpad((at % 10000)::text, 8, '0'), 'PASSENGER', 'x',
     made + interval '5 minutes', '10.0.' || at % 250 || '.1'
   from generate_series(0, $1::int / 5 - 1) as at
   cross join lateral (select $2::timestamptz(3) - interval '2 days' * (1 - at / ($1::float8 / 5)) as made) each`,
  `insert into failed_attempts (id, created_at, updated_at, kind, subject, address)
   select 'fa_' || lpad(at::text, 32, '0'), made, made, 'OTP', md5((at % 10000)::text), '10.0.' || at % 250 || '.1'
   from generate_series(0, $1::int / 5 - 1) as at
   cross join lateral (select $2::timestamptz(3) - interval '2 days' * (1 - at / ($1::float8 / 5)) as made) each`,
  `insert into oauth_states (id, payload, account_id, expires_at)
   select 'Session ' || lpad(at::text, 64, '0'), '{}', 'p_' || lpad(at::text, 32, '0'),
     $2::timestamptz(3) + interval '12 hours' * (at / ($1::float8 / 10))
   from generate_series(0, $1::int / 10 - 1) as at`,
];

/** Fills an auth database with the tokens `refreshTokenAt(0)` to `refreshTokenAt(tokens - 1)`, and all that goes with them. */
export async function makeManySessions(client: Client, tokens: number, now: Date): Promise<void> {
  for (const sql of statements) {
    await client.query(sql, [tokens, now]);
  }
  const { rows } = await client.query('select 1 from oauth_tokens where reference_hash = $1', [
    sha256(refreshTokenAt(0)),
  ]);
  if (rows.length !== 1) throw new Error('the first refresh token is not stored under its hash');
  await client.query('vacuum analyze');
}
