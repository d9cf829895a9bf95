import { fileURLToPath } from 'node:url';

/** Where what is downloaded once is kept, and what runs has its files. */
export const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url));
