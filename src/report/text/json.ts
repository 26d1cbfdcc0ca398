/**
 * A report as JSON. JSON has no infinity: a PSNR of equal pictures is the string `"Infinity"`, which `Number` in JavaScript and
 * `float` in Python read back.
 *
 * @param indent - spaces; on one line by default.
 */
export function reportJson(report: unknown, indent?: number): string {
  const named = (_: string, value: unknown): unknown =>
    value === Number.POSITIVE_INFINITY ? 'Infinity' : value;
  return JSON.stringify(report, named, indent);
}
