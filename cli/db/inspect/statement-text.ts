/** The longest text of a statement that a command shows, in characters. */
export const maxStatement = 2_000;

const letter = '[A-Za-z_\\u0080-\\uffff]';

/** The tokens of SQL that may have values or look as if they had; PostgreSQL may have cut off the last one. */
const tokens = new RegExp(
  [
    '--[^\\n]*',
    // Comments nest, once at least.
    '/\\*(?:[^*/]|\\*(?!/)|/(?!\\*)|/\\*[\\s\\S]*?\\*/)*(?:\\*/|$|/\\*[\\s\\S]*$)',
    // A backslash escapes in an E string alone.
    `[eE]'(?:[^'\\\\]|''|\\\\[\\s\\S])*(?:'|\\\\?$)`,
    `(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*(?:'|$)`,
    `\\$(${letter}[\\w\\u0080-\\uffff]*)?\\$[\\s\\S]*?(?:\\$\\1\\$|$)`,
    '"(?:[^"]|"")*(?:"|$)',
    '\\$\\d+',
    `${letter}[\\w$\\u0080-\\uffff]*`,
    '\\.?\\d(?:[eE][+-]?\\d|[\\w.])*',
  ].join('|'),
  'g',
);

const comment = /^(?:--|\/\*)/;

/** An identifier, in quotes or not, or a parameter. */
const name = new RegExp(`^(?:"|\\$\\d+$|${letter}[\\w$\\u0080-\\uffff]*$)`);

/** A statement on one line, with a question mark for each value, because values are personal data, and without comments. */
export function statementText(statement: string): string {
  const text = statement.replace(tokens, (token) => (comment.test(token) ? ' ' : name.test(token) ? token : '?'));
  return text.replace(/\s+/g, ' ').trim().slice(0, maxStatement);
}
