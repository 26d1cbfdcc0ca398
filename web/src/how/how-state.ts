/** The pictures to follow through the network, and the results. */
import { computed, signal } from '@preact/signals';
import { type RgbImage, resize } from '../../../src/browser.ts';
import { cover, secret } from '../hide/hide-state.ts';
import { openPicture } from '../pictures/opened-file.ts';
import { noteEngine } from '../shell/engine-status.tsx';
import { createTask } from '../shell/task.ts';
import { say } from '../texts/say.ts';
import { download } from '../worker/download.ts';
import type { CurrentModel, StagesAnswer } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';

/** Longest side of the pictures here: large enough to see, small enough to be quick. */
const LONGEST = 384;

export const looking = createTask();
export const model = signal<CurrentModel>('invertible');
export const seen = signal<{ readonly model: CurrentModel; readonly stages: StagesAnswer } | undefined>(
  undefined,
);

/** Whether the person's own pictures are available. */
export const hasOwn = computed(() => secret.value?.kind === 'picture' && cover.value !== undefined);

export function look(): Promise<boolean> {
  return looking.run(say('task.starting'), async (options) => {
    const own = secret.value;
    const [from, into] =
      own?.kind === 'picture' && cover.value !== undefined
        ? [own.image, cover.value.image]
        : [await example('chelsea.png'), await example('kodim23.png')];
    const name = model.value;
    const task = { model: name, secret: small(from), cover: small(into) };
    const stages = await studio.run('stages', task, options);
    seen.value = { model: name, stages };
    await noteEngine();
  });
}

async function example(name: string): Promise<RgbImage> {
  return (await openPicture(new Blob([await download(`examples/${name}`)]), name)).image;
}

function small(image: RgbImage): RgbImage {
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  if (scale === 1) return image;
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return resize(image, side(image.width), side(image.height));
}
