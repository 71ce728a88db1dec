/** Matches the name of a client, or with an `@` its name and version. `*` stands for any text. */
export interface ClientPattern {
  text: string;
  name: RegExp;
  /** Null when the pattern has none. */
  version: RegExp | null;
}

/** Reads a pattern such as `internal-*`, `mobile@1.*` or `@`, which is any client without a name. */
export function clientPattern(text: string): ClientPattern {
  const at = text.lastIndexOf('@');
  const [name, version] = at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  return { text, name: wildcard(name), version: version ? wildcard(version) : null };
}

/** Whether the pattern has this client. */
export function matches(
  { name, version }: ClientPattern,
  client: { clientName: string; clientVersion: string },
): boolean {
  return name.test(client.clientName) && (version === null || version.test(client.clientVersion));
}

function wildcard(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
