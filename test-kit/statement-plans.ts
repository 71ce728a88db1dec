import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import pg from 'pg';

/** PostgreSQL's execution of a statement. */
export interface Plan {
  text: string;
  /** The pages of tables and indexes that it read, from memory or disk. */
  blocks: number;
  /** The tables that it scanned sequentially. */
  scanned: string[];
  /** The indexes that it read. */
  indexes: string[];
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

/**
 * Explains every statement of an ORM with one connection by running it once more. A statement with parameters is prepared, so that the
 * plan follows the connection's `plan_cache_mode`. Returns a function that returns the plans since its last call.
 */
export function explainAll(orm: MikroORM): () => Plan[] {
  const plans: Plan[] = [];
  const kysely = orm.em.getKysely();
  const run = kysely.executeQuery.bind(kysely);
  const runText = async <Row>(text: string) => (await run<Row>(CompiledQuery.raw(text, []))).rows;
  kysely.executeQuery = (async (query: CompiledQuery) => {
    const explain = 'explain (analyze, buffers, format json)';
    let rows: { 'QUERY PLAN': [{ Plan: PlanNode }] }[];
    if (query.parameters.length === 0) rows = await runText(`${explain} ${query.sql}`);
    else {
      await runText(`prepare explained as ${query.sql}`);
      const values = query.parameters.map((value) => pg.escapeLiteral(textOf(value)));
      try {
        rows = await runText(`${explain} execute explained(${values.join(', ')})`);
      } finally {
        await runText('deallocate explained');
      }
    }
    const [root] = rows;
    if (root) plans.push(planFrom(query.sql, root['QUERY PLAN'][0].Plan));
    return run(query);
  }) as typeof kysely.executeQuery;
  return () => plans.splice(0);
}

/**
 * Returns a function that runs work and returns the number of pages that its statements read. It throws when one of them scans a large
 * table.
 */
export function blockCounter(orm: MikroORM, plans: () => Plan[], largeTables: readonly string[]) {
  return async (work: (em: EntityManager) => Promise<unknown>): Promise<number> => {
    plans();
    await work(orm.em.fork());
    const ran = plans();
    if (ran.length === 0) throw new Error('the work ran no statement');
    const scan = ran.find(({ scanned }) => scanned.some((table) => largeTables.includes(table)));
    if (scan) throw new Error(`scans ${scan.scanned}: ${scan.text}`);
    return ran.reduce((sum, { blocks }) => sum + blocks, 0);
  };
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `{${value.join(',')}}`;
  return value instanceof Date ? value.toISOString() : String(value);
}

function planFrom(text: string, root: PlanNode): Plan {
  const nodes = [root];
  for (const node of nodes) nodes.push(...(node.Plans ?? []));
  const scanned = nodes
    .filter((node) => node['Node Type'] === 'Seq Scan')
    .flatMap((node) => node['Relation Name'] ?? []);
  const indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
  return { text, blocks: root['Shared Hit Blocks'] + root['Shared Read Blocks'], scanned, indexes };
}
