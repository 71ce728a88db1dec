/** How graphql-js quotes a value of the client in a message, and what remains of the message. */
const quotations: readonly [RegExp, string][] = [
  // Syntax errors: `Expected Name, found String "..."`.
  [/\b(String|BlockString|Int|Float) ".*"/s, '$1'],
  [/(Expected value of type "[^"]*"), found .*$/s, '$1.'],
  [/^Value ".*" does not exist/s, 'The value does not exist'],
  [/\b(got|has) invalid value .*$/s, '$1 an invalid value.'],
  // The scalars and the enums: `Int cannot represent non-integer value: ...`.
  [/( represent [^:]*): .*$/s, '$1.'],
];

/**
 * A message of graphql-js without the values that it quotes, which may be passwords and tokens. The names in the client's document remain:
 * they show a developer what is wrong.
 */
export function withoutValues(message: string): string {
  return quotations.reduce((text, [quotation, remaining]) => text.replace(quotation, remaining), message);
}
