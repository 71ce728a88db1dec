import path from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { systemClock } from '#platform/clock.ts';
import { idGenerator } from '#platform/ids.ts';
import { createLog } from '#platform/log.ts';
import { processEnvironment, projectRoot, readSettings, type SettingsRules, setting } from '#platform/settings.ts';
import { systemContext } from '#platform/subgraph/action-context.ts';
import { rotateKeys } from '../../subgraphs/auth/domain/keys/signing-keys.ts';
import { type Orm, onEachDatabase, onMigratedDatabase } from '../on-each-database.ts';
import { readOrCreateSecrets } from '../start/secrets.ts';

const variables = z.object({ DATA_DIR: setting.text().default('.data'), AUTH_KEY_SECRET: setting.text().optional() });

const secretInProduction: SettingsRules = ({ NODE_ENV, AUTH_KEY_SECRET }) =>
  NODE_ENV === 'production' && !AUTH_KEY_SECRET ? ['AUTH_KEY_SECRET: is needed in production'] : [];

/** `masar keys rotate`. */
export function keysCommand(): Command {
  const command = new Command('keys').description('rotate the keys that sign access tokens');
  command
    .command('rotate')
    .description('create a new signing key, which is used after two minutes without a restart')
    .action(async () => {
      const log = createLog({ name: 'keys', level: 'warn', pretty: process.stdout.isTTY });
      const rotate = async (orm: Orm): Promise<void> => {
        const { AUTH_KEY_SECRET, DATA_DIR } = readSettings(variables, processEnvironment());
        const secret =
          AUTH_KEY_SECRET ?? (await readOrCreateSecrets(path.resolve(projectRoot, DATA_DIR))).AUTH_KEY_SECRET;
        const context = systemContext({ now: systemClock.now(), newId: idGenerator(systemClock) });
        const kid = await rotateKeys(orm.em.fork(), secret, context);
        console.log(`made ${kid}: it signs tokens after two minutes`);
      };
      await onEachDatabase(
        ['auth'],
        log,
        onMigratedDatabase((_name, orm) => rotate(orm)),
        secretInProduction,
      );
    });
  return command;
}
