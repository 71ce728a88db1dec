/**
 * A line without control characters, by which a text from a schema could write elsewhere on the terminal, and without what GitHub Actions
 * takes for a command in the output of a step.
 */
export function printable(line: string): string {
  return line
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, (each) => (each === '\t' ? ' ' : '\uFFFD'))
    .replace(/^(\s*)::/, '$1: :')
    .replaceAll('##[', '## [');
}
