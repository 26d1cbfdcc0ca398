import type { Method } from '../worker/jobs.ts';

/** Two pictures of the site, ready to be tried. */
export interface Example {
  readonly title: string;
  readonly secret: string;
  readonly cover: string;
  readonly method: Method;
}

export const EXAMPLES: readonly Example[] = [
  { title: 'A cat in a cup of coffee', secret: 'chelsea.png', cover: 'coffee.png', method: 'deep' },
  { title: 'A nebula in two parrots', secret: 'nebula.jpg', cover: 'kodim23.png', method: 'deep' },
  {
    title: 'A passion flower in a canyon, exactly',
    secret: 'passionflower.jpg',
    cover: 'canyon.jpg',
    method: 'exact',
  },
];
