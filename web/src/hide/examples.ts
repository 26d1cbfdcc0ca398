import type { PlainKey } from '../texts/texts.ts';
import canyonUrl from './thumbnails/canyon.webp';
import chelseaUrl from './thumbnails/chelsea.webp';
import coffeeUrl from './thumbnails/coffee.webp';
import kodim23Url from './thumbnails/kodim23.webp';
import nebulaUrl from './thumbnails/nebula.webp';
import passionflowerUrl from './thumbnails/passionflower.webp';

/** Two pictures of the site, ready to try. */
export interface Example {
  readonly title: PlainKey;
  readonly secret: string;
  readonly cover: string;
  /** Addresses of small copies to show: the cover's, the secret's. */
  readonly thumbnails: readonly [string, string];
  /** Whether it comes back exactly, by the first method that hides bytes. */
  readonly exactly?: boolean;
}

export const EXAMPLES: readonly Example[] = [
  {
    title: 'hide.example.cat',
    secret: 'chelsea.png',
    cover: 'coffee.png',
    thumbnails: [coffeeUrl, chelseaUrl],
  },
  {
    title: 'hide.example.nebula',
    secret: 'nebula.jpg',
    cover: 'kodim23.png',
    thumbnails: [kodim23Url, nebulaUrl],
  },
  {
    title: 'hide.example.flower',
    secret: 'passionflower.jpg',
    cover: 'canyon.jpg',
    thumbnails: [canyonUrl, passionflowerUrl],
    exactly: true,
  },
];
