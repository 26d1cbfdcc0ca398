/**
 * Hides a message in a picture and reveals it, on the page alone: nothing is sent anywhere.
 *
 * A page with more to do calls Pentimento in a worker, as the web app in `web/` does: hiding takes a second or more.
 */
import { createSecretCoder, hideExact, revealExact, rgbImage } from 'pentimento/browser';

// Only secrets that are pictures need codecs; `src/browser.ts` shows where they come from.
const coder = createSecretCoder({});
const element = (id) => document.getElementById(id);

element('hide').addEventListener('click', () =>
  answer(async () => {
    const cover = await pixels(element('picture').files[0]);
    const content = new TextEncoder().encode(element('message').value);
    const secret = { kind: 'file', name: 'message.txt', mediaType: 'text/plain', content };
    const passphrase = element('passphrase').value || undefined;
    const { container } = await hideExact(cover, [{ secret, passphrase }], coder);
    element('download').href = URL.createObjectURL(await png(container));
    element('download').hidden = false;
    return 'The message is hidden.';
  }),
);

element('reveal').addEventListener('click', () =>
  answer(async () => {
    const passphrase = element('passphrase').value || undefined;
    const revealed = await revealExact(await pixels(element('picture').files[0]), coder, { passphrase });
    if (revealed === undefined) return 'Nothing is hidden in this picture for this passphrase.';
    return revealed.kind === 'file' ? new TextDecoder().decode(revealed.content) : 'It is a picture.';
  }),
);

async function answer(work) {
  element('answer').value = '…';
  element('answer').value = await work().catch((error) => error.message);
}

/**
 * The pixels of a picture file, as 8-bit RGB. A canvas keeps opaque pixels as they are, except in browsers that add noise against
 * fingerprinting; `web/src/pictures/` reads and writes PNG without one.
 */
async function pixels(file) {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return rgbImage(
    width,
    height,
    data.filter((_, index) => index % 4 !== 3),
  );
}

/** An opaque PNG of the pixels. */
function png({ width, height, data }) {
  const samples = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) samples.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d').putImageData(new ImageData(samples, width, height), 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
