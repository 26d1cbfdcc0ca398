/** Chooses the writer of a scan by what the frame and the scan are. */
import type { BitWriter } from './bit-writer.ts';
import type { JpegFrame, JpegScan } from './jpeg-file.ts';
import type { ScanWriter, WriteSlot } from './scan-writer.ts';
import type { TablesInUse } from './tables-in-use.ts';
import { progressiveWriter } from './write-progressive.ts';
import { SequentialWriter } from './write-sequential.ts';

/** A writer of the scan's data; `visitBlocks` drives it. */
export function scanWriter(
  frame: JpegFrame,
  scan: JpegScan,
  tables: TablesInUse,
  bits: BitWriter,
): ScanWriter {
  const slots = scan.components.map(
    ({ component, dc, ac }): WriteSlot => ({
      coefficients: frame.components[component]!.coefficients,
      dc: dc && tables.encoding(dc),
      ac: ac && tables.encoding(ac),
      predictor: 0,
    }),
  );
  return frame.process === 'progressive'
    ? progressiveWriter(bits, slots, scan)
    : new SequentialWriter(bits, slots, scan);
}
