import path from 'node:path';

/** Where everything of one data folder lies. */
export interface Places {
  dataDir: string;
  /** PostgreSQL's own data folder; complete whenever it exists. */
  cluster: string;
  password: string;
  log: string;
  startLock: string;
  /** What half-made clusters are called, until they are renamed to `cluster`. */
  unfinishedPrefix: string;
}

export function placesIn(dataDir: string): Places {
  const root = path.resolve(dataDir);
  return {
    dataDir: root,
    cluster: path.join(root, 'postgres'),
    password: path.join(root, 'postgres.password'),
    log: path.join(root, 'postgres.log'),
    startLock: path.join(root, 'postgres.start-lock'),
    unfinishedPrefix: path.join(root, 'postgres.unfinished-'),
  };
}
