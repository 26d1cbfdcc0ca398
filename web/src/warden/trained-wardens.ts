import type { Method } from '../worker/jobs.ts';

/**
 * What a warden finds who was trained on containers of the method: figures of docs/detectability.md, on tiles of the Kodak photos that he had not
 * seen, through PNG files.
 */
export const TRAINED_WARDENS: Readonly<Record<Method, string>> = {
  deep: 'One who has a hundred pictures of this network to learn from, and covers from the same camera, errs in less than 2 of 100: measured, 0 of 288 tiles. The passphrase keeps others from the secret, not from the fact.',
  exact:
    'One who has a hundred containers with a whole photo in them to learn from, and covers from the same camera, errs in less than 2 of 100: measured, 0 of 288 tiles. A small file hides better: with 0.05 bits a sample, some 7 kB in a picture of 768 × 512, he errs in 31 of 100.',
};
