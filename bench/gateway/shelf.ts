/** The value of the variable that makes a request differ from all others, before it is replaced: six digits that occur nowhere else. */
export const anyShelf = '000000';

/** A shelf in a variable, or at the beginning of an id. */
const shelves = /"shelf":"(\d{6})"|"(\d{6})-\d+"/;

/** The shelf of a request's body; null when it has none. */
export function shelfIn(body: string): string | null {
  const found = shelves.exec(body);
  return found?.[1] ?? found?.[2] ?? null;
}

/** The nth shelf. */
export const shelfOf = (n: number): string => String(100_000 + (n % 900_000));

export const withShelf = (text: string, from: string, to: string): string => text.replaceAll(from, to);
