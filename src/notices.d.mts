import type { Metafile } from 'esbuild';

export function bundledPackages(metafiles: readonly Metafile[]): string[];
export function notices(metafiles: readonly Metafile[]): string;
export function writeNotices(metafiles: readonly Metafile[]): void;
