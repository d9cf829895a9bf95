export function supportPage(): Promise<string>;
export function writeSupportPage(): Promise<void>;
