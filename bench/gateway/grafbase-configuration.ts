/** Returns the configuration of Grafbase's gateway for subgraphs whose schemas are in files. The token of a client passes on. */
export function grafbaseConfiguration(services: readonly { name: string; url: string; file: string }[]): string {
  const subgraphs = services.map(
    ({ name, url, file }) =>
      `[subgraphs.${name}]\nurl = ${JSON.stringify(url)}\nschema_path = ${JSON.stringify(file)}\n`,
  );
  return ['[[headers]]\nrule = "forward"\nname = "authorization"\n', ...subgraphs].join('\n');
}
