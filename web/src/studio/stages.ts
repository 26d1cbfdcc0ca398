import type { NetworkStage } from './jobs.ts';

export async function stages(): Promise<readonly NetworkStage[]> {
  return [];
}
