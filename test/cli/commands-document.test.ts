/**
 * docs/commands.md is what the command line says of itself.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Command } from 'commander';
import { commandsDocument } from '../../src/cli/commands-document.ts';
import { createProgram } from '../../src/cli/program.ts';
import { ROOT } from '../architecture/source.ts';

describe('docs/commands.md', () => {
  const page = readFileSync(join(ROOT, 'docs', 'commands.md'), 'utf8');

  it('is current', () => {
    const hint = 'The help of the command line has changed since: npm run docs:commands';
    assert.ok(page === commandsDocument(createProgram()), hint);
  });

  it('has every command with each of its options, and every example', () => {
    const program = createProgram();
    assert.ok(program.commands.length >= 10);
    for (const command of program.commands) {
      const start = page.indexOf(`\n## pentimento ${command.name()}\n`);
      assert.ok(start >= 0, command.name());
      const [section] = page.slice(start + 1).split('\n## ', 2);
      for (const { flags } of command.options) {
        assert.ok(section!.includes(`| \`${flags.replaceAll('|', '\\|')}\` |`), flags);
      }
      assert.match(section!, /\nExamples?:\n\n```sh\npentimento /);
    }
  });
});

describe('a page of commands', () => {
  it('keeps the signs of the help as signs', () => {
    const program = new Command('pentimento').description('Does <this> and *that*.');
    program
      .command('turn')
      .summary('turn [it]')
      .description('Turns <it> by --angle.')
      .argument('<it>', 'what to turn')
      .requiredOption(
        '--angle <a|b>',
        'how far > how often | not with --no-turn: "pentimento turn <it>"',
        '90',
      )
      .addHelpText(
        'after',
        '\nNames:\n  a  first\n\nExample:\n  $ pentimento turn x --angle 4 | cat\n\nThe end.',
      );
    assert.equal(
      commandsDocument(program).split('\n\n').slice(2).join('\n\n'),
      `Does \`<this>\` and \\*that\\*.

| command | does |
|---|---|
| [\`turn\`](#pentimento-turn) | turn \\[it\\] |

## pentimento turn

\`\`\`sh
pentimento turn [options] <it>
\`\`\`

Turns \`<it>\` by \`--angle\`.

| argument | meaning |
|---|---|
| \`it\` | what to turn |

| option | meaning |
|---|---|
| \`--angle <a\\|b>\` | how far \\> how often \\| not with \`--no-turn\`: \`pentimento turn <it>\` (default: "90") (required) |

Names:

\`\`\`text
a  first
\`\`\`

Example:

\`\`\`sh
pentimento turn x --angle 4 | cat
\`\`\`

The end.
`,
    );
  });
});
