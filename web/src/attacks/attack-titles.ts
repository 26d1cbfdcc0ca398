/** The attacks that the page offers, and what people call them. */
import { say } from '../texts/say.ts';
import type { PlainKey } from '../texts/texts.ts';

interface AttackGroup {
  readonly title: PlainKey;
  /** Names of attacks. */
  readonly attacks: readonly string[];
}

/** Attacks on pictures, by name. */
export const ATTACKS: readonly AttackGroup[] = [
  { title: 'world.group.nothing', attacks: ['strip'] },
  {
    title: 'world.group.compressed',
    attacks: ['jpeg-95', 'jpeg-90', 'jpeg-75', 'jpeg-50', 'webp-80', 'jpeg-75-resize-0.75'],
  },
  { title: 'world.group.resized', attacks: ['resize-0.75', 'resize-0.5', 'crop-0.9', 'crop-0.7'] },
  {
    title: 'world.group.filtered',
    attacks: ['blur-1', 'noise-2', 'noise-5', 'brightness-1.2', 'contrast-1.2'],
  },
];

/** What people call an attack that the page offers; its name, if it offers it not. */
export function titleOf(name: string): string {
  const [, kind, amount] = /^([a-z]+)(?:-(.+))?$/.exec(name) ?? [];
  switch (name) {
    case 'strip':
      return say('world.strip');
    case 'screenshot':
      return say('world.screenshot');
    case 'jpeg-75-resize-0.75':
      return say('world.jpeg.resized');
    case 'resize-0.75':
      return say('world.resized.three');
    case 'resize-0.5':
      return say('world.resized.half');
    case 'blur-1':
      return say('world.blurred');
    case 'noise-2':
      return say('world.noise.faint');
    case 'noise-5':
      return say('world.noise');
    case 'brightness-1.2':
      return say('world.brighter');
    case 'contrast-1.2':
      return say('world.contrast');
  }
  if (kind === 'jpeg') return say('world.jpeg.quality', { quality: Number(amount) });
  if (kind === 'webp') return say('world.webp.quality', { quality: Number(amount) });
  if (kind === 'crop') return say('world.cropped', { percent: Math.round(100 * Number(amount)) });
  return name;
}
