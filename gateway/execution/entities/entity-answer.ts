import type { GraphQLError } from 'graphql';
import { type Data, isData, own, type Path } from '../../graphql/json-object.ts';
import type { SubgraphResponse, TransportFailure } from '../../upstream/transport.ts';
import { noAnswer, placedError, type SubgraphError, unusable } from '../subgraph-errors.ts';
import type { EntityQuery } from './entity-query.ts';

/** Where the answer about one representation is. */
export interface Slot {
  answer: EntityAnswer;
  index: number;
}

/** What is told of an entity, at each place where it is. */
type Trouble = (place: Path, object: Data) => readonly GraphQLError[];

/** What one request asks about entities by one query, and what comes of it. */
export class EntityAnswer {
  readonly query: EntityQuery;
  readonly representations: Data[] = [];
  /** Settles when it is known what came, or that nothing did. */
  arrived: Promise<void> = Promise.resolve();
  #entities: readonly unknown[] = [];
  readonly #troubles = new Map<number, Trouble[]>();
  readonly #ofAll: Trouble[] = [];

  constructor(query: EntityQuery) {
    this.query = query;
  }

  add(representation: Data): Slot {
    return { answer: this, index: this.representations.push(representation) - 1 };
  }

  /** The entity, or null where none came. */
  entity(index: number): Data | null {
    const entity = this.#entities[index];
    return isData(entity) ? entity : null;
  }

  get isTroubled(): boolean {
    return this.#ofAll.length > 0 || this.#troubles.size > 0;
  }

  /** What is told of an entity at a place, where it was to be merged into an object. */
  errorsOf(index: number, place: Path, object: Data): GraphQLError[] {
    return [...this.#ofAll, ...(this.#troubles.get(index) ?? [])].flatMap((trouble) => trouble(place, object));
  }

  fail(failure: TransportFailure): void {
    const { subgraph } = this.query.operation;
    this.#tellMissing((path) => noAnswer(subgraph, failure, path));
  }

  /** Takes those errors whose paths lead to what is under a key, and returns them. */
  tell(key: string, errors: readonly SubgraphError[]): SubgraphError[] {
    const { operation, clientPath } = this.query;
    return errors.filter((error) => {
      const [first, index, ...rest] = error.path ?? [];
      if (first !== key) return false;
      const below = clientPath(rest);
      const trouble: Trouble = (place) => [placedError(operation.subgraph, error, [...place, ...below])];
      if (typeof index !== 'number') this.#ofAll.push(trouble);
      else if (index in this.representations) this.#add(index, trouble);
      else return false;
      return true;
    });
  }

  /** Takes the entities under a key, whose errors are told already; `isExplained` where others of the answer are of all. */
  take(key: string, { data }: SubgraphResponse, isExplained: boolean): void {
    const entities = isData(data) ? data[key] : undefined;
    if (Array.isArray(entities) && entities.length === this.representations.length) this.#takeAll(entities);
    else if (!isExplained && !this.isTroubled) this.#refuse();
  }

  #takeAll(entities: readonly unknown[]): void {
    const { rewrite, operation } = this.query;
    this.#entities = entities;
    for (let index = 0; index < entities.length; index++) {
      const entity = entities[index];
      if (isData(entity)) rewrite?.(entity, this.representations[index]?.__typename);
      else if (entity !== null && entity !== undefined) {
        this.#add(index, (place) => [unusable(operation.subgraph, 'An entity is no object.', place)]);
      }
    }
  }

  #refuse(): void {
    const message = `Expected ${this.representations.length} entities.`;
    this.#tellMissing((path) => unusable(this.query.operation.subgraph, message, path));
  }

  /** At each field that was asked for, but for those that are there already. */
  #tellMissing(tell: (path: Path) => GraphQLError): void {
    this.#ofAll.push((place, object) => {
      const missing = this.query.asked(object.__typename).filter((key) => (own(object, key) ?? null) === null);
      return missing.map((key) => tell([...place, key]));
    });
  }

  #add(index: number, trouble: Trouble): void {
    const troubles = this.#troubles.get(index);
    if (troubles) troubles.push(trouble);
    else this.#troubles.set(index, [trouble]);
  }
}
