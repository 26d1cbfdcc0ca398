/**
 * `<compare-slider width="768" height="512" first="Cover" second="Container">`: two pictures of one size over one another, with a divider to
 * drag, and one zoom and pan for both. The pictures are its children in the slots `first` and `second`. `start="70"` says where the divider is at
 * first, and `plain` leaves out the tools for zooming.
 *
 * With a keyboard: arrows, Home and End move the divider, + and - zoom, 0 shows the whole again; Shift and arrows pan.
 */
import { effect } from '@preact/signals';
import { say } from '../texts/say.ts';

const STYLE = `
:host { display: block; --split: 50%; }
[part=viewport] {
  position: relative; overflow: hidden; margin-inline: auto; border-radius: 10px;
  width: min(100%, calc(var(--most-height, 68vh) * var(--ratio, 1.5))); aspect-ratio: var(--ratio, 1.5);
  background: var(--checker, #8882); touch-action: pan-y; cursor: ew-resize; user-select: none;
}
:host([zoomed]) [part=viewport] { touch-action: none; cursor: grab; }
.layer { position: absolute; inset: 0; overflow: hidden; }
.layer.second { clip-path: inset(0 0 0 var(--split)); }
.moved { width: 100%; height: 100%; transform-origin: 0 0; transform: translate(var(--x, 0px), var(--y, 0px)) scale(var(--zoom, 1)); }
::slotted(*) { display: block; width: 100%; height: 100%; }
:host([close]) ::slotted(*) { image-rendering: pixelated; }
[part=handle] {
  position: absolute; inset-block: 0; left: var(--split); width: 44px; margin-left: -22px; cursor: ew-resize; touch-action: none;
  display: grid; place-items: center; outline: none;
}
[part=handle]::before { content: ''; position: absolute; inset-block: 0; width: 2px; background: #fff; box-shadow: 0 0 0 1px #0006; }
[part=handle] svg { position: relative; width: 38px; height: 38px; filter: drop-shadow(0 1px 3px #0008); }
[part=handle]:focus-visible svg { outline: 3px solid var(--focus, #2f74c9); outline-offset: 2px; border-radius: 50%; }
.label {
  position: absolute; top: 10px; padding: 3px 10px; border-radius: 99px; background: #14110dcc; color: #fff;
  font: 600 12px/1.5 system-ui, sans-serif; pointer-events: none;
}
.label.first { left: 10px; } .label.second { right: 10px; }
:host([plain]) [part=tools] { display: none; }
[part=tools] { position: absolute; right: 10px; bottom: 10px; display: flex; gap: 4px; }
[part=tools] button {
  width: 34px; height: 34px; border: 0; border-radius: 8px; background: #14110dcc; color: #fff; font: 600 16px/1 system-ui, sans-serif;
  cursor: pointer;
}
[part=tools] button:focus-visible { outline: 3px solid var(--focus, #2f74c9); outline-offset: 1px; }
`;

const MARKUP = `
<div part="viewport">
  <div class="layer first"><div class="moved"><slot name="first"></slot></div></div>
  <div class="layer second"><div class="moved"><slot name="second"></slot></div></div>
  <span class="label first" aria-hidden="true"></span><span class="label second" aria-hidden="true"></span>
  <div part="handle" role="slider" tabindex="0" aria-valuemin="0" aria-valuemax="100" aria-orientation="horizontal">
    <svg viewBox="0 0 38 38" aria-hidden="true"><circle cx="19" cy="19" r="17" fill="#fff"/><path d="M15 12l-7 7 7 7M23 12l7 7-7 7" fill="none" stroke="#23201b" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>
  </div>
  <div part="tools">
    <button type="button" data-zoom="out">−</button>
    <button type="button" data-zoom="in">+</button>
    <button type="button" data-zoom="whole">⤢</button>
  </div>
</div>`;

