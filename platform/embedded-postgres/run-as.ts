import fs from 'node:fs/promises';
import { lstatIfExists, walk } from './files.ts';

/** The user that PostgreSQL runs as; undefined is the current user. */
export type RunAs = { uid: number; gid: number } | undefined;

/** The unprivileged user that every common Linux has. initdb requires a user with a name. */
const nobody = { uid: 65534, gid: 65534 };

/**
 * Chooses the user for this cluster. PostgreSQL refuses to run as root, so root on Linux runs it as the owner of the
 * cluster, or as `nobody` when there is no cluster yet. A cluster that root owns (a copy made by root) gets `nobody` as its owner.
 *
 * @throws Error when the current user cannot run this cluster.
 */
export async function chooseRunAs(cluster: string): Promise<RunAs> {
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  const owner = await lstatIfExists(cluster);
  if (uid !== 0) {
    if (owner && owner.uid !== uid) {
      throw new Error(
        `${cluster} belongs to the user with id ${owner.uid}, as after a start as root. Start as root again, change its owner (chown -R), or set DATA_DIR or DATABASE_URL.`,
      );
    }
    return undefined;
  }
  if (process.platform !== 'linux') {
    throw new Error('PostgreSQL refuses to run as root. Start as another user, or set DATABASE_URL.');
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  if (owner) await chownTree(cluster, nobody);
  return nobody;
}

/** Gives `folder` and everything in it to `runAs`. Does nothing for the current user. */
export async function chownTree(folder: string, runAs: RunAs): Promise<void> {
  if (!runAs) return;
  await walk(folder, (file) => fs.lchown(file, runAs.uid, runAs.gid));
}
