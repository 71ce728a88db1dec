/** Returns the URL of another database on the same server. */
export function onServer(url: string, database: string): string {
  const server = new URL(url);
  server.pathname = `/${database}`;
  return server.href;
}

/** The name of the database of a URL. */
export const databaseOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));
