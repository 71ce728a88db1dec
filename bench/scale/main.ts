import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '#platform/settings.ts';
import { scaleDocument } from './document.ts';

const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const text = scaleDocument();
console.log(text);
if (options.write) await writeFile(path.join(projectRoot, 'docs', 'generated', 'scale.md'), text);
