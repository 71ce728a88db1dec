import pg from 'pg';
import { ensureDatabase } from '#platform/database/ensure-database.ts';
import { migrateUp } from '#platform/database/migrate.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { onServer } from '#platform/database/server-url.ts';
import { silent } from '#test-kit/templates.ts';
import { withPostgres } from '#test-kit/with-postgres.ts';
import { database } from '../../subgraphs/auth/service.ts';
import { makeManySessions } from '../../subgraphs/auth/testing/many-sessions.ts';
import { sessionWork } from '../../subgraphs/auth/testing/session-work.ts';

const tokens = 1_000_000;
const callers = 8;

/** Signs in, refreshes and prunes on a database with a million tokens. Throws if a statement scans a large table sequentially. */
export async function soakAuth(minutes: number): Promise<void> {
  await withPostgres(async (server) => {
    const url = onServer(server, 'auth');
    await ensureDatabase(url);
    const orm = await createOrm(database, { url, poolMax: callers, logSql: false }, silent);
    await migrateUp(orm, url);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await makeManySessions(client, tokens, new Date());
    const scans = async () => {
      const { rows } = await client.query<{ relname: string; seq_scan: string }>(
        `select relname, seq_scan from pg_stat_user_tables
         where relname in ('oauth_tokens', 'oauth_authorizations', 'oauth_states', 'one_time_codes', 'failed_attempts') order by 1`,
      );
      return JSON.stringify(rows);
    };
    const work = await sessionWork(
      () => orm.em.fork(),
      () => new Date(),
    );
    await client.query('select pg_stat_force_next_flush()');
    const before = await scans();
    const end = Date.now() + minutes * 60_000;
    const done = { signedIn: 0, refreshed: 0, pruned: 0 };
    let phone = 0;
    let token = tokens - 1;
    const caller = async () => {
      while (Date.now() < end) {
        await work.signIn(phone++);
        done.signedIn++;
        token -= 10;
        await work.refresh(token);
        done.refreshed++;
      }
    };
    const pruner = async () => {
      while (Date.now() < end) {
        if (await work.prune()) done.pruned++;
        else await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    };
    await Promise.all([pruner(), ...Array.from({ length: callers - 1 }, caller)]);
    await orm.close(true);
    await client.query('select pg_stat_clear_snapshot()');
    const after = await scans();
    await client.end();
    console.log({ ...done, seconds: minutes * 60 });
    if (after !== before) throw new Error(`a large table was scanned sequentially: ${before} before, ${after} after`);
  });
}
