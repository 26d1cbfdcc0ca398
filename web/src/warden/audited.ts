/** P_E of docs/detectability.md: 0 is certain, 0.5 is chance. */
export interface AuditedMethod {
  readonly what: string;
  /** StegExpose at the threshold that suits it best. */
  readonly stegExpose: number;
  /** An ensemble trained on this method. */
  readonly trained: number;
}

export const AUDITED: readonly AuditedMethod[] = [
  { what: 'A photo, by our network', stegExpose: 0.469, trained: 0 },
  { what: 'A photo, by the exact method', stegExpose: 0.448, trained: 0 },
  { what: '7 kB in 768 × 512 pixels, by the exact method', stegExpose: 0.486, trained: 0.309 },
  { what: '3 kB in 768 × 512 pixels, by the exact method', stegExpose: 0.486, trained: 0.425 },
];
