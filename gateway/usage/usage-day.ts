import { type ClientName, otherClient } from '#platform/graphql/client-name.ts';
import type { CountRow, InputRow, OperationRow, UsageRows } from '../../registry/usage/usage-rows.ts';
import type { CountedUse } from './usage-counter.ts';
import type { UseCounter } from './use-counter.ts';

/** Operations that a process stores in a day. */
export const maxOperations = 5_000;
/** Characters of their texts and coordinates. */
export const maxCharacters = 10_000_000;
/** Counts of an operation and a client that a process stores in a day. */
export const maxCounts = 20_000;
/** Counts of an operation, a client and an input that a process stores in a day. */
export const maxInputs = 50_000;

/** Stands for the operations above a bound. */
export const otherOperation: OperationRow = { id: 'other', name: 'other', kind: '', document: '', coordinates: [] };

/** Makes the rows of one day, within bounds: clients could otherwise fill the database. */
export class UsageDay {
  /** Such as `2031-02-03`, in UTC. */
  readonly day: string;
  readonly #operations = new Set<string>();
  readonly #counts = new Set<string>();
  readonly #inputs = new Set<string>();
  #characters = 0;
  #stored = new Set<string>();

  constructor(day: string) {
    this.day = day;
  }

  rowsOf({ operations, other }: CountedUse): UsageRows {
    const rows = new Rows();
    for (const { row, counters } of operations) {
      const hasRoom = this.#hasRoomFor(row);
      for (const [client, counter] of counters) {
        if (hasRoom) this.#add(rows, row, client, counter);
        else addOther(rows, counter, row.coordinates);
      }
    }
    if (other.requests > 0) addOther(rows, other, []);
    return rows.without(this.#stored);
  }

  /** Operations are stored once a day. */
  stored({ operations }: UsageRows): void {
    for (const { id } of operations) this.#stored.add(id);
  }

  /** The next rows have their operations again. */
  failed(): void {
    this.#stored = new Set();
  }

  #add(rows: Rows, row: OperationRow, client: ClientName, counter: UseCounter): void {
    const counted = hasRoom(this.#counts, keyOf(row, client), maxCounts) ? client : otherClient;
    rows.count(row, counted, counter.requests);
    for (const [coordinate, requests] of counter.inputs()) {
      if (hasRoom(this.#inputs, keyOf(row, counted, coordinate), maxInputs))
        rows.input(row, counted, coordinate, requests);
      else rows.input(otherOperation, otherClient, coordinate, requests);
    }
  }

  #hasRoomFor({ id, document, coordinates }: OperationRow): boolean {
    if (this.#operations.has(id)) return true;
    const characters = coordinates.reduce((sum, { length }) => sum + length, document.length);
    if (this.#operations.size >= maxOperations || this.#characters + characters > maxCharacters) return false;
    this.#characters += characters;
    this.#operations.add(id);
    return true;
  }
}

/** The coordinates are those of the schema, which bounds their number. */
function addOther(rows: Rows, counter: UseCounter, coordinates: readonly string[]): void {
  rows.count(otherOperation, otherClient, counter.requests);
  for (const coordinate of coordinates) rows.input(otherOperation, otherClient, coordinate, counter.requests);
  for (const [coordinate, requests] of counter.inputs()) {
    rows.input(otherOperation, otherClient, coordinate, requests);
  }
}

function hasRoom(keys: Set<string>, key: string, max: number): boolean {
  if (keys.has(key)) return true;
  if (keys.size >= max) return false;
  keys.add(key);
  return true;
}

const keyOf = ({ id }: OperationRow, { name, version }: ClientName, coordinate = ''): string =>
  `${id}\n${name}\n${version}\n${coordinate}`;

/** Adds up the counts that have one key. Equal operations were prepared several times when their texts differ. */
class Rows {
  readonly #operations = new Map<string, OperationRow>();
  readonly #counts = new Map<string, CountRow>();
  readonly #inputs = new Map<string, InputRow>();

  count(operation: OperationRow, client: ClientName, requests: number): void {
    this.#operations.set(operation.id, operation);
    add(this.#counts, keyOf(operation, client), requests, () => rowOf(operation, client));
  }

  input(operation: OperationRow, client: ClientName, coordinate: string, requests: number): void {
    this.#operations.set(operation.id, operation);
    const newRow = () => ({ ...rowOf(operation, client), coordinate });
    add(this.#inputs, keyOf(operation, client, coordinate), requests, newRow);
  }

  without(stored: ReadonlySet<string>): UsageRows {
    const operations = [...this.#operations.values()].filter(({ id }) => !stored.has(id));
    return { operations, counts: [...this.#counts.values()], inputs: [...this.#inputs.values()] };
  }
}

const rowOf = ({ id }: OperationRow, { name, version }: ClientName): CountRow => ({
  clientName: name,
  clientVersion: version,
  operationId: id,
  count: 0,
});

function add<Row extends CountRow>(rows: Map<string, Row>, key: string, requests: number, newRow: () => Row): void {
  const row = rows.get(key) ?? newRow();
  row.count += requests;
  rows.set(key, row);
}
