/** What a value is. An error may show its client the names in the client's own document, and never a secret. */
export type CanaryKind = 'secret' | 'personal' | 'identifier';

interface Canary {
  name: string;
  kind: CanaryKind;
  matches: (text: string, lower: string) => boolean;
}

/** Values that no output may contain, in any of the forms in which a program writes a text. */
export class Canaries {
  readonly #canaries: Canary[] = [];
  readonly #values = new Set<string>();

  /** Adds a value; a known one is added once. */
  add(kind: CanaryKind, name: string, value: string): string {
    if (!this.#values.has(value)) this.#canaries.push({ name, kind, matches: matcherOf(value) });
    this.#values.add(value);
    return value;
  }

  /** The names of the values of these kinds that a text contains. */
  in(text: string, kinds: readonly CanaryKind[] = ['secret', 'personal', 'identifier']): string[] {
    const lower = text.toLowerCase();
    return this.#canaries
      .filter(({ kind, matches }) => kinds.includes(kind) && matches(text, lower))
      .map(({ name }) => name);
  }
}

/** A number of six digits is also a part of longer numbers. */
const isShort = (value: string): boolean => /^\d{6}$/.test(value);

function matcherOf(value: string): Canary['matches'] {
  if (isShort(value)) {
    const alone = new RegExp(`(?<![\\da-f]|\\d\\.)${value}(?![\\da-f]|\\.\\d)`);
    return (text) => alone.test(text);
  }
  const forms = [value, ...encoded(value)];
  const lower = value.toLowerCase();
  return (text, lowered) => lowered.includes(lower) || forms.some((form) => text.includes(form));
}

function encoded(value: string): string[] {
  const escaped = [...JSON.stringify(value).slice(1, -1)]
    .map((each) => (each > '~' ? `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}` : each))
    .join('');
  return [
    ...[encodeURIComponent(value), new URLSearchParams({ '': value }).toString().slice(1), escaped],
    JSON.stringify(JSON.stringify(value)).slice(3, -3),
    Buffer.from(value).toString('hex'),
    ...['base64', 'base64url'].flatMap((as) => withinBase64(value, as as BufferEncoding)),
  ];
}

/** The part of a text's encoding that is the same wherever the value is in it, for each of the three offsets. */
function withinBase64(value: string, as: BufferEncoding): string[] {
  return [0, 1, 2].map((offset) => {
    const all = Buffer.from(' '.repeat(offset) + value).toString(as);
    return all.replace(/=+$/, '').slice(offset === 0 ? 0 : offset + 1, -1);
  });
}