/** Keys that do what the tools do. */
const TOOLS = { out: '-', in: '+', whole: '0' } as const;

const MOST_ZOOM = 32;
/** From this scale on pixels are shown as squares. */
const CLOSE = 3;
/** What a step of the keyboard moves: the divider in hundredths, the view in pixels. */
const SPLIT_STEP = 2;
const PAN_STEP = 40;

interface Point {
  readonly x: number;
  readonly y: number;
}

class CompareSlider extends HTMLElement {
  static readonly observedAttributes = ['width', 'height', 'first', 'second', 'start'];
  private readonly viewport: HTMLElement;
  private readonly handle: HTMLElement;
  private split = 50;
  private zoom = 1;
  private offset: Point = { x: 0, y: 0 };
  /** Pointers that are down on the picture, by identifier. */
  private readonly pointers = new Map<number, Point>();

  /** Ends the names that follow the language. */
  private forget = (): void => {};

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.innerHTML = MARKUP;
    this.viewport = root.querySelector<HTMLElement>('[part=viewport]')!;
    this.handle = root.querySelector<HTMLElement>('[part=handle]')!;
    this.handle.addEventListener('pointerdown', (event) => this.dragHandle(event));
    this.handle.addEventListener('keydown', (event) => this.press(event));
    this.viewport.addEventListener('pointerdown', (event) => this.touch(event));
    this.viewport.addEventListener('pointermove', (event) => this.move(event));
    for (const end of ['pointerup', 'pointercancel'] as const) {
      this.viewport.addEventListener(end, ({ pointerId }) => this.pointers.delete(pointerId));
    }
    this.viewport.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.viewport.addEventListener('dblclick', (event) => {
      if (event.target instanceof Element && event.target.closest('[part=tools]')) return;
      this.zoomTo(this.zoom > 1 ? 1 : 4, this.at(event));
    });
    root.querySelector('[part=tools]')!.addEventListener('click', (event) => {
      const kind = (event.target as HTMLElement).dataset.zoom;
      if (kind !== undefined) this.zoomTo(kind === 'whole' ? 1 : this.zoom * (kind === 'in' ? 2 : 0.5));
    });
  }

  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    if (name === 'first' || name === 'second') {
      this.shadowRoot!.querySelector(`.label.${name}`)!.textContent = value;
      this.nameHandle();
      return;
    }
    if (name === 'start') {
      this.setSplit(Number(value));
      return;
    }
    const [width, height] = [Number(this.getAttribute('width')), Number(this.getAttribute('height'))];
    if (width > 0 && height > 0) this.style.setProperty('--ratio', String(width / height));
    this.zoomTo(1);
  }

  connectedCallback(): void {
    this.show();
    this.forget = effect(() => {
      this.nameHandle();
      for (const [name, key] of Object.entries(TOOLS)) {
        const tool = this.shadowRoot!.querySelector<HTMLElement>(`[data-zoom=${name}]`)!;
        const title = say(`slider.${name as keyof typeof TOOLS}`);
        tool.setAttribute('aria-label', title);
        tool.title = `${title} (${key})`;
      }
    });
  }

  disconnectedCallback(): void {
    this.forget();
  }

  private nameHandle(): void {
    const [first, second] = [this.getAttribute('first') ?? '', this.getAttribute('second') ?? ''];
    this.handle.setAttribute('aria-label', say('slider.divider', { first, second }));
  }

  private dragHandle(event: PointerEvent): void {
    event.stopPropagation();
    const { handle } = this;
    handle.setPointerCapture(event.pointerId);
    const follow = (moved: PointerEvent): void => this.splitAt(this.at(moved));
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', follow), {
      once: true,
    });
  }

  private touch(event: PointerEvent): void {
    const isTool = event.target instanceof Element && event.target.closest('[part=tools]') !== null;
    if (event.button !== 0 || isTool) return;
    this.pointers.set(event.pointerId, this.at(event));
    this.viewport.setPointerCapture(event.pointerId);
    if (this.zoom === 1 && event.pointerType === 'mouse') this.splitAt(this.at(event));
  }

  private move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = this.at(event);
    const other = [...this.pointers].find(([pointer]) => pointer !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    if (other !== undefined) {
      const distance = (point: Point): number => Math.hypot(point.x - other.x, point.y - other.y);
      const centre = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      this.zoomTo((this.zoom * distance(now)) / Math.max(1, distance(before)), centre);
    } else if (this.zoom > 1) {
      this.panBy({ x: now.x - before.x, y: now.y - before.y });
    } else {
      this.splitAt(now);
    }
  }

  /** A pinch on a touchpad comes as a wheel with Ctrl; the wheel alone scrolls the page. */
  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoomTo(this.zoom * Math.exp(-event.deltaY / 100), this.at(event));
  }

  private press(event: KeyboardEvent): void {
    const arrows: Readonly<Record<string, Point>> = {
      ArrowLeft: { x: -1, y: 0 },
      ArrowRight: { x: 1, y: 0 },
      ArrowUp: { x: 0, y: -1 },
      ArrowDown: { x: 0, y: 1 },
    };
    const arrow = arrows[event.key];
    if (arrow !== undefined && event.shiftKey) this.panBy({ x: -PAN_STEP * arrow.x, y: -PAN_STEP * arrow.y });
    else if (arrow !== undefined) this.setSplit(this.split + SPLIT_STEP * (arrow.x - arrow.y));
    else if (event.key === 'Home' || event.key === 'End') this.setSplit(event.key === 'Home' ? 0 : 100);
    else if (event.key === '+' || event.key === '=') this.zoomTo(this.zoom * 1.5);
    else if (event.key === '-') this.zoomTo(this.zoom / 1.5);
    else if (event.key === '0') this.zoomTo(1);
    else return;
    event.preventDefault();
  }

  private splitAt({ x }: Point): void {
    this.setSplit((100 * x) / this.viewport.clientWidth);
  }

  private setSplit(split: number): void {
    this.split = Math.min(100, Math.max(0, split));
    this.show();
  }

  /** @param centre - the fixed point; by default the middle. */
  private zoomTo(zoom: number, centre?: Point): void {
    const { clientWidth, clientHeight } = this.viewport;
    const { x, y } = centre ?? { x: clientWidth / 2, y: clientHeight / 2 };
    const wanted = Math.min(MOST_ZOOM, Math.max(1, zoom));
    const factor = wanted / this.zoom;
    this.zoom = wanted;
    this.offset = { x: x - factor * (x - this.offset.x), y: y - factor * (y - this.offset.y) };
    this.panBy({ x: 0, y: 0 });
  }

  private panBy({ x, y }: Point): void {
    const within = (value: number, size: number): number =>
      Math.min(0, Math.max(size * (1 - this.zoom), value));
    const { clientWidth, clientHeight } = this.viewport;
    this.offset = { x: within(this.offset.x + x, clientWidth), y: within(this.offset.y + y, clientHeight) };
    this.show();
  }

  private show(): void {
    const { style } = this.viewport;
    style.setProperty('--split', `${this.split}%`);
    style.setProperty('--zoom', String(this.zoom));
    style.setProperty('--x', `${this.offset.x}px`);
    style.setProperty('--y', `${this.offset.y}px`);
    this.toggleAttribute('zoomed', this.zoom > 1);
    const shown = (this.viewport.clientWidth * this.zoom) / Number(this.getAttribute('width') ?? Infinity);
    this.toggleAttribute('close', shown >= CLOSE);
    this.handle.setAttribute('aria-valuenow', String(Math.round(this.split)));
    this.handle.setAttribute('aria-valuetext', `${Math.round(this.split)} percent`);
  }

  private at({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.viewport.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}

customElements.define('compare-slider', CompareSlider);
