import type { DatabaseSchema } from '#platform/database/open-database.ts';
import type { SubgraphModule } from '#platform/subgraph/subgraph-module.ts';
import { type SubgraphName, subgraphNames } from './list.ts';
import type { SubgraphSettings } from './settings.ts';

/** Every subgraph, by name, in the order of the list. */
export type Subgraphs = ReadonlyMap<SubgraphName, SubgraphModule<SubgraphSettings>>;

/** Loads every subgraph: the `subgraph` export of its `service.ts`. */
export async function loadSubgraphs(): Promise<Subgraphs> {
  return new Map(
    await Promise.all(
      subgraphNames.map(async (name) => {
        const service: { subgraph: SubgraphModule<SubgraphSettings> } = await import(`./${name}/service.ts`);
        return [name, service.subgraph] as const;
      }),
    ),
  );
}

/** Loads a subgraph's entities and migrations, without the service. */
export async function schemaOf(name: SubgraphName): Promise<DatabaseSchema> {
  const { entities }: Pick<DatabaseSchema, 'entities'> = await import(`./${name}/entities/index.ts`);
  const { migrations }: Pick<DatabaseSchema, 'migrations'> = await import(`../migrations/${name}/index.ts`);
  return { entities, migrations };
}
