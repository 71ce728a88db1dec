/**
 * The most brackets inside one another in the text of a document: of selections, inline fragments, arguments, lists and objects. graphql-js
 * recurs for each of them, so it is measured before parsing. Strings and comments do not count.
 */
export function nestingOf(source: string): number {
  let open = 0;
  let most = 0;
  for (let at = 0; at < source.length; at++) {
    switch (source[at]) {
      case '{':
      case '[':
      case '(':
        most = Math.max(most, ++open);
        break;
      case '}':
      case ']':
      case ')':
        open--;
        break;
      case '#':
        at = endOfLine(source, at);
        break;
      case '"':
        at = source.startsWith('"""', at) ? endOfBlockString(source, at) : endOfString(source, at);
        break;
    }
  }
  return most;
}

function endOfLine(source: string, start: number): number {
  let at = start;
  while (at < source.length && source[at] !== '\n' && source[at] !== '\r') at++;
  return at;
}

function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (character === '"' || character === '\n' || character === '\r') return at;
  }
  return source.length;
}

function endOfBlockString(source: string, start: number): number {
  let at = source.indexOf('"""', start + 3);
  // Its only escape is that of three quotes.
  while (at > 0 && source[at - 1] === '\\') at = source.indexOf('"""', at + 3);
  return at < 0 ? source.length : at + 2;
}
