import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { cp, link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { NothingHiddenError } from '../../src/errors/nothing-hidden.ts';
import { hide } from '../../src/hiding/hide-files.node.ts';
import { hideThroughFile } from '../../src/hiding/hide-pipeline.ts';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { writeFileAtomically } from '../../src/image/atomic-write.node.ts';
import { readPicture, writePicture } from '../../src/image/picture-files.node.ts';
import type { ProgressListener } from '../../src/jobs/work.ts';
import { KeyRing } from '../../src/keys/key-ring.ts';
import { pictureCover } from '../../src/media/picture.ts';
import { deepMethod } from '../../src/methods/deep/deep-method.ts';
import { writeFrame } from '../../src/methods/frame/frame.ts';
import { hidePicture } from '../../src/methods/frame/hide-picture.ts';
import type { MethodHost } from '../../src/methods/method.ts';
import type { OpenModel } from '../../src/methods/models/model-folder.node.ts';
import { findModel, openModel, shippedModels } from '../../src/methods/models/model-folder.node.ts';
import { methodNamed } from '../../src/methods/registry.ts';
import { inferenceModels } from '../../src/networks/inference.ts';
import { modelFile } from '../../src/networks/manifest.ts';
import { initialWeights } from '../../src/networks/parameters.ts';
import { createNetwork } from '../../src/networks/registry.ts';
import type { LoadedModel } from '../../src/runtime/runtime.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';

let model: OpenModel;
/** Pictures that the tests read and never change. */
let cover: string;
let secret: string;
/** What `hide` makes of them. */
let container: string;

before(async () => {
  model = await openModel('baluja', { threads: 1 });
  const folder = await temporaryFolder();
  cover = await writeSample('kodim23.png', join(folder, 'cover.png'), 96, 72);
  secret = await writeSample('astronaut.png', join(folder, 'secret.png'), 64, 80);
  container = join(await temporaryFolder(), 'container.png');
  await hide({ secret, cover, container, model });
});
after(() => model.dispose());

async function newFile(name: string): Promise<string> {
  return join(await temporaryFolder(), name);
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Work that was just begun fails with one sentence, and leaves nothing beside what was in the folder. */
async function fails(path: string, work: Promise<unknown>, message: RegExp): Promise<Error> {
  const before = filesIn(dirname(path));
  const error = await work.then(
    () => assert.fail('it did not fail'),
    (reason: Error) => reason,
  );
  assert.match(error.message, message);
  assert.ok(!error.message.includes('\n'), error.message);
  const left = filesIn(dirname(path));
  assert.deepEqual(
    left.filter((name) => !before.includes(name)),
    [],
  );
  return error;
}

/** PSNR, SSIM is left to its own tests, and MAE, from the definitions. */
async function measured(a: string, b: string) {
  const [x, y] = await Promise.all(
    [a, b].map((path) => sharp(path).removeAlpha().raw({ depth: 'uchar' }).toBuffer()),
  );
  assert.equal(x!.length, y!.length);
  let squares = 0;
  let absolute = 0;
  for (let i = 0; i < x!.length; i++) {
    squares += (x![i]! - y![i]!) ** 2;
    absolute += Math.abs(x![i]! - y![i]!);
  }
  return { psnr: 10 * Math.log10((255 * 255 * x!.length) / squares), mae: absolute / x!.length };
}

describe('hiding a file in a file', () => {
  for (const ending of ['png', 'webp', 'PNG']) {
    it(`goes through ${ending}, and the report says what reading the files says`, async () => {
      const path = await newFile(`container.${ending}`);
      const report = await hide({ secret, cover, container: path, model });
      const revealedPath = join(dirname(path), 'revealed.png');
      const revealed = await reveal({ container: path, secret: revealedPath, model });

      const size = await sharp(path).metadata();
      assert.equal(size.format, ending.toLowerCase());
      assert.deepEqual([size.width, size.height], [96, 72]);
      assert.deepEqual([revealed.width, revealed.height], [64, 80]);
      const close = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-9, `${a} instead of ${b}`);
      for (const [figures, files] of [
        [report.cover, [cover, path]],
        [report.secret, [secret, revealedPath]],
      ] as const) {
        const { psnr, mae } = await measured(files[0], files[1]);
        close(figures.psnr, psnr);
        close(figures.mae, mae);
        assert.ok(figures.ssim > 0 && figures.ssim < 1);
      }
      assert.deepEqual(Object.keys(report), [
        'container',
        'method',
        'model',
        'cover',
        'secret',
        'seconds',
        'warnings',
      ]);
      assert.deepEqual([report.container, report.method, report.model], [path, 'deep', model.manifest.name]);
      assert.ok(report.seconds.total >= report.seconds.hide);
      assert.ok(report.warnings.some((warning) => warning.startsWith('No passphrase')));
      assert.deepEqual(
        [revealed.secret, revealed.authenticated, revealed.model, revealed.warnings],
        [revealedPath, true, model.manifest.name, []],
      );
    });
  }

  it('opens the shipped model by itself, and finds it again by what the container says', async () => {
    const path = await newFile('container.png');
    const { model: name } = await hide({ secret, cover, container: path });
    const { model: found } = await reveal({ container: path, secret: join(dirname(path), 'revealed.png') });
    assert.equal(found, name);
  });

  it('carries the cover’s transparency and colour profile over to the container', async () => {
    const folder = await temporaryFolder();
    const alpha = Buffer.alloc(96 * 72, 200);
    alpha.fill(0, 0, 960);
    const p3Cover = join(folder, 'p3.png');
    await sharp(cover)
      .joinChannel(alpha, { raw: { width: 96, height: 72, channels: 1 } })
      .withIccProfile('p3')
      .toFile(p3Cover);
    const original = await readPicture(p3Cover);
    assert.ok(original.alpha !== undefined && original.profile !== undefined);
    for (const ending of ['png', 'webp']) {
      const path = join(folder, `container.${ending}`);
      await hide({ secret, cover: p3Cover, container: path, model });
      const { alpha, profile } = await readPicture(path);
      assert.deepEqual(alpha, original.alpha);
      assert.deepEqual(profile, original.profile);
      assert.ok(
        (await reveal({ container: path, secret: join(folder, `from-${ending}.png`), model })).authenticated,
      );
    }
  });

  it('warns of what is lost: the secret’s transparency, and its detail where the cover is much smaller', async () => {
    const folder = await temporaryFolder();
    const large = join(folder, 'large.png');
    await sharp(secret).resize(200, 200).ensureAlpha(0.5).toFile(large);
    const { warnings } = await hide({
      secret: large,
      cover,
      container: join(folder, 'container.png'),
      model,
    });
    assert.ok(warnings.includes('large.png: its transparency is not hidden'));
    assert.ok(warnings.some((warning) => /5\.8 times the cover's pixels and loses detail/.test(warning)));
  });

  it('may use one picture for both', async () => {
    const path = await newFile('container.png');
    assert.equal((await hide({ secret: cover, cover, container: path, model })).container, path);
  });

  it('replaces an earlier container where that was asked for, and only there', async () => {
    const path = await newFile('container.png');
    await writeFile(path, 'old');
    await assert.rejects(hide({ secret, cover, container: path, model }), { code: 'output-exists' });
    assert.equal(await readFile(path, 'utf8'), 'old');
    await hide({ secret, cover, container: path, model, overwrite: true });
    assert.ok((await stat(path)).size > 1000);
    assert.deepEqual(await readdir(dirname(path)), ['container.png']);
  });

  it('tells its progress, from 0 to 1 and rising', async () => {
    for (const work of [
      async (onProgress: ProgressListener) =>
        hide({ secret, cover, container: await newFile('container.png'), model, onProgress }),
      async (onProgress: ProgressListener) =>
        reveal({ container, secret: await newFile('revealed.png'), model, onProgress }),
    ]) {
      const fractions: number[] = [];
      await work(({ done }) => fractions.push(done));
      assert.ok(fractions.every((fraction) => fraction >= 0 && fraction <= 1));
      assert.deepEqual(
        fractions,
        [...fractions].sort((a, b) => a - b),
      );
      assert.equal(fractions.at(-1), 1);
    }
  });
});

describe('a passphrase', () => {
  it('is needed to find what was hidden with it, the very same', async () => {
    const path = await newFile('container.png');
    const out = await newFile('revealed.png');
    const { warnings } = await hide({ secret, cover, container: path, model, passphrase: 'open sesame' });
    assert.ok(!warnings.some((warning) => warning.includes('No passphrase')));
    assert.ok(!JSON.stringify(warnings).includes('sesame'));
    const wrong = await fails(
      out,
      reveal({ container: path, secret: out, model, passphrase: 'open barley' }),
      /^Nothing is hidden in .*container\.png for this passphrase, or it was changed since \(chance of a false "yes": 1 in 10\^18\)\.$/,
    );
    assert.ok(wrong instanceof NothingHiddenError && !wrong.message.includes('barley'));
    await fails(
      out,
      reveal({ container: path, secret: out, model }),
      /that can be revealed without a passphrase/,
    );
    assert.ok(
      (await reveal({ container: path, secret: out, model, passphrase: 'open sesame' })).authenticated,
    );
  });

  it('that is empty is refused', async () => {
    const path = await newFile('container.png');
    await fails(
      path,
      hide({ secret, cover, container: path, model, passphrase: '' }),
      /at least one character/,
    );
    await fails(path, reveal({ container, secret: path, model, passphrase: '' }), /at least one character/);
  });
});

describe('a container that was changed', () => {
  const changes: readonly [string, (picture: Sharp) => Sharp, string][] = [
    ['cropped', (picture) => picture.extract({ left: 0, top: 0, width: 95, height: 72 }), 'png'],
    [
      'cropped below the smallest',
      (picture) => picture.extract({ left: 0, top: 0, width: 9, height: 9 }),
      'png',
    ],
    ['saved as JPEG', (picture) => picture.jpeg({ quality: 95 }), 'jpg'],
    ['saved as lossy WebP', (picture) => picture.webp({ quality: 95 }), 'webp'],
    ['resized', (picture) => picture.resize(48, 36), 'png'],
    ['turned', (picture) => picture.rotate(90), 'png'],
    ['blurred', (picture) => picture.blur(1), 'png'],
    ['brightened', (picture) => picture.linear(1.02, 0), 'png'],
    ['made grey', (picture) => picture.greyscale(), 'png'],
    ['reduced to a palette', (picture) => picture.png({ palette: true, colours: 64 }), 'png'],
  ];
  for (const [what, change, ending] of changes) {
    it(`${what} ends in a clear answer`, async () => {
      const changed = await newFile(`changed.${ending}`);
      await change(sharp(container)).toFile(changed);
      const out = join(dirname(changed), 'revealed.png');
      const error = await fails(
        out,
        reveal({ container: changed, secret: out, model }),
        /^Nothing is hidden in .*changed\..* that can be revealed without a passphrase, or it was changed since/,
      );
      assert.ok(error instanceof NothingHiddenError);
    });
  }

  it('without loss, into another format, still reveals', async () => {
    const webp = await newFile('container.webp');
    await sharp(container).webp({ lossless: true }).toFile(webp);
    const out = join(dirname(webp), 'revealed.png');
    assert.ok((await reveal({ container: webp, secret: out, model })).authenticated);
  });

  it('can be revealed by force, which says that nothing vouches for it', async () => {
    const jpeg = await newFile('from-the-web.jpg');
    await sharp(container).jpeg({ quality: 97, chromaSubsampling: '4:4:4' }).toFile(jpeg);
    const out = join(dirname(jpeg), 'revealed.png');
    const report = await reveal({ container: jpeg, secret: out, model, force: true });
    assert.equal(report.authenticated, false);
    assert.match(report.warnings.join(), /^Unauthenticated: .*from-the-web\.jpg .* may be noise/);
    // Nothing says how large the secret was: it has the container's size.
    assert.deepEqual([report.width, report.height], [96, 72]);
    assert.deepEqual((await sharp(out).metadata()).width, 96);
  });

  it('by force reveals also a picture in which nothing was ever hidden, or too small for a frame', async () => {
    for (const [width, height] of [
      [50, 40],
      [7, 5],
    ] as const) {
      const path = await newFile('innocent.png');
      await sharp(cover).resize(width, height).toFile(path);
      const out = join(dirname(path), 'revealed.png');
      const report = await reveal({ container: path, secret: out, model, force: true });
      assert.deepEqual([report.authenticated, report.width, report.height], [false, width, height]);
    }
  });

  it('in nothing reveals by force as it does without', async () => {
    const out = await newFile('revealed.png');
    const forced = join(dirname(out), 'forced.png');
    await reveal({ container, secret: out, model });
    const report = await reveal({ container, secret: forced, model, force: true });
    assert.deepEqual([report.authenticated, report.warnings], [true, []]);
    assert.ok((await readFile(out)).equals(await readFile(forced)));
  });

  it('is not revealed by force without a model', async () => {
    const out = await newFile('revealed.png');
    await fails(
      out,
      reveal({ container, secret: out, force: true }),
      /^Expected a model to force revealing with/,
    );
  });
});

/** The open model with one network replaced. */
function withReveal(run: LoadedModel['run']): OpenModel {
  return { ...model, reveal: async () => ({ ...(await model.reveal()), run }) };
}

describe('verifying what was written', () => {
  const grey: LoadedModel['run'] = async ({ container: picture }) => ({
    secret: { ...picture!, data: new Float32Array(picture!.data.length).fill(0.5) },
  });

  it('fails, and leaves no file, when the model reveals nothing', async () => {
    const path = await newFile('container.png');
    await fails(
      path,
      hide({ secret, cover, container: path, model: withReveal(grey) }),
      /container\.png was not written: the receiver would see nothing of .*secret\.png in it/,
    );
  });

  it('fails, and leaves no file, for a model that was never trained', async () => {
    const folder = await untrainedModel();
    const path = await newFile('container.png');
    await fails(path, hide({ secret, cover, container: path, model: folder }), /would see nothing of/);
  });

  it('keeps the file that was there before', async () => {
    const path = await newFile('container.png');
    await writeFile(path, 'precious');
    const model = withReveal(grey);
    await fails(path, hide({ secret, cover, container: path, model, overwrite: true }), /was not written/);
    assert.equal(await readFile(path, 'utf8'), 'precious');
  });

  it('gives a sink nothing that its receiver would see nothing in', async () => {
    const given: Uint8Array[] = [];
    const container = { name: 'the response', write: (bytes: Uint8Array) => void given.push(bytes) };
    const message = /^Error: the response was not written: the receiver would see nothing/;
    await assert.rejects(hide({ secret, cover, container, model: withReveal(grey) }), message);
    assert.deepEqual(given, []);
  });

  it('fails, and leaves no file, when the frame is not found again', async () => {
    const path = await newFile('container.png');
    // The file holds another picture than the container.
    const content = await readFile(cover);
    const written: string[] = [];
    const work = hideThroughFile({
      method: methodNamed('lsb4'),
      cover: pictureCover((await readPicture(cover)).image),
      receivers: [
        {
          secret: { kind: 'picture', name: 'secret.png', image: (await readPicture(secret)).image },
          keys: new KeyRing(undefined),
        },
      ],
      options: {},
      host: {} as MethodHost,
      save: (_, verify) =>
        writeFileAtomically(path, content, async (beside) => {
          written.push(beside);
          await verify(pictureCover((await readPicture(beside)).image));
        }),
    });
    const error = await fails(path, work, /what was hidden could not be found again in the file/);
    assert.ok(!(error instanceof NothingHiddenError));
    assert.equal(written.length, 1);
  });

  it('fails when the file disappears before it has its name', async () => {
    const path = await newFile('container.png');
    const real = await model.reveal();
    const work = hide({
      secret,
      cover,
      container: path,
      model: withReveal(async (feeds) => {
        await rm(dirname(path), { recursive: true });
        return real.run(feeds);
      }),
    });
    await fails(path, work, /Expected a file that can be written but received .*container\.png/);
  });

  it('fails when the network fails', async () => {
    const path = await newFile('container.png');
    const broken = withReveal(() => Promise.reject(new Error('the device was lost')));
    await fails(path, hide({ secret, cover, container: path, model: broken }), /^the device was lost$/);
  });
});

/** A folder with the networks of a seed, before any training. */
async function untrainedModel(): Promise<string> {
  const folder = join(await temporaryFolder(), 'untrained');
  await mkdir(folder);
  const network = createNetwork('baluja', { maps: 3, kernels: [3] });
  const files = inferenceModels(network, initialWeights(network.parameters, 1));
  await writeFile(join(folder, 'hide.onnx'), files.hide);
  await writeFile(join(folder, 'reveal.onnx'), files.reveal);
  const manifest = {
    format: 1,
    name: 'untrained',
    architecture: 'baluja',
    configuration: network.configuration,
    hide: await modelFile('hide.onnx', files.hide),
    reveal: await modelFile('reveal.onnx', files.reveal),
  };
  await writeFile(join(folder, 'model.json'), JSON.stringify(manifest));
  return folder;
}

describe('a model', () => {
  it('that takes no key says so where a passphrase is given', async () => {
    const path = await newFile('container.png');
    const report = await hide({ secret, cover, container: path, model, passphrase: 'a passphrase' });
    assert.ok(report.warnings.some((warning) => /^The model baluja takes no key/.test(warning)));
    assert.ok(!JSON.stringify(report).includes('a passphrase'));
  });

  it('comes with the package, and is the default', async () => {
    const shipped = await shippedModels();
    assert.ok(shipped.some(({ manifest }) => manifest.name === 'baluja'));
    assert.deepEqual((await findModel('baluja')).id, model.id);
    assert.deepEqual((await findModel(model.folder)).id, model.id);
  });

  it('that is unknown is refused with those that are known', async () => {
    const path = await newFile('container.png');
    for (const name of ['hinet', './nowhere', dirname(path), '../models', '..']) {
      await fails(
        path,
        hide({ secret, cover, container: path, model: name }),
        /Expected one of .*baluja.* or a model folder for the model but received /,
      );
    }
  });

  it('other than the container’s is refused with both ids', async () => {
    const folder = await untrainedModel();
    const out = await newFile('revealed.png');
    await fails(
      out,
      reveal({ container, secret: out, model: folder }),
      /Expected the model that the container was made with \(id [0-9a-f]{16}\) but received untrained \(id [0-9a-f]{16}\)/,
    );
  });

  it('that the container names and that is not here is asked for', async () => {
    const path = await newFile('container.png');
    const { image } = await readPicture(cover);
    const header = { method: 1, modelId: new Uint8Array(8).fill(0xab), secretWidth: 9, secretHeight: 9 };
    await writePicture(path, await writeFrame(image, { ...header, parameters: Uint8Array.of(0) }));
    const out = join(dirname(path), 'revealed.png');
    await fails(
      out,
      reveal({ container: path, secret: out }),
      /made with a model that does not come with Pentimento \(id abababababababab\); name its folder as the model$/,
    );
    await writePicture(path, await writeFrame(image, { ...header, method: 9, parameters: Uint8Array.of(0) }));
    await fails(
      out,
      reveal({ container: path, secret: out }),
      /made with method 9, which this version .* not know/,
    );
  });

  /** A copy of a shipped model with a change to one of its files; `invertible` has its weights in a file of their own. */
  async function damaged(
    file: string,
    change: (bytes: Buffer) => Buffer | undefined,
    name: 'baluja' | 'invertible' = 'baluja',
  ): Promise<string> {
    const folder = join(await temporaryFolder(), 'copy');
    await cp((await findModel(name)).folder, folder, { recursive: true });
    const changed = change(await readFile(join(folder, file)));
    if (changed === undefined) await rm(join(folder, file));
    else await writeFile(join(folder, file), changed);
    return folder;
  }

  const flip = (bytes: Buffer): Buffer => {
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    return bytes;
  };
  const damages: readonly [string, string, (bytes: Buffer) => Buffer | undefined, RegExp][] = [
    ['with a flipped bit in hide.onnx', 'hide.onnx', flip, /model .* is damaged: hide\.onnx is not the file/],
    ['with a flipped bit in reveal.onnx', 'reveal.onnx', flip, /is damaged: reveal\.onnx is not the file/],
    ['cut short', 'hide.onnx', (bytes) => bytes.subarray(0, -1), /is damaged: hide\.onnx is not the file/],
    ['with an empty file', 'reveal.onnx', () => Buffer.alloc(0), /is damaged: reveal\.onnx is not the file/],
    ['without a file', 'hide.onnx', () => undefined, /is damaged: hide\.onnx cannot be read \(ENOENT\)/],
    [
      'with a model.json that is no JSON',
      'model.json',
      () => Buffer.from('{'),
      /cannot be used: Expected JSON/,
    ],
    ['with an empty model.json', 'model.json', () => Buffer.alloc(0), /cannot be used: Expected JSON/],
    ['without a model.json', 'model.json', () => undefined, /Expected one of .* or a model folder/],
    [
      'of another architecture',
      'model.json',
      (bytes) => Buffer.from(JSON.stringify({ ...JSON.parse(String(bytes)), architecture: 'hinet' })),
      /cannot be used: .*baluja.*hinet/,
    ],
    [
      'with a configuration that cannot be',
      'model.json',
      (bytes) => Buffer.from(JSON.stringify({ ...JSON.parse(String(bytes)), configuration: { maps: 1 } })),
      /cannot be used: Expected a whole number of at least 3 for maps/,
    ],
    [
      'that names a file elsewhere',
      'model.json',
      (bytes) => {
        const manifest = JSON.parse(String(bytes));
        return Buffer.from(JSON.stringify({ ...manifest, hide: { ...manifest.hide, file: '../hide.onnx' } }));
      },
      /cannot be used: Expected a plain file name/,
    ],
  ];
  for (const [what, file, change, message] of damages) {
    it(`${what} is refused, and no container is left`, async () => {
      const path = await newFile('container.png');
      await fails(
        path,
        hide({ secret, cover, container: path, model: await damaged(file, change) }),
        message,
      );
    });
  }

  const apart: readonly [string, string, (bytes: Buffer) => Buffer | undefined, RegExp][] = [
    ['with a flipped bit', 'weights.safetensors', flip, /is damaged: weights\.safetensors is not the file/],
    [
      'missing',
      'weights.safetensors',
      () => undefined,
      /is damaged: weights\.safetensors cannot be read \(ENOENT\)/,
    ],
    [
      'not described',
      'model.json',
      (bytes) => Buffer.from(JSON.stringify({ ...JSON.parse(String(bytes)), weights: undefined })),
      /cannot be used: Expected a plain file name, bytes and sha256 for hide, reveal and weights/,
    ],
  ];
  for (const [what, file, change, message] of apart) {
    it(`whose weights are ${what} is refused, and no container is left`, async () => {
      const path = await newFile('container.png');
      const folder = await damaged(file, change, 'invertible');
      await fails(path, hide({ secret, cover, container: path, model: folder }), message);
    });
  }

  it('that is no ONNX file, though its digest fits, is refused', async () => {
    const bytes = Buffer.from('not a network');
    const entry = await modelFile('hide.onnx', bytes);
    const folder = await damaged('model.json', (text) =>
      Buffer.from(JSON.stringify({ ...JSON.parse(String(text)), hide: entry })),
    );
    await writeFile(join(folder, 'hide.onnx'), bytes);
    const path = await newFile('container.png');
    await fails(
      path,
      hide({ secret, cover, container: path, model: folder }),
      /Expected an ONNX model that runs on cpu/,
    );
  });

  it('that was renamed is the same model', async () => {
    const folder = await damaged('model.json', (bytes) =>
      Buffer.from(JSON.stringify({ ...JSON.parse(String(bytes)), name: 'renamed' })),
    );
    const out = await newFile('revealed.png');
    const report = await reveal({ container, secret: out, model: folder });
    assert.deepEqual([report.model, report.authenticated], ['renamed', true]);
  });
});

describe('files that cannot be used', () => {
  it('to write to: a folder, one that is missing, a lossy or unknown format, what is read', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'folder.png'));
    await writeFile(join(folder, 'file'), '');
    const own = join(folder, 'own.png');
    await cp(cover, own);
    await symlink(own, join(folder, 'link.png'));
    const cases: readonly [string, RegExp][] = [
      [
        join(folder, 'folder.png'),
        /Expected a file that can be written but received .*folder\.png \(a folder\)/,
      ],
      [join(folder, 'missing', 'a.png'), /its folder .*missing does not exist/],
      [join(folder, 'file', 'a.png'), /file is not a folder/],
      [join(folder, 'a.jpg'), /Expected a name ending in \.png or \.webp/],
      [join(folder, 'a.gif'), /Expected a name ending in \.png or \.webp/],
      [join(folder, 'a'), /Expected a name ending in \.png or \.webp/],
      ['', /Expected a name ending in \.png or \.webp/],
      [own, /Expected another file to write to than .*own\.png, which is read/],
      [join(folder, 'link.png'), /Expected another file to write to than .*own\.png, which is read/],
      [join(folder, '.', 'own.png'), /Expected another file to write to/],
      [join(folder, `${'long'.repeat(80)}.png`), /its name is too long/],
    ];
    for (const [path, message] of cases) {
      await fails(
        join(folder, 'x'),
        hide({ secret, cover: own, container: path, model, method: 'deep' }),
        message,
      );
      // A revealed picture may go into a folder.
      if (path.endsWith('folder.png')) continue;
      await fails(join(folder, 'x'), reveal({ container: own, secret: path, model }), message);
    }
    const lossy = join(folder, 'a.jpg');
    await fails(
      lossy,
      hide({ secret, cover: own, container: lossy, model, method: 'deep' }),
      /for the container but received .*: a lossy file destroys what was hidden/,
    );
    await fails(
      lossy,
      reveal({ container: own, secret: lossy, model }),
      /for the revealed picture but received .*; pictures are written without loss/,
    );
    assert.ok((await readFile(own)).equals(await readFile(cover)));
    await fails(
      join(folder, 'x'),
      hide({ secret: own, cover, container: own, model }),
      /Expected another file/,
    );
  });

  it('a hard link to the cover is replaced, and the cover stays', async () => {
    const folder = await temporaryFolder();
    const [own, other] = [join(folder, 'own.png'), join(folder, 'other.png')];
    await cp(cover, own);
    await link(own, other);
    const before = await readFile(own);
    await hide({ secret, cover: own, container: other, model }).catch((error: Error) => {
      assert.match(error.message, /Expected another file/);
    });
    assert.ok(before.equals(await readFile(own)));
  });

  it('to read: missing, not a picture, cut short, empty, a folder, too small', async () => {
    const folder = await temporaryFolder();
    const whole = await readFile(cover);
    await writeFile(join(folder, 'text.png'), 'hello');
    await writeFile(join(folder, 'short.png'), whole.subarray(0, whole.length / 2));
    await writeFile(join(folder, 'empty.png'), '');
    await sharp(cover).resize(20, 20).toFile(join(folder, 'small.png'));
    const out = join(folder, 'out.png');
    const cases: readonly [string, RegExp][] = [
      ['missing.png', /received .*missing\.png \(which does not exist\)/],
      ['text.png', /Expected a PNG.* picture but received .*text\.png \(/],
      ['short.png', /short\.png is damaged or cut short/],
      ['empty.png', /empty\.png \(an empty file\)/],
      ['.', /\(a folder\)/],
    ];
    for (const [name, message] of cases) {
      const path = join(folder, name);
      await fails(out, hide({ secret: path, cover, container: out, model }), message);
      await fails(out, hide({ secret, cover: path, container: out, model }), message);
      await fails(out, reveal({ container: path, secret: out, model }), message);
    }
    const small = join(folder, 'small.png');
    await fails(
      out,
      hide({ secret, cover: small, container: out, model }),
      /at least 32 pixels a side .* 20x20/,
    );
    assert.ok((await hide({ secret: small, cover, container: out, model })).secret.psnr > 0);
  });
});

describe('an aborted signal', () => {
  it('ends the work at once, with its reason, when it was aborted before', async () => {
    const signal = AbortSignal.abort();
    const out = await newFile('out.png');
    const nowhere = { hide: () => assert.fail(), reveal: () => assert.fail() };
    const idle = { ...model, ...nowhere } as unknown as OpenModel;
    const works = [
      () => hide({ secret, cover, container: out, model: idle, signal }),
      () => reveal({ container, secret: out, model: idle, signal }),
    ];
    for (const work of works) assert.equal((await fails(out, work(), /aborted/)).name, 'AbortError');
  });

  it('ends it at the next tile, hiding or verifying, and leaves no file', async () => {
    for (const from of [0, 0.71]) {
      const controller = new AbortController();
      const out = await newFile('out.png');
      const large = join(await temporaryFolder(), 'large.png');
      await sharp(cover).resize(400, 330).toFile(large);
      let after = 0;
      const work = hide({
        secret,
        cover: large,
        container: out,
        model,
        signal: controller.signal,
        onProgress: ({ done }) => {
          if (controller.signal.aborted) after += 1;
          else if (done > from) controller.abort(new Error('no longer wanted'));
        },
      });
      await fails(out, work, /^no longer wanted$/);
      assert.equal(after, 0);
    }
  });

  it('leaves nothing when revealing', async () => {
    const controller = new AbortController();
    const large = await newFile('large.png');
    const { image } = await readPicture(cover);
    const method = deepMethod(model);
    const big = await sharp(Buffer.from(image.data), { raw: { width: 96, height: 72, channels: 3 } })
      .resize(400, 330)
      .raw()
      .toBuffer();
    const picture = { width: 400, height: 330, data: new Uint8Array(big) };
    await writePicture(large, await hidePicture(method, picture, image));
    const out = await newFile(basename(large));
    const work = reveal({
      container: large,
      secret: out,
      model,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await fails(out, work, /aborted/);
  });
});
