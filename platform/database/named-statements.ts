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

type Query = (config: unknown, ...rest: unknown[]) => unknown;

/** The driver's connection, which runs the declared statements by their names, and all others as ever. */
export class NamedStatementsClient extends pg.Client {
  override query: pg.Client['query'] = ((config: unknown, ...rest: unknown[]): unknown => {
    const query = super.query as Query;
    const name = typeof config === 'string' ? nameOf.get(config) : undefined;
    if (name === undefined) return query.call(this, config, ...rest);
    const [values, ...others] = rest;
    return query.call(this, { name, text: config, values }, ...others);
  }) as pg.Client['query'];
}

/** Declares a statement whose name is of no interest. Of texts that vary, only a few may ever be declared. */
export function planOnce({ text }: { text: string }): void {
  if (!nameOf.has(text)) nameOf.set(text, `statement_${nameOf.size}`);
}

/** Runs a named statement, as `runStatement` does. */
export function runNamed<Row>(em: EntityManager, { text }: NamedStatement, values: readonly unknown[]): Promise<Row[]> {
  return runStatement<Row>(em, { text, values });
}

/**
 * Runs a statement with parameters: in the manager's transaction where it has one, and by its name if it is declared.
 * Instants come as text, numerics as text, jsonb as what it means. Fails with the driver's DatabaseError.
 */
export async function runStatement<Row>(
  em: EntityManager,
  { text, values }: { text: string; values: readonly unknown[] },
): Promise<Row[]> {
  const started = performance.now();
  const { rows } = await em.getKysely().executeQuery<Row>(CompiledQuery.raw(text, [...values]));
  const took = Math.round(performance.now() - started);
  em.config.getLogger().logQuery({ query: text, params: [...values], took, results: rows.length });
  return rows;
}
