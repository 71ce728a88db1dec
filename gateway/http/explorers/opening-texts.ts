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
  /** The tabs of an earlier visit, as GraphiQL keeps them; null when there was none. */
  keptTabs: string | null;
}

/** The part of GraphiQL's kept tabs that is read here. */
interface KeptTabs {
  tabs?: Partial<Record<keyof EditorTexts, string | null>>[];
  activeTabIndex?: number;
}

/**
 * The texts that GraphiQL opens with, by `query`, `variables` and `headers` of the page's URL; what the URL does not have is the
 * starter's. Without any of them, the texts of the tab that an earlier visit has left open. Null when there is nothing to open with.
 *
 * GraphiQL's page has the text of this function as a script, so it uses nothing from outside but what browsers have.
 */
export function openingTexts({ search, starter, keptTabs }: ExplorerVisit): EditorTexts | null {
  const parameters = new URLSearchParams(search);
  const [query, variables, headers] = ['query', 'variables', 'headers'].map((name) => parameters.get(name));
  if (query == null && variables == null && headers == null) {
    const { tabs = [], activeTabIndex = 0 } = JSON.parse(keptTabs ?? '{}') as KeptTabs;
    const kept = tabs[activeTabIndex];
    if (kept) return { query: kept.query ?? '', variables: kept.variables ?? '', headers: kept.headers ?? '' };
    if (!starter) return null;
  }
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
