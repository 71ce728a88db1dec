import { isRightPayload } from './trips.ts';

/** A message other than the one that a client must get next. */
export class WrongMessage extends Error {}

export interface ExpectedMessageOptions {
  /** The id of the operation. */
  id: string;
  /** The `data` of the right message of a round. */
  dataOf(round: number): unknown;
}

/**
 * Checks the messages of one subscriber. The first is compared with the expected data, field by field. Each later one is compared byte by
 * byte with the first, in which the round is replaced; only where it differs it is compared by field again.
 */
export class ExpectedMessage {
  readonly #options: ExpectedMessageOptions;
  /** The last right message, and where the round is in it. */
  #bytes: Buffer | null = null;
  #roundAt = -1;

  constructor(options: ExpectedMessageOptions) {
    this.#options = options;
  }

  /**
   * Checks that a part of a buffer is the right message of a round.
   *
   * @throws WrongMessage
   */
  check(buffer: Buffer, from: number, to: number, round: number): void {
    const expected = this.#bytes;
    if (expected && this.#roundAt >= 0 && expected.length === to - from) {
      expected.write(String(round), this.#roundAt, 'latin1');
      if (expected.compare(buffer, from, to) === 0) return;
    }
    this.#checkFields(buffer.toString('utf8', from, to), round);
    this.#bytes = Buffer.from(buffer.subarray(from, to));
    this.#roundAt = onlyIndexOf(this.#bytes, String(round));
  }

  #checkFields(text: string, round: number): void {
    const { id, dataOf } = this.#options;
    const data = dataOf(round);
    const message: unknown = JSON.parse(text);
    const { type, payload, ...rest } = message as { type?: unknown; payload?: unknown; id?: unknown };
    const isRight =
      type === 'next' && rest.id === id && Object.keys(rest).length === 1 && isRightPayload(payload, data);
    if (!isRight) throw new WrongMessage(`expected ${id} to get ${JSON.stringify(data)}, got ${text.slice(0, 1_000)}`);
  }
}

/** Returns where a text is, or -1 if it is there twice or not at all. */
function onlyIndexOf(bytes: Buffer, text: string): number {
  const at = bytes.indexOf(text);
  return at === bytes.lastIndexOf(text) ? at : -1;
}
