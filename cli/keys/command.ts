import path from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { systemClock } from '#platform/clock.ts';
import { createOrm } from '#platform/database/open-database.ts';
import { idGenerator } from '#platform/ids.ts';
import { createLog } from '#platform/log.ts';
import { processEnvironment, projectRoot, readSettings, setting } from '#platform/settings.ts';
import { commonSettings } from '#platform/subgraph/settings.ts';
import { rotateKeys } from '../../subgraphs/auth/domain/signing-keys.ts';
import { schemaOf } from '../../subgraphs/schemas.ts';
import { keptSecrets } from '../start/secrets.ts';
import { withDatabases } from '../with-server.ts';

const variables = z.object({
  NODE_ENV: commonSettings.NODE_ENV,
  DATA_DIR: setting.text().default('.data'),
  AUTH_KEY_SECRET: setting.text().optional(),
});

/** `masar keys rotate`. */
export function keysCommand(): Command {
  const command = new Command('keys').description('the keys that access tokens are signed with');
  command
    .command('rotate')
    .description('make a new key: it signs after two minutes, and nothing has to be restarted')
    .action(async () => {
      const { AUTH_KEY_SECRET, DATA_DIR } = readSettings(variables, processEnvironment(), (set) =>
        set.NODE_ENV === 'production' && !set.AUTH_KEY_SECRET ? ['AUTH_KEY_SECRET: is needed in production'] : [],
      );
      await withDatabases(['auth'], async (urls) => {
        const secret = AUTH_KEY_SECRET ?? (await keptSecrets(path.resolve(projectRoot, DATA_DIR))).AUTH_KEY_SECRET;
        const log = createLog({ name: 'keys', level: 'warn', pretty: process.stdout.isTTY });
        const settings = { url: urls('auth'), poolMax: 2, logSql: false };
        const orm = await createOrm(await schemaOf('auth'), settings, log);
        try {
          const kid = await rotateKeys(orm.em.fork(), secret, { now: new Date(), newId: idGenerator(systemClock) });
          console.log(`made ${kid}: it signs in two minutes`);
        } finally {
          await orm.close(true);
        }
      });
    });
  return command;
}
