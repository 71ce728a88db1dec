import os from 'node:os';
import { parentPort } from 'node:worker_threads';
import { computeTag, type TagInput } from './argon2id.ts';

/**
 * Where threads and processes compete for processors, the requests of others come first. Linux alone gives a thread a priority of its own;
 * elsewhere the call would slow the whole process. A tenth of a processor remains for hashing: with less, admins could not sign in while the
 * machine is busy.
 */
const niceness = 10;
if (process.platform === 'linux')
  os.setPriority(Math.min(os.getPriority() + niceness, os.constants.priority.PRIORITY_LOW));

// What it throws ends the thread, and fails the hash.
parentPort?.on('message', (input: TagInput) => parentPort?.postMessage(computeTag(input)));
