/** Whole pixels inside an element, of what a ResizeObserver saw. */
export const sizeOf = (seen: ResizeObserverEntry | undefined): { width: number; height: number } => ({ width: Math.floor(seen?.contentRect.width ?? 0), height: Math.floor(seen?.contentRect.height ?? 0) });
