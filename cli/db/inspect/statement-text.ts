/** The longest text of a statement that a command shows, in characters. */
export const maxStatement = 2_000;

/** A string in quotes or between dollar tags, which may be cut off; a comment; a number. */
const values =
  /[eE]?'(?:[^'\\]|''|\\.)*(?:'|$)|\$([A-Za-z_]*)\$[\s\S]*?(?:\$\1\$|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(?<![\w$.])\d+(?:\.\d+)?/g;

/** A statement on one line, with a question mark for each value, because values are personal data, and without comments. */
export function statementText(statement: string): string {
  const text = statement.replace(values, (value) => (/^(?:--|\/\*)/.test(value) ? '' : '?'));
  return text.replace(/\s+/g, ' ').trim().slice(0, maxStatement);
}
