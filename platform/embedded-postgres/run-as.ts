import fs from 'node:fs/promises';
import { statIfAny, walk } from './files.ts';

/** Whom PostgreSQL runs as; undefined is the present user. */
export type RunAs = { uid: number; gid: number } | undefined;

/** Nobody: an unprivileged user that every common system has. initdb insists that its user has a name. */
const NOBODY = { uid: 65534, gid: 65534 };

/**
 * PostgreSQL refuses to run as root. As root on Linux it runs as the owner of the cluster, or as nobody where there is
 * no cluster yet or root owns it (a copy made by root), which is then handed over.
 * Throws where the present user can't run this cluster.
 */
export async function whoRuns(cluster: string): Promise<RunAs> {
  const owner = await statIfAny(cluster);
  const own = process.getuid?.();
  if (own === undefined) return undefined;
  if (own !== 0) {
    if (owner && owner.uid !== own) {
      throw new Error(
        `${cluster} belongs to the user with id ${owner.uid}, as it does after a start as root. Start as root again, or give it to yourself (chown -R), or set DATA_DIR or DATABASE_URL.`,
      );
    }
    return undefined;
  }
  if (process.platform !== 'linux') {
    throw new Error('PostgreSQL refuses to run as root. Start as another user, or set DATABASE_URL.');
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  if (owner) await giveAway(cluster, NOBODY);
  return NOBODY;
}

/** Gives `folder` and all in it to `runAs`. Does nothing for the present user. */
export async function giveAway(folder: string, runAs: RunAs): Promise<void> {
  if (!runAs) return;
  await walk(folder, (file) => fs.lchown(file, runAs.uid, runAs.gid));
}
