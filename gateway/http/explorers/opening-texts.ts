/** What GraphiQL's editors show. */
export interface EditorTexts {
  query: string;
  variables: string;
  headers: string;
}

export interface ExplorerVisit {
  /** The query of the page's URL: `?query=...`. */
  search: string;
  /** The operations to begin with; null for none. */
  starter: { document: string; variables: Record<string, unknown> } | null;
  /** Whether GraphiQL has kept the texts of an earlier visit. */
  returning: boolean;
}

/**
 * The texts that GraphiQL opens with, by `query`, `variables` and `headers` of the page's URL; what the URL does not have is the
 * starter's. Null leaves what GraphiQL has kept.
 *
 * GraphiQL's page has the text of this function as a script, so it uses nothing from outside but what browsers have.
 */
export function openingTexts({ search, starter, returning }: ExplorerVisit): EditorTexts | null {
  const parameters = new URLSearchParams(search);
  const [query, variables, headers] = ['query', 'variables', 'headers'].map((name) => parameters.get(name));
  if (query == null && variables == null && headers == null && (returning || !starter)) return null;
  const pretty = (json: string): string => {
    try {
      return JSON.stringify(JSON.parse(json), null, 2);
    } catch {
      return json;
    }
  };
  return {
    query: query ?? starter?.document ?? '',
    variables: pretty(variables ?? (query == null && starter ? JSON.stringify(starter.variables) : '')),
    headers: pretty(headers ?? ''),
  };
}
