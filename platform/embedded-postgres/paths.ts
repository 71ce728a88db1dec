import path from 'node:path';

/** The files of one data folder. */
export interface DataPaths {
  dataDir: string;
  /** PostgreSQL's own data directory. Complete whenever it exists. */
  cluster: string;
  password: string;
  log: string;
  startLock: string;
  /** The prefix of the folders in which initdb makes a cluster. A complete cluster is renamed to `cluster`. */
  unfinishedPrefix: string;
}

export function pathsIn(dataDir: string): DataPaths {
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
