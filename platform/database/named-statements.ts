import { hash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import pg from 'pg';
import { ending } from '../tracing/traced.ts';
import { statementSignalOf } from './statement-signal.ts';
import { startStatement } from './statement-span.ts';

/** A statement with parameters that each connection parses and plans once. Its text begins with a comment that has its name. */
export interface NamedStatement {
  text: string;
}

/**
 * The server options of connections that run named statements: one plan whatever the parameters. PostgreSQL would plan again each time
 * for an array parameter, which costs more than to run the statement.
 */
export const namedStatementOptions = '-c plan_cache_mode=force_generic_plan';

const opening = '/* named ';
const closing = ' */ ';

/** Names are unique in the program: a connection refuses another text under the same name. */
export function namedStatement(name: string, text: string): NamedStatement {
  return { text: opening + name + closing + text };
}

/** A named statement whose name is the hash of its text. Each connection keeps its plan, so the number of texts must be small. */
export function statementOf(text: string): NamedStatement {
  return namedStatement(hash('sha1', text, 'base64url'), text);
}

const nameOf = (text: string): string | undefined =>
  text.startsWith(opening) ? text.slice(opening.length, text.indexOf(closing)) : undefined;

type Query = (config: unknown, ...rest: unknown[]) => unknown;

/**
 * The driver's connection, which runs named statements by their names, unless `namedStatements` is false. A rollback on a lost
 * connection succeeds, as the server has rolled back: the query builder returns a transaction's connection to the pool only after its
 * rollback, and would never free its place.
 */
export class NamedStatementsClient extends pg.Client {
  readonly #isNaming: boolean;

  constructor(config: pg.ClientConfig & { namedStatements?: boolean }) {
    super(config);
    this.#isNaming = config.namedStatements ?? true;
  }

  override query: pg.Client['query'] = ((config: unknown, ...rest: unknown[]): unknown => {
    const name = typeof config === 'string' ? nameOf(config) : undefined;
    const span = typeof config === 'string' ? startStatement(config, name, this.database) : undefined;
    const result = this.#send(config, name, rest);
    return span ? ending(span, async () => result) : result;
  }) as pg.Client['query'];

  readonly #send = (config: unknown, name: string | undefined, rest: readonly unknown[]): unknown => {
    const query = super.query as Query;
    if (config === 'rollback') return rolledBack(query.call(this, config, ...rest) as Promise<unknown>);
    if (name === undefined || !this.#isNaming) return query.call(this, config, ...rest);
    const [values, ...others] = rest;
    return explained(query.call(this, { name, text: config, values }, ...others) as Promise<unknown>);
  };
}

/** PostgreSQL's codes for a name that the connection does not know, and for one that it knows already. */
const foreignSession = ['26000', '42P05'];

async function explained(result: Promise<unknown>): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    const isForeign = error instanceof pg.DatabaseError && foreignSession.includes(error.code ?? '');
    if (isForeign) error.message += '. The pooler keeps no prepared statements: set DATABASE_NAMED_STATEMENTS=false';
    throw error;
  }
}

async function rolledBack(rollback: Promise<unknown>): Promise<unknown> {
  try {
    return await rollback;
  } catch (error) {
    const isLost = !(error instanceof pg.DatabaseError) || error.severity === 'FATAL';
    if (isLost) return { command: 'ROLLBACK', rows: [], rowCount: null };
    throw error;
  }
}

/**
 * Runs a named statement, in the manager's transaction if it has one. Instants and numerics are returned as texts, jsonb is
 * parsed. Throws the driver's DatabaseError.
 */
export async function runNamed<Row>(
  em: EntityManager,
  { text }: NamedStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  const started = performance.now();
  const signal = statementSignalOf(em);
  const { rows } = await em
    .getKysely()
    .executeQuery<Row>(CompiledQuery.raw(text, [...values]), signal ? { signal } : undefined);
  const took = Math.round(performance.now() - started);
  // As the ORM logs its own statements.
  em.config.getLogger().logQuery({ query: text, params: values, took, results: rows.length });
  return rows;
}
