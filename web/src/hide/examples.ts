/** Two pictures of the site, ready to try. */
export interface Example {
  readonly title: string;
  readonly secret: string;
  readonly cover: string;
  /** Whether it comes back exactly, by the first method that hides bytes. */
  readonly exactly?: boolean;
}

export const EXAMPLES: readonly Example[] = [
  { title: 'A cat in a cup of coffee', secret: 'chelsea.png', cover: 'coffee.png' },
  { title: 'A nebula in two parrots', secret: 'nebula.jpg', cover: 'kodim23.png' },
  {
    title: 'A passion flower in a canyon, exactly',
    secret: 'passionflower.jpg',
    cover: 'canyon.jpg',
    exactly: true,
  },
];
