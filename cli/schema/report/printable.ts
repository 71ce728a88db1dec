/** A line without control characters, by which a text from a schema could write elsewhere on the terminal. */
export function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (each) => (each === '\t' ? ' ' : '\uFFFD'));
}
