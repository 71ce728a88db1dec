import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import pg from 'pg';

/** A statement with parameters that each connection parses and plans once, by its name. */
export interface NamedStatement {
  name: string;
  text: string;
}

/**
 * How a connection plans them: for whatever parameters come, once. PostgreSQL would rather plan each time anew as soon as
 * one has an array, and that costs more than to run it.
 */
export const namedStatementOptions = '-c plan_cache_mode=force_generic_plan';

const nameOf = new Map<string, string>();

/** Declares one: at the top of a module, because names are never given up. Throws where the name means another text. */
export function namedStatement(name: string, text: string): NamedStatement {
  const known = [...nameOf].find(([, each]) => each === name);
  if (known && known[0] !== text) throw new Error(`another statement is named ${name}`);
  nameOf.set(text, name);
  return { name, text };
}

/** Declares one whose name nobody needs, again and again if need be. Texts that are put together must be few. */
export function statementOf(text: string): NamedStatement {
  const name = nameOf.get(text) ?? `statement_${nameOf.size}`;
  nameOf.set(text, name);
  return { name, text };
}

type Query = (config: unknown, ...rest: unknown[]) => unknown;

/**
 * The driver's connection, which runs the declared statements by their names, and all others as ever. A rollback over a
 * connection that is gone succeeds: the server has done it, and the query builder, which gives a transaction's connection back
 * to the pool only once it is rolled back, would keep its place there for good.
 */
export class NamedStatementsClient extends pg.Client {
  override query: pg.Client['query'] = ((config: unknown, ...rest: unknown[]): unknown => {
    const query = super.query as Query;
    if (config === 'rollback') return rolledBack(query.call(this, config, ...rest) as Promise<unknown>);
    const name = typeof config === 'string' ? nameOf.get(config) : undefined;
    if (name === undefined) return query.call(this, config, ...rest);
    const [values, ...others] = rest;
    return query.call(this, { name, text: config, values }, ...others);
  }) as pg.Client['query'];
}

async function rolledBack(rollback: Promise<unknown>): Promise<unknown> {
  try {
    return await rollback;
  } catch (error) {
    const isGone = !(error instanceof pg.DatabaseError) || error.severity === 'FATAL';
    if (isGone) return { command: 'ROLLBACK', rows: [], rowCount: null };
    throw error;
  }
}

/**
 * Runs a named statement: in the manager's transaction where it has one. Instants come as text, numerics as text, jsonb as
 * what it means. Fails with the driver's DatabaseError.
 */
export async function runNamed<Row>(
  em: EntityManager,
  { text }: NamedStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  const started = performance.now();
  const { rows } = await em.getKysely().executeQuery<Row>(CompiledQuery.raw(text, [...values]));
  // As the ORM logs its own.
  const took = Math.round(performance.now() - started);
  em.config.getLogger().logQuery({ query: text, params: values, took, results: rows.length });
  return rows;
}
