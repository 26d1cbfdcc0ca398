/**
 * The recipes for hosts say the same: what one of them sends, all send.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../architecture/source.ts';

function textOf(...path: readonly string[]): Promise<string> {
  return readFile(join(ROOT, ...path), 'utf8');
}

describe('the recipes for hosts', () => {
  it('send the same headers as the file for hosts that read one', async () => {
    const [everywhere] = (await textOf('web', 'public', '_headers')).split('/assets/');
    const headers = [...everywhere!.matchAll(/^ {2}([\w-]+): (.+)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    assert.ok(headers.length >= 6);
    const quoted = headers.map(([name, value]) => `${name} "${value}"`);
    const nginx = await textOf('web', 'hosting', 'nginx.conf');
    const apache = await textOf('web', 'hosting', 'apache.htaccess');
    for (const header of quoted) {
      assert.ok(nginx.includes(`\n  add_header ${header} always;\n`), `nginx: ${header}`);
      assert.ok(apache.includes(`\nHeader always set ${header}\n`), `Apache: ${header}`);
    }
  });

  it('build the folder that the command builds', async () => {
    const { scripts } = JSON.parse(await textOf('package.json')) as { readonly scripts: object };
    assert.ok('site' in scripts);
    assert.match(await textOf('scripts', 'site.mjs'), /join\(ROOT, 'dist-site'\)/);
    assert.match(
      await textOf('web', 'hosting', 'github-pages.yml'),
      /npm run site\n[\s\S]*path: dist-site\n/,
    );
    assert.match(
      await textOf('web', 'hosting', 'netlify.toml'),
      /"npm run site"\n\s+publish = "dist-site"\n/,
    );
  });
});
