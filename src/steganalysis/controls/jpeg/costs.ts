/** The costs that the JPEG method and others avoid, for controls. */
import type { JpegComponent } from '../../../image/jpeg/jpeg-file.ts';
import { juniwardCosts } from '../../../methods/jpeg/costs/juniward.ts';
import { uerdCosts } from '../../../methods/jpeg/costs/uerd.ts';

/** Costs by name: of each coefficient of a component. */
export function costsOf(name: 'juniward' | 'uerd'): (component: JpegComponent) => Float32Array {
  return name === 'uerd' ? (component) => uerdCosts(component) : (component) => juniwardCosts(component);
}
