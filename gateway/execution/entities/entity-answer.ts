import type { GraphQLError } from 'graphql';
import { isJsonObject, type JsonObject, own, type Path } from '../../graphql/json-object.ts';
import type { SubgraphResponse, TransportFailure } from '../../upstream/subgraph-response.ts';
import { noResponse, placedError, type SubgraphError, unusable } from '../subgraph-errors.ts';
import type { EntityQuery } from './entity-query.ts';

/** The position of one representation in an answer. */
export interface Slot {
  answer: EntityAnswer;
  index: number;
}

/** The errors of an entity that was to be merged into `object` at `path`. */
type ErrorsAt = (path: Path, object: JsonObject) => readonly GraphQLError[];

/** The representations that one request sends for a query, and the entities and errors that come back. */
export class EntityAnswer {
  readonly query: EntityQuery;
  readonly representations: JsonObject[] = [];
  /** Resolves when the entities have arrived or the request has failed. */
  settled: Promise<void> = Promise.resolve();
  #entities: readonly unknown[] = [];
  readonly #errors = new Map<number, ErrorsAt[]>();
  /** Errors of every entity. */
  readonly #sharedErrors: ErrorsAt[] = [];

  constructor(query: EntityQuery) {
    this.query = query;
  }

  add(representation: JsonObject): Slot {
    return { answer: this, index: this.representations.push(representation) - 1 };
  }

  /** The entity, or null when the subgraph sent none. */
  entity(index: number): JsonObject | null {
    const entity = this.#entities[index];
    return isJsonObject(entity) ? entity : null;
  }

  get hasErrors(): boolean {
    return this.#sharedErrors.length > 0 || this.#errors.size > 0;
  }

  errorsOf(index: number, path: Path, object: JsonObject): GraphQLError[] {
    return [...this.#sharedErrors, ...(this.#errors.get(index) ?? [])].flatMap((errorsAt) => errorsAt(path, object));
  }

  fail(failure: TransportFailure): void {
    const { subgraph } = this.query.operation;
    this.#addToMissing((path) => noResponse(subgraph, failure, path));
  }

  /** Takes the errors whose paths begin with `key`, and returns them. */
  takeErrors(key: string, errors: readonly SubgraphError[]): SubgraphError[] {
    const { operation, clientPath } = this.query;
    return errors.filter((error) => {
      const [first, index, ...rest] = error.path ?? [];
      if (first !== key) return false;
      const below = clientPath(rest);
      const errorsAt: ErrorsAt = (path) => [placedError(operation.subgraph, error, [...path, ...below])];
      if (typeof index !== 'number') this.#sharedErrors.push(errorsAt);
      else if (index in this.representations) this.#add(index, errorsAt);
      else return false;
      return true;
    });
  }

  /** Takes the entities under `key`, after the errors. `isExplained` says that the response has errors of no entity. */
  takeEntities(key: string, { data }: SubgraphResponse, isExplained: boolean): void {
    const entities = isJsonObject(data) ? data[key] : undefined;
    if (Array.isArray(entities) && entities.length === this.representations.length) this.#takeAll(entities);
    else if (!isExplained && !this.hasErrors) this.#refuse();
  }

  #takeAll(entities: readonly unknown[]): void {
    const { rewrite, operation } = this.query;
    this.#entities = entities;
    for (let index = 0; index < entities.length; index++) {
      const entity = entities[index];
      if (isJsonObject(entity)) rewrite?.(entity, this.representations[index]?.__typename);
      else if (entity !== null && entity !== undefined) {
        this.#add(index, (path) => [unusable(operation.subgraph, 'An entity is not an object.', path)]);
      }
    }
  }

  #refuse(): void {
    const message = `Expected ${this.representations.length} entities.`;
    this.#addToMissing((path) => unusable(this.query.operation.subgraph, message, path));
  }

  /** Adds an error to each selected field that the object does not have yet. */
  #addToMissing(errorAt: (path: Path) => GraphQLError): void {
    this.#sharedErrors.push((path, object) => {
      const missing = this.query.selectedKeys(object.__typename).filter((key) => (own(object, key) ?? null) === null);
      return missing.map((key) => errorAt([...path, key]));
    });
  }

  #add(index: number, errorsAt: ErrorsAt): void {
    const errors = this.#errors.get(index);
    if (errors) errors.push(errorsAt);
    else this.#errors.set(index, [errorsAt]);
  }
}
