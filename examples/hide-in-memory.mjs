/**
 * Hides bytes in the pixels of a picture without any file, as a server would: with progress, and a way to stop.
 *
 *   node examples/hide-in-memory.mjs [cover]
 */
import { readFile } from 'node:fs/promises';
import { decodePicture, encodePicture, hideExact, nodeSecretCoder, revealExact } from 'pentimento/engine';

const [coverPath = 'samples/coffee.png'] = process.argv.slice(2);
const passphrase = 'seven quiet herons';
const coder = nodeSecretCoder();
const secret = {
  kind: 'file',
  name: 'note.txt',
  mediaType: 'text/plain',
  content: new TextEncoder().encode('Meet me at the museum.'),
};

// Every long call takes an AbortSignal: this one ends when the user presses Ctrl-C.
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort(new Error('Stopped')));

// Pixels are 8-bit RGB, whatever the file was.
const { image: cover } = await decodePicture(await readFile(coverPath));
const { container } = await hideExact(cover, [{ secret, passphrase }], coder, {
  signal: interruption.signal,
  onProgress: (fraction) => process.stderr.write(`\rhiding: ${Math.round(100 * fraction)} %`),
});
process.stderr.write('\n');

// Any lossless format keeps what is hidden; JPEG would destroy it.
const png = await encodePicture(container, 'png');
const { image: received } = await decodePicture(png);
const revealed = await revealExact(received, coder, { passphrase });
console.log(`${revealed.name}: ${new TextDecoder().decode(revealed.content)}`);

// A wrong passphrase finds nothing.
console.log(`With a wrong passphrase: ${await revealExact(received, coder, { passphrase: 'wrong' })}`);
