/**
 * The command line's own help as a page: `docs/commands.md`, written by `npm run docs:commands`.
 */
import type { Argument, Command, Help, Option } from 'commander';

const INTRODUCTION = `Generated from the help of the command line by \`npm run docs:commands\`: change that help (\`src/cli/\`), not this page.
\`pentimento <command> --help\` prints the same.`;

/**
 * Describes a program with all its commands.
 *
 * @returns Markdown, with a line feed at the end.
 */
export function commandsDocument(program: Command): string {
  const help = program.createHelp();
  const commands = furtherCommands(program, help);
  const sections = [
    '# Commands',
    INTRODUCTION,
    inline(program.description()),
    table(
      ['command', 'does'],
      commands.map((command) => [
        `[\`${command.name()}\`](#${anchor(command)})`,
        inline(help.subcommandDescription(command)),
      ]),
    ),
    ...furtherText(program),
    ...commands.flatMap((command) => describeCommand(command, help)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function describeCommand(command: Command, help: Help): string[] {
  const terms: readonly (readonly [string, readonly (Argument | Option)[]])[] = [
    ['argument', help.visibleArguments(command)],
    ['option', help.visibleOptions(command).filter(({ long }) => long !== '--help')],
  ];
  return [
    `## ${title(command)}`,
    fenced('sh', help.commandUsage(command)),
    inline(help.commandDescription(command)),
    ...terms.flatMap(([kind, all]) =>
      all.length === 0
        ? []
        : [
            table(
              [kind, 'meaning'],
              all.map((term) => row(term, help)),
            ),
          ],
    ),
    ...furtherText(command),
    ...furtherCommands(command, help).flatMap((further) => describeCommand(further, help)),
  ];
}

/** The commands of a command, without `help`, which says nothing new. */
function furtherCommands(command: Command, help: Help): readonly Command[] {
  return help.visibleCommands(command).filter((further) => further.name() !== 'help');
}

function row(term: Argument | Option, help: Help): string[] {
  if (!('flags' in term)) return [code(help.argumentTerm(term)), inline(help.argumentDescription(term))];
  const required = term.mandatory ? ' (required)' : '';
  return [code(help.optionTerm(term)), inline(help.optionDescription(term) + required)];
}

/** What a command's help says after its options: titled blocks, such as examples, and sentences. */
function furtherText(command: Command): string[] {
  return textAfterOptions(command)
    .trim()
    .split(/\n\s*\n/)
    .filter((block) => block !== '')
    .flatMap((block) => {
      const [first, ...rest] = block.split('\n');
      if (rest.length === 0 || !first!.endsWith(':')) return [inline(block.replaceAll(/\n\s*/g, ' '))];
      if (rest.every((line) => line.startsWith('  $ '))) {
        return [first!, fenced('sh', rest.map((line) => line.slice(4)).join('\n'))];
      }
      return [first!, fenced('text', rest.map((line) => line.replace(/^ {2}/, '')).join('\n'))];
    });
}

function textAfterOptions(command: Command): string {
  const output = command.configureOutput();
  let text = '';
  command.configureOutput({
    writeOut: (more) => {
      text += more;
    },
  });
  try {
    command.outputHelp();
    return text.slice(command.helpInformation().length);
  } finally {
    command.configureOutput(output);
  }
}

function title(command: Command): string {
  return command.parent === null ? command.name() : `${title(command.parent)} ${command.name()}`;
}

/** The anchor that GitHub makes from a title. */
function anchor(command: Command): string {
  return title(command).replaceAll(' ', '-');
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(titles), `|${'---|'.repeat(titles.length)}`, ...rows.map(line)].join('\n');
}

/** A bar ends a table cell, even within code. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Text that stands for something typed: code, commands in quotation marks, options, names in angle brackets. */
const TYPED = /`([^`]+)`|"(pentimento [^"]+)"|((?<![\w-])--[a-z][a-z-]*|<[\w-]+>)/;

/** What is typed becomes code; whatever else Markdown would read as its own stays a sign. */
function inline(text: string): string {
  const [before, ...rest] = text.split(TYPED);
  let line = plain(before!);
  for (let i = 0; i < rest.length; i += 4) {
    line += code((rest[i] ?? rest[i + 1] ?? rest[i + 2])!) + plain(rest[i + 3]!);
  }
  return line;
}

function plain(text: string): string {
  return text.replaceAll(/[\\<>*_`[\]]/g, '\\$&');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
