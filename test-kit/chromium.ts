import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Names under which systems install Chromium. */
const names = ['chromium', 'chromium-browser', 'google-chrome'];

const executable = (): string | undefined =>
  names
    .flatMap((name) => (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name)))
    .find((file) => fs.existsSync(file));

/** Returns whether Chromium is installed. If it is not, prints which tests are skipped. */
export function hasChromium(skipped: string): boolean {
  if (executable()) return true;
  process.stderr.write(`\nSKIPPED, because chromium is not on the PATH: ${skipped}\n`);
  return false;
}

/** Starts the system's Chromium, which makes no request of its own. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable() ?? '',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
