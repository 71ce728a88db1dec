// Prints the size of the image, unpacked, by its parts: npm run image:size. No container engine is needed. Takes the folder of an image that is
// laid out already.
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { baseBytes } from './image/base-bytes.ts';
import { bytesOf, layOutImage } from './image/lay-out.ts';

const shown = (bytes: number) => `${(bytes / 1e6).toFixed(1).padStart(7)} MB`;

const [laidOut] = process.argv.slice(2);
const folder = laidOut ?? (await fs.mkdtemp(path.join(os.tmpdir(), 'masar-image-')));
try {
  if (!laidOut) await layOutImage(folder);
  const all = await bytesOf(folder);
  const node = await bytesOf(path.join(folder, 'node_modules', `node-${process.platform}-${process.arch}`));
  const modules = await bytesOf(path.join(folder, 'node_modules'));
  console.log(`${shown(baseBytes)}  base with libatomic1, at most
${shown(node)}  Node
${shown(modules - node)}  packages
${shown(all - modules)}  sources
${shown(baseBytes + all)}  all, at most`);
} finally {
  if (!laidOut) await fs.rm(folder, { recursive: true });
}
