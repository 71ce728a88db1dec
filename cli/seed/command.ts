import type { EntityManager } from '@mikro-orm/postgresql';
import { Command } from 'commander';
import { openDatabase } from '#platform/database/open-database.ts';
import { oneTry } from '#platform/database/wait-for-database.ts';
import { createLog } from '#platform/log.ts';
import { Lifecycle } from '#platform/run/lifecycle.ts';
import type { SettingsRules } from '#platform/settings.ts';
import { schemaOf } from '../../subgraphs/load.ts';
import { type DatabaseUrls, withDatabases } from '../with-databases.ts';
import { type SeededSubgraph, seedDemo, seededSubgraphs } from './seed-demo.ts';

const notInProduction: SettingsRules = ({ NODE_ENV }) =>
  NODE_ENV === 'production' ? ['NODE_ENV: demo data is refused in production'] : [];

/** `masar seed`. */
export function seedCommand(): Command {
  return new Command('seed').description('insert demo accounts and trips; refused in production').action(async () => {
    const log = createLog({ name: 'seed', level: 'warn', pretty: process.stdout.isTTY });
    const work = async (urls: DatabaseUrls) => {
      const lifecycle = new Lifecycle(log);
      const open = async (name: SeededSubgraph) => {
        const settings = { url: urls(name), poolMax: 2, logSql: false, wait: oneTry };
        const orm = await openDatabase(await schemaOf(name), settings, log);
        lifecycle.add(name, { stop: () => orm.close(true) });
        return orm.em;
      };
      try {
        const databases = new Map<SeededSubgraph, EntityManager>();
        for (const name of seededSubgraphs) databases.set(name, await open(name));
        await seedDemo((name) => databases.get(name) as EntityManager, new Date());
        console.log('the demo data is present');
      } finally {
        await lifecycle.stop();
      }
    };
    await withDatabases(seededSubgraphs, work, notInProduction);
  });
}
