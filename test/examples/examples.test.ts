/**
 * The programs in examples/ run as their README says, and do what they say.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { ROOT } from '../architecture/source.ts';
import { CHROMIUM, CHROMIUM_ARGUMENTS, SHORT_LIFE } from '../engine/browser-page.ts';
import { endWhenStalled, patiently } from '../suite/patience.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';

const EXAMPLES = join(ROOT, 'examples');

let folder: string;
let cover: string;
let secret: string;

before(async () => {
  folder = await temporaryFolder();
  cover = await writeSample('coffee.png', join(folder, 'cover.png'), 240, 160);
  secret = await writeSample('chelsea.png', join(folder, 'secret.png'), 120, 80);
});

/** Runs an example to its end, which must be a good one, and returns its lines. */
async function run(name: string, ...args: string[]): Promise<string[]> {
  const child = spawn(process.execPath, [join(EXAMPLES, name), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWhenStalled(child, name);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 0, err);
  return out.trimEnd().split('\n');
}

describe('an example', () => {
  it('hides a picture and gets it back', async () => {
    const lines = await run('hide-a-picture.mjs', secret, cover, 'picture');
    assert.match(lines[0]!, /^cover to container: [3-6]\d\.\d dB$/);
    assert.match(lines[1]!, /^secret to revealed: [3-6]\d\.\d dB$/);
    assert.match(lines.at(-1)!, /^Nothing is hidden in .*cover\.png/);
    assert.deepEqual((await readdir(join(folder, 'picture'))).sort(), ['container.png', 'revealed.png']);
  });

  it('hides two files for two people', async () => {
    const lines = await run('hide-a-file-for-two.mjs', cover, 'two');
    assert.deepEqual(lines.slice(1), ['ann reads: Meet me at the museum.', 'bob reads: The meeting is off.']);
  });

  it('hides in memory', async () => {
    assert.deepEqual(await run('hide-in-memory.mjs', cover), [
      'note.txt: Meet me at the museum.',
      'With a wrong passphrase: undefined',
    ]);
  });

  it('measures a method', async () => {
    const photos = join(folder, 'photos');
    for (const name of ['coffee.png', 'chelsea.png']) await writeSample(name, join(photos, name), 96, 64);
    const lines = await run('measure-a-method.mjs', photos, 'exact', '2');
    assert.equal(lines.length, 3);
    assert.match(lines[2]!, /^mean: cover \d\d\.\d dB, secret \d\d\.\d dB$/);
  });

  it('is named in the README beside it, with the command that runs it', async () => {
    const readme = await readFile(join(EXAMPLES, 'README.md'), 'utf8');
    const names = (await readdir(EXAMPLES)).filter((name) => name.endsWith('.mjs'));
    assert.ok(names.length >= 4);
    for (const name of [...names, 'browser/serve.mjs']) {
      assert.ok(readme.includes(`\`node examples/${name}\``), name);
    }
  });
});

describe('the example in a browser', () => {
  const options = { skip: existsSync(CHROMIUM) ? false : `${CHROMIUM} is not installed` };

  it('hides a message and reveals it, and serves nothing else', options, async () => {
    const server = spawn(process.execPath, [join(EXAMPLES, 'browser', 'serve.mjs'), '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const first = new Promise<string>((resolve, reject) => {
        server.stdout.setEncoding('utf8').on('data', resolve);
        server.on('close', (code) => reject(new Error(`The server ended with ${code}`)));
      });
      const [, url] = /^(http:\/\/localhost:\d+\/) /.exec(await patiently('The server', first))!;
      await patiently('The visit', visit(url!.replace('localhost', '127.0.0.1')));
      for (const path of ['//etc/passwd', '/file:///etc/passwd', '/modules/../../../package.json']) {
        assert.equal((await fetch(url!.replace('localhost', '127.0.0.1').slice(0, -1) + path)).status, 404);
      }
    } finally {
      server.kill();
    }
  });

  async function visit(url: string): Promise<void> {
    const args = [...CHROMIUM_ARGUMENTS, ...SHORT_LIFE];
    const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args, timeout: 0 });
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(0);
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        if (!request.url().startsWith(url) && !/^(?:blob|data):/.test(request.url()))
          complaints.push(`asked for ${request.url()}`);
      });
      await page.goto(url);
      await page.getByLabel('Picture').setInputFiles(cover);
      await page.getByLabel('Passphrase').fill('seven quiet herons');
      await page.getByLabel('Message').fill('Grüße aus dem Museum');
      await page.getByRole('button', { name: 'Hide it' }).click();
      await page.getByText('The message is hidden.').waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByText('Save the picture').click(),
      ]);
      const container = join(folder, download.suggestedFilename());
      await download.saveAs(container);

      // Somebody else receives it.
      await page.reload();
      await page.getByLabel('Picture').setInputFiles(container);
      await page.getByRole('button', { name: 'Reveal' }).click();
      await page.getByText('Nothing is hidden in this picture for this passphrase.').waitFor();
      await page.getByLabel('Passphrase').fill('seven quiet herons');
      await page.getByRole('button', { name: 'Reveal' }).click();
      await page.getByText('Grüße aus dem Museum').waitFor();
      assert.deepEqual(complaints, []);
    } finally {
      await browser.close();
    }
  }
});
