/**
 * The command line in a pseudo-terminal, which Python's standard library makes: Node has none. Where there is no python3 that is said.
 */
import { spawn, spawnSync } from 'node:child_process';
import { MAIN } from './run-cli.ts';

/** Waits for each prompt in turn and types an answer; prints as JSON what was shown, and whether the terminal echoed. */
const DRIVER = `
import json, os, pty, sys, termios
job = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    if job["input"] is not None:
        os.dup2(os.open(job["input"], os.O_RDONLY), 0)
    os.execvp(job["command"][0], job["command"])
echoes = lambda: bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
shown, since, echo = b"", b"", []
def read():
    global shown, since
    try:
        more = os.read(terminal, 4096)
    except OSError:
        more = b""
    shown += more
    since += more
    return more != b""
for prompt, answer in job["answers"]:
    while prompt.encode() not in since and read():
        pass
    since = b""
    echo.append(echoes())
    os.write(terminal, answer.encode())
if job["signal"]:
    os.kill(pid, job["signal"])
while read():
    pass
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(json.dumps({"code": status, "shown": shown.decode(), "echo": echo, "after": echoes()}))
`;

const usable =
  process.platform !== 'win32' &&
  spawnSync('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode']).status === 0;

/** Why nothing can be run in a terminal here; `false` where it can. */
export const NO_TERMINAL: string | false = usable
  ? false
  : 'there is no python3 (3.9 or newer), whose standard library makes the terminal';

export interface TerminalRun {
  readonly code: number;
  /** All that the terminal showed, prompts and echo included. */
  readonly shown: string;
  /** Whether the terminal echoed what was typed, at each prompt. */
  readonly echo: readonly boolean[];
  /** Whether it echoes after the end, as a terminal has to. */
  readonly after: boolean;
}

/**
 * Runs `pentimento` in a terminal to its end.
 *
 * @param answers - what to wait for on the screen, and what to type then.
 * @param input - a file as standard input, in place of the terminal.
 */
export function pentimentoInTerminal(
  args: readonly string[],
  answers: readonly (readonly [prompt: string, answer: string])[],
  { input = null, signal = 0 }: { readonly input?: string | null; readonly signal?: number } = {},
): Promise<TerminalRun> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', ['-c', DRIVER], { stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out));
      else reject(new Error(`The driver of the terminal failed: ${err}`));
    });
    child.stdin.end(JSON.stringify({ command: [process.execPath, MAIN, ...args], answers, input, signal }));
  });
}
