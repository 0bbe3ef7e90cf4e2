/** Sizes of elements without asking the browser for a layout each time: told by it when they change. */

interface Size {
  width: number;
  height: number;
}

const sizes = new WeakMap<Element, Size>();
let onChange: () => void = () => undefined;

let observer: ResizeObserver | null = null;

function take(entries: ResizeObserverEntry[]): void {
  for (const { target, contentRect } of entries) sizes.set(target, contentRect);
  onChange();
}

/** @param listener draws at once: it is called after layout and before the paint, so no frame shows old sizes */
export function onSizeChange(listener: () => void): void {
  onChange = listener;
}

/** Content size in CSS pixels; 0 x 0 while it is not shown. */
export function sizeOf(element: Element): Size {
  const known = sizes.get(element);
  if (known) return known;
  observer ??= new ResizeObserver(take);
  observer.observe(element);
  const style = getComputedStyle(element);
  const size = {
    width: element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
    height: element.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom),
  };
  sizes.set(element, size);
  return size;
}
