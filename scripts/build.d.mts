export function buildWorker(outdir?: string): Promise<void>;
export function build(): Promise<void>;
